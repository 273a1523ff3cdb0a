// Package worker reads the log, groups events into page views, enriches them, and writes them to the store
// together with the position: exactly once, whatever dies in between.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"golang.org/x/sync/errgroup"

	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/tracing"
)

// Log is what a worker needs of the queue.
type Log interface {
	queue.Reader
	queue.Trimmer
}

// Config is what a worker is made of.
type Config struct {
	Log       Log
	Store     store.Writer
	Leases    store.Leases     // which partitions are this worker's; nil: all of them, always
	Name      string           // of this worker among those that share the leases
	Caps      store.Caps       // zero fields take the defaults: 100 websites, 10,000 pages of a project
	MarkerDir string           // where the marker of the batch in flight lies
	BatchSize int              // bytes of log read into one batch; 0 is DefaultBatch
	Keep      time.Duration    // the least time a record stays in the log; 0 is 15 minutes
	Committed func(Commit)     // called after every commit, never before; may be nil
	Metrics   *Metrics         // may be nil
	Tracer    *tracing.Tracer  // may be nil
	Logger    *slog.Logger     // may be nil
	Now       func() time.Time // may be nil
}

// Commit is what was just made visible.
type Commit struct {
	Partition int
	To        rum.Position
	Tallies   map[string]rum.Tally // by project
	Views     []*rum.PageView      // new ones, and stored ones that changed
	Errors    []rum.JSError        // new ones
}

// Worker owns every partition of the log, or those that its leases give it.
type Worker struct {
	Config
	owned owned
}

// DefaultBatch is how many bytes of the log a transaction takes at most.
const DefaultBatch = 16 << 20

// New makes a worker; Run runs it.
func New(c Config) *Worker {
	if c.BatchSize == 0 {
		c.BatchSize = DefaultBatch
	}
	if c.Keep == 0 {
		c.Keep = 15 * time.Minute
	}
	if c.Caps.Websites == 0 {
		c.Caps.Websites = 100
	}
	if c.Caps.Pages == 0 {
		c.Caps.Pages = 10_000
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics(nil)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Worker{Config: c}
}

// Run works until ctx ends. A batch in flight then is finished or undone: the position says which.
func (w *Worker) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	if w.Leases == nil {
		for partition := range w.Log.Partitions() {
			w.owned.add(partition)
			group.Go(func() error { return w.runPartition(ctx, partition) })
		}
		w.Metrics.partitions.Set(float64(w.Log.Partitions()))
	} else {
		group.Go(func() error { return w.share(ctx) })
	}
	group.Go(func() error { return w.trim(ctx) })
	err := group.Wait()
	if errors.Is(err, context.Canceled) || errors.Is(err, queue.ErrClosed) {
		return nil
	}
	return err
}

func (w *Worker) runPartition(ctx context.Context, number int) error {
	p := &partition{
		Worker: w, number: number, marker: openMarker(w.MarkerDir, number), jumps: openJumps(w.MarkerDir, number),
		wait: backoff{Least: 100 * time.Millisecond, Most: 15 * time.Second},
	}
	for {
		err := p.drain(ctx)
		switch {
		case ctx.Err() != nil:
			p.marker.clear()
			return ctx.Err()
		case errors.Is(err, queue.ErrClosed):
			return err
		case errors.Is(err, store.ErrStale):
			w.Metrics.stale.Inc()
		}
		w.Metrics.retries.Inc()
		delay := p.wait.next()
		w.Logger.Warn("a batch could not be written; it is tried again", "partition", number, "error", err, "in", delay.String())
		if err := pause(ctx, delay); err != nil {
			p.marker.clear()
			return err
		}
	}
}

// partition is one partition while this worker owns it.
type partition struct {
	*Worker
	number int
	marker *marker
	wait   backoff
	jumps  jumps // of the clock, as the preparation sees them
}

// drain takes batch after batch from the log to the store, from where the store stands, until something fails.
// Whatever that was, what has been prepared by then is thrown away: the store knows where it stands.
func (p *partition) drain(ctx context.Context) error {
	from, err := p.Store.Position(ctx, p.number)
	if err != nil {
		return fmt.Errorf("reading the position: %w", err)
	}
	preparing, stop := context.WithCancel(ctx)
	batches := p.prepare(preparing, from, p.marker.endOf(from))
	defer func() {
		stop()
		for range batches { // until it has ended: the log may be closed after the worker
		}
	}()
	for next := range batches {
		if err := p.take(ctx, next); err != nil {
			return err
		}
		p.wait.reset()
	}
	return ctx.Err()
}

// take writes a batch.
func (p *partition) take(ctx context.Context, next prepared) error {
	if next.err != nil {
		return next.err
	}
	suspect := p.marker.suspects(next.move.From)
	if !suspect {
		p.marker.begin(next.move)
	}
	started := p.Now()
	ctx, span := p.Tracer.Batch(ctx, next.read, next.batch.requests())
	err := p.write(ctx, next.move, next.batch, suspect)
	tracing.End(span, err)
	if err != nil {
		return err
	}
	p.marker.done()
	p.Metrics.committed(next.batch, next.took+p.Now().Sub(started))
	p.trace(ctx, next.move, next.batch)
	if p.Committed != nil {
		p.Committed(Commit{
			Partition: p.number, To: next.move.To, Tallies: next.batch.tallies.values(),
			Views: next.batch.written.views, Errors: next.batch.written.errors,
		})
	}
	go next.batch.release() // the next one need not wait for it
	return nil
}

// write commits a batch. One that the store refuses for its content, or that was in flight at two crashes, is
// bisected first: the bad events become dead letters and the others are written.
func (p *partition) write(ctx context.Context, move store.Move, b *batch, suspect bool) error {
	if !suspect {
		err := p.commit(ctx, move, b)
		if err == nil || retriable(ctx, err) {
			return err
		}
		p.Logger.Warn("the store refused a batch; it is bisected", "partition", p.number, "events", len(b.facts), "error", err)
	}
	if err := p.isolate(ctx, move, b); err != nil {
		return err
	}
	return p.commit(ctx, move, b)
}

func (p *partition) commit(ctx context.Context, move store.Move, b *batch) error {
	ctx, span := tracing.Child(ctx, "store commit", attribute.Int("paceline.partition", p.number), attribute.Int("paceline.events", len(b.facts)))
	err := p.Store.Write(ctx, move, b.fill(ctx))
	tracing.End(span, err)
	return err
}

func retriable(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrUnavailable)
}

// trim forgets, every few seconds and of its own partitions, what the store has durably and what has been kept long enough.
func (w *Worker) trim(ctx context.Context) error {
	for {
		if err := pause(ctx, 10*time.Second); err != nil {
			return err
		}
		for _, partition := range w.owned.list() {
			durable, err := w.Store.Durable(ctx, partition)
			if err == nil {
				_, err = w.Log.Trim(ctx, partition, durable, w.Now().Add(-w.Keep))
			}
			if err != nil && ctx.Err() == nil {
				w.Logger.Warn("the log could not be trimmed; it is tried again", "partition", partition, "error", err)
			}
		}
	}
}
