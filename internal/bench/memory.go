package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Memory measures what a real server occupies, idle and under a steady load.
type Memory struct {
	Program  string // the paceline to start
	Data     string // data directory that holds the projects
	Projects []Project
	Rate     int           // beacons per second
	Clients  int           // connections
	Idle     time.Duration // how long it is watched without load
	Duration time.Duration // how long it is loaded
	Progress Progress
}

// sampleEvery is how often memory is looked at.
const sampleEvery = 100 * time.Millisecond

// Run starts a server, watches it idle, and then at the rate. The generator does not slow down with the server: a
// beacon that is late is sent as soon as a connection is free, and the rate that was reached is reported.
func (b Memory) Run(ctx context.Context) (report Report, err error) {
	beacons, bytes, err := messages(b.Projects)
	if err != nil {
		return report, err
	}
	server, _, err := startChild(ctx, b.Program, b.Data)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()

	idle := watch(ctx, server)
	if err := rest(ctx, b.Idle); err != nil {
		return report, err
	}
	idleMost, _ := idle()
	b.Progress("idle: %s MB at most in %s", number(idleMost), b.Idle)

	loaded := watch(ctx, server)
	o, err := load{address: server.addr["ingest"], clients: b.Clients, messages: beacons, rate: b.Rate}.run(ctx, b.Duration)
	loadMost, loadLast := loaded()
	if err = errors.Join(err, o.refused(), context.Cause(ctx)); err != nil {
		return report, err
	}
	b.Progress("at %s beacons/s: %s MB at most", number(o.rate()), number(loadMost))
	return b.report(o, bytes, idleMost, loadMost, loadLast), nil
}

func (b Memory) report(o outcome, bytes int, idleMost, loadMost, loadLast float64) Report {
	loaded := atMost("loaded, most", loadMost, "MB", 512)
	reached := fmt.Sprintf("The %s beacons/s asked for were reached.", number(float64(b.Rate)))
	if o.rate() < 0.97*float64(b.Rate) {
		reached = fmt.Sprintf("The %s beacons/s asked for were not reached: with the generator on the same cores the machine gave %s. The bar of the loaded server is not judged.",
			number(float64(b.Rate)), number(o.rate()))
		loaded.Bar = nil
	}
	return Report{
		Bench: "memory",
		Notes: []string{
			fmt.Sprintf("Resident memory of a `paceline serve` with its defaults, looked at every %s: %s idle, then %s of beacons of %s bytes on average to %d projects over %d connections, with the worker draining meanwhile.",
				sampleEvery, b.Idle, b.Duration, number(float64(bytes)), len(b.Projects), b.Clients),
			reached,
		},
		Figures: []Figure{
			atMost("idle, most", idleMost, "MB", 120),
			loaded,
			{Name: "loaded, at the end", Value: loadLast, Unit: "MB"},
			{Name: "rate reached", Value: o.rate(), Unit: "beacons/s"},
			{Name: "rate asked for", Value: float64(b.Rate), Unit: "beacons/s"},
		},
		Latencies: []Latency{latencyOf("202 at that rate", o.accepted)},
	}
}

// watch looks at the server's memory until the returned function is called, which tells the most and the last.
func watch(ctx context.Context, server *child) (end func() (most, last float64)) {
	watching, stop := context.WithCancel(ctx)
	var most, last float64
	var done sync.WaitGroup
	done.Go(func() {
		for {
			last = server.residentMB()
			most = max(most, last)
			if rest(watching, sampleEvery) != nil {
				return
			}
		}
	})
	return func() (float64, float64) {
		stop()
		done.Wait()
		return most, last
	}
}
