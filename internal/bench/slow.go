package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Slow measures what healthy clients notice of thousands of connections that hold the server up: senders that drip, and
// connections that are opened and not used. All of it over the loopback interface, from this process.
type Slow struct {
	Program  string // the paceline to start
	Data     string // data directory that holds the projects
	Projects []Project
	Dripping int           // connections that send a byte a second: four in five of a body, the others of a head
	HalfOpen int           // connections that send nothing, or half a head
	Rate     int           // beacons a second of the healthy clients
	Clients  int           // healthy clients, each with a connection
	Duration time.Duration // of the turns before and after
	Progress Progress
}

const (
	// What the server cuts after, as README and PROMISES say; and how much later a cut may be seen on a busy machine.
	headCut  = 5 * time.Second
	bodyCut  = 15 * time.Second
	cutSlack = time.Second
	// connectRate is how many connections are opened a second: all 7,000 stand just before the first of them is cut, and opening them
	// takes as little as can be of the processor that they share with the server.
	connectRate = 1500
)

// Run has healthy clients send without, with and again without the slow ones, and looks what those leave behind.
func (b Slow) Run(ctx context.Context) (report Report, err error) {
	if err := raiseFileLimit(b.Dripping + b.HalfOpen + 1000); err != nil {
		return report, err
	}
	beacons, _, err := messages(b.Projects)
	if err != nil {
		return report, err
	}
	server, _, err := startChild(ctx, b.Program, b.Data)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, server.stop()) }()
	healthy := load{address: server.addr["ingest"], clients: b.Clients, messages: beacons, rate: b.Rate}
	turn := func(duration time.Duration) (slowTurn, error) {
		healthy.firstRound += 1 << 16
		return b.turn(ctx, server, healthy, duration)
	}
	if _, err := turn(b.Duration / 4); err != nil { // to warm up
		return report, err
	}
	before, err := turn(b.Duration)
	if err != nil {
		return report, err
	}
	left, err := server.held(ctx, heldNothing)
	if err != nil {
		return report, err
	}
	b.Progress("without: p99 %s ms, the server holds %s", number(latencyOf("", before.accepted).P99), left)

	memory := watch(ctx, server)
	attack := beginSlow(ctx, server.addr["ingest"], b.kinds())
	during, err := turn(b.attacked())
	cuts := attack.end()
	most, _ := memory()
	if err != nil {
		return report, err
	}
	b.Progress("with: p99 %s ms, %d of %d connections were cut, at most %s MB", number(latencyOf("", during.accepted).P99), cuts.cut(), len(cuts), number(most))
	after, err := turn(b.Duration)
	if err != nil {
		return report, err
	}
	kept, err := server.held(ctx, left)
	if err = errors.Join(err, context.Cause(ctx)); err != nil {
		return report, err
	}
	b.Progress("without again: p99 %s ms, the server holds %s", number(latencyOf("", after.accepted).P99), kept)
	before.add(after)
	return b.report(before, during, cuts, left, kept, most), nil
}

// attacked is how long the slow ones are there: until the last one that was opened is cut for its body.
func (b Slow) attacked() time.Duration {
	opening := time.Duration(b.Dripping+b.HalfOpen) * time.Second / connectRate
	return opening + bodyCut + 3*cutSlack
}

// slowTurn is what the healthy clients saw meanwhile, and what of the processor it took the server and this process, with all
// clients.
type slowTurn struct {
	outcome
	server, generator time.Duration
}

func (b Slow) turn(ctx context.Context, server *child, healthy load, duration time.Duration) (t slowTurn, err error) {
	before, err := cpuTime(server.command.Process.Pid)
	if err != nil {
		return t, err
	}
	generator := processorTime()
	if t.outcome, err = healthy.run(ctx, duration); err != nil {
		return t, err
	}
	after, err := cpuTime(server.command.Process.Pid)
	t.server, t.generator = after-before, processorTime()-generator
	return t, err
}

func (t *slowTurn) add(other slowTurn) {
	t.outcome.add(other.outcome)
	t.server += other.server
	t.generator += other.generator
}

// ofACore is that much processor time as a part of one core's, in %.
func (t *slowTurn) ofACore(processor time.Duration) float64 {
	return share(processor.Seconds(), t.took.Seconds())
}

// kinds lists what each connection does, mixed.
func (b Slow) kinds() []slowKind {
	var list []slowKind
	for n := range max(b.Dripping, b.HalfOpen) {
		if n < b.Dripping {
			kind := dripsBody
			if n%5 == 4 {
				kind = dripsHead
			}
			list = append(list, slowKind{kind, b.Projects[n%len(b.Projects)].APIKey})
		}
		if n < b.HalfOpen {
			list = append(list, slowKind{[]string{sendsNothing, halfHead}[n%2], ""})
		}
	}
	return list
}

func (b Slow) report(without, with slowTurn, cuts slowCuts, left, kept held, most float64) Report {
	calm, pressed := latencyOf("202, without", without.accepted), latencyOf("202, with", with.accepted)
	r := Report{
		Bench: "slow",
		Notes: []string{
			fmt.Sprintf("A real `paceline serve` with its defaults; %d healthy clients send %d beacons/s to %d projects: %s without, %s with and %s without slow connections.",
				b.Clients, b.Rate, len(b.Projects), b.Duration, b.attacked().Round(time.Second), b.Duration),
			fmt.Sprintf("The slow ones are opened within the first seconds, %s/s: %s that send a byte a second, four in five of a body that is to be %d bytes, the others of a head; and %s that send nothing, or half a head, and wait.",
				number(connectRate), number(float64(b.Dripping)), slowBody, number(float64(b.HalfOpen))),
		},
		Figures: []Figure{
			{Name: "healthy p99, without", Value: calm.P99, Unit: "ms"},
			{Name: "healthy p99, with", Value: pressed.P99, Unit: "ms"},
			atMost("healthy p99, with beside without", ratio(pressed.P99, calm.P99), "times", 2),
			atMost("healthy: answered other than 202", float64(without.others()+with.others()), "", 0),
			atMost("slow connections: not opened, or not cut", float64(len(cuts)-cuts.cut()), "", 0),
			{Name: "processor time of the server, without", Value: without.ofACore(without.server), Unit: "% of a core"},
			{Name: "processor time of the server, with", Value: with.ofACore(with.server), Unit: "% of a core"},
			{Name: "processor time of all clients, without", Value: without.ofACore(without.generator), Unit: "% of a core"},
			{Name: "processor time of all clients, with", Value: with.ofACore(with.generator), Unit: "% of a core"},
			{Name: "memory before", Value: left.memoryMB, Unit: "MB"},
			{Name: "memory, most", Value: most, Unit: "MB"},
			{Name: "memory after", Value: kept.memoryMB, Unit: "MB"},
			atMost("heap and stacks in use: more after than before", kept.usedMB-left.usedMB, "MB", usedSlackMB),
			atMost("open files: more after than before", float64(kept.files-left.files), "", filesSlack),
			atMost("goroutines: more after than before", float64(kept.goroutines-left.goroutines), "", goroutineSlack),
		},
		Latencies: []Latency{calm, pressed},
	}
	for _, kind := range []string{dripsBody, dripsHead, sendsNothing, halfHead} {
		limit := headCut
		if kind == dripsBody {
			limit = bodyCut
		}
		if times := cuts.after(kind); len(times) > 0 {
			r.Latencies = append(r.Latencies, latencyOf("cut: "+kind, times).held("p99", milliseconds(limit+cutSlack)))
		}
	}
	return r
}

func ratio(a, b float64) float64 { return share(a, b) / 100 }

// cut counts the connections that the server ended.
func (c slowCuts) cut() int { return len(c) - len(slices.Collect(c.kept())) }
