package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/worker"
)

// Drain measures the way from the log to the store: reading, decoding, enriching, grouping, merging, committing.
type Drain struct {
	Open     func(ctx context.Context, dir string) (Pipe, error)
	Projects []string
	Dir      string
	Views    int // page views of each turn
	Turns    int
	Batch    int // bytes of log in one transaction; 0 is worker.DefaultBatch
	Progress Progress
}

// Pipe is a new log and a new store with nothing in them.
type Pipe struct {
	Log   queue.Log
	Store store.Writer
	Facts string       // path of the store's DuckDB file
	Close func() error // closes both
}

const (
	// lateShare is the part of the page views whose second beacon comes in a later batch than the first.
	lateShare = 0.30
	// appended is how many records one commit of the log brings.
	appended = 200
)

// Run measures the worker and then, with the rows it left, DuckDB's bare appender, turn by turn.
func (b Drain) Run(ctx context.Context) (Report, error) {
	if b.Batch == 0 {
		b.Batch = worker.DefaultBatch
	}
	var sum drained
	var bare spent
	for n := range b.Turns {
		dir := filepath.Join(b.Dir, fmt.Sprintf("turn-%d", n))
		turn, err := b.drain(ctx, dir)
		if err != nil {
			return Report{}, err
		}
		b.Progress("turn %d of %d, Paceline: %s rows/s", n+1, b.Turns, number(perSecond(turn.views, turn.clock)))
		floor, err := b.appendBare(ctx, dir, turn)
		if err != nil {
			return Report{}, err
		}
		b.Progress("turn %d of %d, floor: %s rows/s", n+1, b.Turns, number(perSecond(turn.views, floor.clock)))
		sum.add(turn)
		bare.add(floor)
		if err := os.RemoveAll(dir); err != nil {
			return Report{}, err
		}
	}
	return b.report(sum, bare), nil
}

func (b Drain) report(sum drained, bare spent) Report {
	ours, floor := perSecond(sum.views, sum.clock), perSecond(sum.views, bare.clock)
	return Report{
		Bench: "drain",
		Notes: []string{
			fmt.Sprintf("%d turns of %s page views in %d projects, each turn on a new log and store; a turn's views lie in one hour. %s %% of the page views get a second beacon in a later batch, which merges into their stored row.",
				b.Turns, number(float64(b.Views)), len(b.Projects), number(share(float64(sum.late), float64(sum.views)))),
			"Paceline: from the SQLite log through the worker into DuckDB. Floor: DuckDB's bare appender with the rows that resulted, made beforehand, and as many commits.",
		},
		Figures: []Figure{
			{Name: "drained", Value: ours, Unit: "rows/s"},
			{Name: "floor", Value: floor, Unit: "rows/s"},
			atLeast("of the floor", share(ours, floor), "%", 40),
			{Name: "drained beacons", Value: perSecond(sum.records, sum.clock), Unit: "beacons/s"},
			{Name: "drained events", Value: perSecond(sum.events, sum.clock), Unit: "events/s"},
			{Name: "rows written, merged ones again", Value: perSecond(sum.views+sum.late, sum.clock), Unit: "rows/s"},
			{Name: "processor time", Value: microsecondsEach(sum.processor, sum.views), Unit: "µs/row"},
			{Name: "processor time, floor", Value: microsecondsEach(bare.processor, sum.views), Unit: "µs/row"},
		},
	}
}

// drained is what a turn moved.
type drained struct {
	spent
	views, late, records, events int
	commits                      int
	facts                        string // path of the store that it left
}

func (d *drained) add(other drained) {
	d.spent.add(other.spent)
	d.views += other.views
	d.late += other.late
	d.records += other.records
	d.events += other.events
	d.commits += other.commits
}

// drain fills a log and lets the worker empty it. Only the worker is on the clock.
func (b Drain) drain(ctx context.Context, dir string) (d drained, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return d, err
	}
	pipe, err := b.Open(ctx, dir)
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, pipe.Close()) }()
	if d, err = b.fill(ctx, pipe.Log); err != nil {
		return d, err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	var processed, commits atomic.Int64
	empty := make(chan struct{})
	drainer := worker.New(worker.Config{
		Log: pipe.Log, Store: pipe.Store, MarkerDir: dir, BatchSize: b.Batch,
		Committed: func(c worker.Commit) {
			commits.Add(1)
			var events int64
			for _, t := range c.Tallies {
				events += t.Processed
			}
			if processed.Add(events) == int64(d.events) {
				close(empty)
			}
		},
	})
	ended := make(chan error, 1)
	began := begin()
	go func() { ended <- drainer.Run(running) }()
	select {
	case <-empty:
	case err := <-ended:
		return d, errors.Join(errors.New("the worker ended before the log was empty"), err, context.Cause(ctx))
	}
	d.spent, d.commits, d.facts = began.end(), int(commits.Load()), pipe.Facts
	stop()
	return d, <-ended
}

// fill appends the turn's records to the log.
func (b Drain) fill(ctx context.Context, log queue.Appender) (drained, error) {
	visits := takeVisits(b.Projects, b.Views)
	d := drained{views: len(visits)}
	var batch []queue.Record
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := log.Append(ctx, batch)
		batch = nil
		return err
	}
	late, err := b.inOrder(visits, func(record queue.Record) error {
		d.records++
		d.events += record.Events
		if batch = append(batch, record); len(batch) < appended {
			return nil
		}
		return flush()
	})
	d.late = late
	return d, errors.Join(err, flush())
}

// visit is the records of one page view.
type visit []rum.Record

// takeVisits are n page views with their records.
func takeVisits(projects []string, n int) []visit {
	visits := make([]visit, 0, n)
	view := ""
	noon := time.Now().Truncate(24 * time.Hour).Add(-12 * time.Hour)
	for record := range records(projects, noon, 2*n) { // nights are quiet, and a noon may be: more than are needed
		if id := record.Events[0].ViewID; id != view {
			if len(visits) == n {
				break
			}
			view = id
			visits = append(visits, nil)
		}
		last := &visits[len(visits)-1]
		*last = append(*last, record)
	}
	return visits
}

// inOrder gives out the records of the visits, both of one together, but holds the second back until more than a batch
// has passed for as many visits as lateShare asks for. It returns how many those were.
func (b Drain) inOrder(visits []visit, give func(queue.Record) error) (late int, err error) {
	type heldBack struct {
		record queue.Record
		until  int // bytes given
	}
	var held []heldBack
	given := 0
	out := func(record queue.Record) error {
		given += len(record.Data)
		return give(record)
	}
	for i, v := range visits {
		encoded, err := queue.Encode(v...)
		if err != nil {
			return late, err
		}
		for len(held) > 0 && given >= held[0].until {
			if err := out(held[0].record); err != nil {
				return late, err
			}
			held = held[1:]
			late++
		}
		if err := out(encoded[0]); err != nil {
			return late, err
		}
		switch {
		case len(encoded) == 1:
		case float64(late+len(held)) < lateShare*float64(i+1):
			held = append(held, heldBack{encoded[1], given + b.Batch + b.Batch/2})
		default:
			if err := out(encoded[1]); err != nil {
				return late, err
			}
		}
	}
	for _, h := range held { // some of these share a batch with their first record: they are not counted
		if err := out(h.record); err != nil {
			return late, err
		}
	}
	return late, nil
}
