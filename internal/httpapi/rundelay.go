package httpapi

import (
	"math"
	"runtime/metrics"
	"slices"
	"time"
)

// runDelays tells how long goroutines that could run waited for a processor, from the runtime's own histogram
// (https://pkg.go.dev/runtime/metrics, /sched/latencies:seconds). It is for one goroutine at a time.
type runDelays struct {
	sample []metrics.Sample
	before []uint64
}

const (
	runDelayMetric = "/sched/latencies:seconds"
	// fewest is how many waits it takes to say anything.
	fewestDelays = 16
	// mostOf is the share of the waits that were no longer than what is told.
	mostOf = 0.9
)

func newRunDelays() *runDelays {
	return &runDelays{sample: []metrics.Sample{{Name: runDelayMetric}}}
}

// most is the time that nine in ten waits since the last call did not exceed.
func (d *runDelays) most() (wait time.Duration, ok bool) {
	metrics.Read(d.sample)
	if d.sample[0].Value.Kind() != metrics.KindFloat64Histogram {
		return 0, false // a runtime without it: the gate stays as wide as it is
	}
	histogram := d.sample[0].Value.Float64Histogram()
	wait, ok = quantileSince(histogram, d.before, mostOf)
	d.before = append(d.before[:0], histogram.Counts...)
	return wait, ok
}

// quantileSince is the upper bound of the bin that a quantile of what was counted after before falls into.
func quantileSince(h *metrics.Float64Histogram, before []uint64, quantile float64) (time.Duration, bool) {
	counts := slices.Clone(h.Counts)
	var total uint64
	for i := range counts {
		if i < len(before) {
			counts[i] -= before[i]
		}
		total += counts[i]
	}
	if total < fewestDelays {
		return 0, false
	}
	rank := uint64(math.Ceil(quantile * float64(total)))
	var passed uint64
	for i, n := range counts {
		if passed += n; passed >= rank {
			bound := h.Buckets[i+1]
			if math.IsInf(bound, 1) {
				bound = h.Buckets[i]
			}
			return time.Duration(bound * float64(time.Second)), true
		}
	}
	return 0, false
}
