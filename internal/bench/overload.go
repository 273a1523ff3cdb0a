package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// Overload measures a real server that is offered many times what it can take. The server is held to a share of a core,
// so that the generator can outrun it on the same machine.
type Overload struct {
	Program     string // the paceline to start
	Data        string // data directory that holds the projects
	Projects    []Project
	Share       float64       // of one core that the server has
	Times       int           // of its capacity that it is offered
	Clients     int           // connections, each with one beacon in flight, that find the capacity
	Connections int           // the most clients of the flood
	Warm        time.Duration // load before anything is measured
	Duration    time.Duration // of each half
	Progress    Progress
}

// memoryCap is what the product promises to stay under.
const memoryCap = 512 // MB

// Run finds the capacity in a closed loop, then offers its multiple in an open one, and at last looks at the ledger.
func (b Overload) Run(ctx context.Context) (report Report, err error) {
	if err := raiseFileLimit(b.Connections + 1000); err != nil {
		return report, err
	}
	beacons, bytes, err := messages(b.Projects)
	if err != nil {
		return report, err
	}
	server, _, err := startChild(ctx, b.Program, b.Data)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	held, err := capCPU(server.command.Process.Pid, b.Share)
	if err != nil {
		return report, err
	}
	lift := held.lift
	defer func() { lift() }()

	closed := load{address: server.addr["ingest"], clients: b.Clients, messages: beacons}
	if _, err := closed.run(ctx, b.Warm); err != nil {
		return report, err
	}
	closed.firstRound = 1 << 16
	capacity, err := closed.run(ctx, b.Duration)
	if err != nil {
		return report, err
	}
	b.Progress("capacity: %s beacons/s, other answers %v", number(capacity.rate()), capacity.statuses)
	memory := watch(ctx, server)
	offered := b.Times * int(capacity.rate())
	var floods []flooded
	for i, heed := range []bool{true, false} {
		o, err := flood{
			address: server.addr["ingest"], messages: beacons, firstRound: int64(i+2) << 16, rate: offered, clients: b.Connections, heed: heed,
		}.run(ctx, b.Duration)
		if err != nil {
			return report, err
		}
		b.Progress("offered %s/s, Retry-After is heeded: %v: accepted %s/s, refused %d, not sent %d, broken %v",
			number(float64(offered)), heed, number(o.rate()), len(o.refusals), o.unsent, o.broken)
		floods = append(floods, o)
	}
	most, _ := memory()
	lift()
	lift = func() {}
	difference, queued, err := server.settled(ctx)
	if err = errors.Join(err, context.Cause(ctx)); err != nil {
		return report, err
	}
	each, bare, err := b.refusalFloor(ctx, beacons, offered)
	if err != nil {
		return report, err
	}
	b.Progress("a bare refusal costs %s of processor time", each)
	report = b.report(held.How, bytes, capacity, floods, offered, most, difference, queued)
	b.addFloor(&report, each, float64(offered)-capacity.rate())
	report.Latencies = append(report.Latencies, latencyOf("floor: bare refusal", bare.refusals), latencyOf("the generator's own part of it", bare.delays))
	return report, nil
}

// addFloor tells how much of the server's share the refusals would take, made as cheaply as can be: what is left is all that
// any server has for accepting while it answers so many.
func (b Overload) addFloor(r *Report, each time.Duration, refusals float64) {
	r.Notes = append(r.Notes, "Floor of refusing: a process that answers each read with a fixed 503 and looks at nothing, offered as much by heedless clients, without a cap.")
	r.Figures = append(r.Figures,
		Figure{Name: "floor: a bare refusal", Value: float64(each.Nanoseconds()) / 1000, Unit: "microseconds"},
		Figure{Name: "floor: bare refusals of all that is beyond the capacity", Value: 100 * refusals * each.Seconds() / b.Share, Unit: "% of the server's share"},
	)
}

func (b Overload) report(how string, bytes int, capacity outcome, floods []flooded, offered int, most, difference, queued float64) Report {
	r := Report{
		Bench: "overload",
		Notes: []string{
			fmt.Sprintf("A real `paceline serve` with its defaults, its share of the processor capped (%s). Its capacity: %d connections, each with one beacon of %s bytes on average in flight, to %d projects, %s, with the worker draining meanwhile.",
				how, b.Clients, number(float64(bytes)), len(b.Projects), b.Duration),
			fmt.Sprintf("Then %d times that is begun, whatever becomes of the earlier requests, by up to %d clients, each with a connection of its own, which it opens before and renews after every %d requests: %s by clients that stay away as long as Retry-After tells them, as the SDK does (heeding), and %s by clients that come at once again (heedless).",
				b.Times, b.Connections, newConnEvery, b.Duration, b.Duration),
			"All times are from when a request was due: they include what the generator is late by itself, opening the connection where it is a new one, and waiting to be accepted.",
		},
		Figures: []Figure{
			{Name: "capacity", Value: capacity.rate(), Unit: "202/s"},
			{Name: "refused at capacity", Value: perSecond(capacity.others(), capacity.took), Unit: "answers/s"},
			{Name: "offered", Value: float64(offered), Unit: "requests/s"},
		},
		Latencies: []Latency{latencyOf("202 at capacity", capacity.accepted)},
	}
	for i, name := range []string{"heeding", "heedless"} {
		floods[i].describe(name, capacity.rate(), &r)
	}
	r.Figures = append(r.Figures,
		atMost("memory, most", most, "MB", memoryCap),
		atMost("ledger difference afterwards", difference, "events", 0),
		atMost("left in the queue", queued, "events", 0),
	)
	return r
}

// describe adds what became of a flood to a report.
func (f *flooded) describe(name string, capacity float64, r *Report) {
	strange := 0
	for status, n := range f.statuses {
		if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
			strange += n
		}
	}
	sent := len(f.accepted) + len(f.refusals) + strange + f.unanswered
	if len(f.broken) > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("Requests without an answer, %s: %s.", name, listing(f.broken)))
	}
	r.Figures = append(r.Figures,
		Figure{Name: name + ": sent", Value: perSecond(sent, f.took), Unit: "requests/s"},
		Figure{Name: name + ": accepted", Value: f.rate(), Unit: "202/s"},
		atLeast(name+": of the capacity", share(f.rate(), capacity), "%", 90),
		Figure{Name: name + ": refused", Value: perSecond(len(f.refusals), f.took), Unit: "answers/s"},
		Figure{Name: name + ": found every client waiting", Value: perSecond(f.unsent, f.took), Unit: "requests/s"},
		atMost(name+": refused without Retry-After", float64(f.unadvised), "", 0),
		atMost(name+": answered neither 202, 429 nor 503", float64(strange), "", 0),
		atMost(name+": without an answer", float64(f.unanswered), "", 0),
	)
	r.Latencies = append(r.Latencies,
		latencyOf("202, "+name, f.accepted), latencyOf("refusal, "+name, f.refusals).held("p99", 50),
		latencyOf("refusal, "+name+", after the first second", f.later),
		latencyOf("the generator's own part, "+name, f.delays))
}

// listing is counts in words, in order.
func listing(counts map[string]int) string {
	var parts []string
	for what, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, what))
	}
	slices.Sort(parts)
	return strings.Join(parts, "; ")
}

// settleTimeout is how long the worker may take over what an overload left in the log.
const settleTimeout = 3 * time.Minute

// settled waits until the log is drained and returns the ledger's difference, and what is queued if that never ends.
func (c *child) settled(ctx context.Context) (difference, queued float64, err error) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	for {
		metrics, err := c.metrics(ctx)
		if err != nil {
			return 0, 0, err
		}
		difference, queued = metrics["paceline_ledger_difference"], metrics["paceline_queue_events"]
		if queued == 0 || rest(ctx, sampleEvery) != nil {
			return difference, queued, nil
		}
	}
}

// metrics are the server's gauges and counters by name; the values of one name's labels are added up.
func (c *child) metrics(ctx context.Context) (map[string]float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addr["ops"]+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(answer.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the server's metrics: %w", err)
	}
	values := map[string]float64{}
	for name, family := range families {
		for _, m := range family.GetMetric() {
			values[name] += m.GetGauge().GetValue() + m.GetCounter().GetValue() + m.GetUntyped().GetValue()
		}
	}
	return values, nil
}
