// Package bench measures Paceline beside what the machine could do at best: the bare floor, in the same run, in
// alternating turns. What else the machine does then hits both, and the ratio holds where a rate alone would not.
//
// It knows ports only: package app opens the adapters. Everything stays on the loopback interface and in one
// temporary directory.
package bench

import (
	"slices"
	"time"
)

// Report is what one benchmark found. It is the JSON that `paceline bench … --json` prints, and what the tables of
// docs/performance.md are written from.
type Report struct {
	Bench     string    `json:"bench"`
	Command   string    `json:"command"`
	Version   string    `json:"version"`
	Date      time.Time `json:"date"`
	Machine   Machine   `json:"machine"`
	Notes     []string  `json:"notes"` // what was run, in sentences
	Figures   []Figure  `json:"figures"`
	Latencies []Latency `json:"latencies,omitempty"`
}

// Figure is one number, with the bar it is held to where there is one.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Bar   *Bar    `json:"bar,omitempty"`
}

// Latency is how long something took, n times over. Percentiles are in ms.
type Latency struct {
	Name string  `json:"name"`
	N    int     `json:"n"`
	P50  float64 `json:"p50"`
	P95  float64 `json:"p95"`
	P99  float64 `json:"p99"`
	Bar  *Bar    `json:"bar,omitempty"` // for the percentile it names
}

// Bar is a limit that a number is held to.
type Bar struct {
	Of    string  `json:"of,omitempty"` // p95 or p99 of a Latency
	Least bool    `json:"least"`        // the limit is the least that is good; else the most
	Limit float64 `json:"limit"`
	Met   bool    `json:"met"`
}

func atLeast(name string, value float64, unit string, limit float64) Figure {
	return Figure{Name: name, Value: value, Unit: unit, Bar: &Bar{Least: true, Limit: limit, Met: value >= limit}}
}

func atMost(name string, value float64, unit string, limit float64) Figure {
	return Figure{Name: name, Value: value, Unit: unit, Bar: &Bar{Limit: limit, Met: value <= limit}}
}

// latencyOf sorts the times.
func latencyOf(name string, times []time.Duration) Latency {
	slices.Sort(times)
	return Latency{
		Name: name, N: len(times),
		P50: nearestRank(times, 0.50), P95: nearestRank(times, 0.95), P99: nearestRank(times, 0.99),
	}
}

// held holds one percentile to a limit in ms.
func (l Latency) held(of string, limit float64) Latency {
	value := map[string]float64{"p50": l.P50, "p95": l.P95, "p99": l.P99}[of]
	l.Bar = &Bar{Of: of, Limit: limit, Met: l.N > 0 && value <= limit}
	return l
}

// nearestRank is the one among sorted times, in ms; 0 of none.
func nearestRank(sorted []time.Duration, p float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(p*float64(len(sorted)) + 0.9999)
	return milliseconds(sorted[min(max(rank, 1), len(sorted))-1])
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// perSecond is a rate; 0 when no time passed.
func perSecond(n int, took time.Duration) float64 {
	if took <= 0 {
		return 0
	}
	return float64(n) / took.Seconds()
}

// share is a part of a whole in percent; 0 of nothing.
func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * part / whole
}

// Progress tells a person what is being done. It is called from one goroutine at a time.
type Progress func(format string, arguments ...any)
