package test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paceline/internal/queue"
	log "paceline/internal/queue/sqlite"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/worker"
	"paceline/test/harness"
)

// The worker prepares a batch while it writes the one before. These tests have a fault meet the write when the next
// batch is there; a batch is one entry of the log.

// observed is a log that tells when entries have been read from it.
type observed struct {
	worker.Log
	reads chan struct{}
}

func observe(l worker.Log) *observed { return &observed{Log: l, reads: make(chan struct{}, 1000)} }

func (o *observed) Read(ctx context.Context, partition int, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	entries, err := o.Log.Read(ctx, partition, after, maxBytes)
	if err == nil {
		o.reads <- struct{}{}
	}
	return entries, err
}

func (o *observed) awaitReads(n int) {
	for range n {
		<-o.reads
	}
}

// writes keeps what a store was told to write, and has the first write wait for a second batch and meet a fault.
type writes struct {
	ids   []string
	first sync.Once
}

func (w *writes) before(entries *observed, fault func() error) func(ids []string) error {
	return func(ids []string) (err error) {
		w.ids = append(w.ids, ids...)
		w.first.Do(func() {
			entries.awaitReads(2)
			err = fault()
		})
		return err
	}
}

func (p *pipeline) appendEach(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		p.append(t, id)
	}
}

// A store that fails, and a log that is trimmed meanwhile, cost nothing and change no order.
func TestStoreThatFailsWithABatchPrepared(t *testing.T) {
	p := newPipeline(t, nil)
	p.appendEach(t, "a", "b", "c")
	entries, written := observe(p.log), &writes{}
	p.fault.before = written.before(entries, func() error {
		durable, err := p.store.Durable(t.Context(), 0)
		if err == nil {
			_, err = p.log.Trim(t.Context(), 0, durable, time.Now().Add(time.Hour))
		}
		if err != nil {
			t.Error(err)
		}
		return fmt.Errorf("no space left: %w", store.ErrUnavailable)
	})
	ledger := p.workWith(t, worker.Config{Log: entries, Store: p.fault, MarkerDir: p.dir, BatchSize: 1})
	if ledger.Visible != 3 || ledger.DeadLettered != 0 {
		t.Errorf("ledger %+v, want 3 visible", ledger)
	}
	if want := []string{"a", "a", "b", "c"}; !slices.Equal(written.ids, want) {
		t.Errorf("wrote %v, want %v", written.ids, want)
	}
}

// overtaken has another worker drain the log before the first write.
type overtaken struct {
	store.Writer
	first    sync.Once
	overtake func()
}

func (o *overtaken) Write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	o.first.Do(o.overtake)
	return o.Writer.Write(ctx, move, fill)
}

// A worker that another has overtaken throws away what it has prepared, and goes on where the store stands.
func TestWorkerIsOvertakenWithABatchPrepared(t *testing.T) {
	p := newPipeline(t, nil)
	p.appendEach(t, "a", "b", "c")
	var slow []string // what the overtaken worker wrote
	p.fault.before = func(ids []string) error {
		slow = append(slow, ids...)
		return nil
	}
	entries := observe(p.log)
	behind := &overtaken{Writer: p.fault, overtake: func() {
		entries.awaitReads(2)
		p.workWith(t, worker.Config{Log: p.log, Store: p.store, MarkerDir: t.TempDir()})
		p.append(t, "late")
	}}
	ctx, stop := context.WithTimeout(t.Context(), harness.Patience)
	defer stop()
	w := worker.New(worker.Config{
		Log: entries, Store: behind, MarkerDir: p.dir, BatchSize: 1, Committed: func(worker.Commit) { stop() },
	})
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	ledger, err := p.ledger(t.Context())
	if err != nil || ledger.Visible != 4 || ledger.Deduplicated != 0 || ledger.Difference != 0 {
		t.Errorf("ledger %+v, %v, want 4 visible and none twice", ledger, err)
	}
	if want := []string{"late"}; !slices.Equal(slow, want) {
		t.Errorf("wrote %v, want %v", slow, want)
	}
}

// replaced is a log in whose place another can be put.
type replaced struct {
	worker.Log
	by atomic.Pointer[log.Log]
}

func (r *replaced) Read(ctx context.Context, partition int, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	if other := r.by.Load(); other != nil {
		return other.Read(ctx, partition, after, maxBytes)
	}
	return r.Log.Read(ctx, partition, after, maxBytes)
}

// What was prepared of a log before it was lost is written, and then the new log from its oldest record.
func TestLogIsReplacedWithABatchPrepared(t *testing.T) {
	old := newPipeline(t, nil)
	old.appendEach(t, "a", "b")
	fresh := &pipeline{dir: t.TempDir(), store: old.store}
	var err error
	if fresh.log, err = log.Open(t.Context(), filepath.Join(fresh.dir, "log.db"), log.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = fresh.log.Close() })
	fresh.appendEach(t, "c", "d")
	changing := &replaced{Log: old.log}
	entries, written := observe(changing), &writes{}
	old.fault.before = written.before(entries, func() error {
		changing.by.Store(fresh.log)
		return nil
	})
	ledger := fresh.workWith(t, worker.Config{Log: entries, Store: old.fault, MarkerDir: old.dir, BatchSize: 1})
	if ledger.Visible != 4 || ledger.Deduplicated != 0 {
		t.Errorf("ledger %+v, want 4 visible and none twice", ledger)
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(written.ids, want) {
		t.Errorf("wrote %v, want %v", written.ids, want)
	}
}

// A worker that is stopped in the middle of a write ends in order, and the next one goes on.
func TestStopWithABatchPrepared(t *testing.T) {
	p := newPipeline(t, nil)
	p.appendEach(t, "a", "b", "c", "d", "e", "f")
	for range 4 {
		ctx, stop := context.WithCancel(t.Context())
		entries := observe(p.log)
		p.fault.before = new(writes).before(entries, func() error {
			stop()
			return nil
		})
		w := worker.New(worker.Config{Log: entries, Store: p.fault, MarkerDir: p.dir, BatchSize: 1})
		if err := w.Run(ctx); err != nil {
			t.Fatalf("the worker ended with %v", err)
		}
		if left, err := os.ReadDir(p.dir); err != nil || slices.ContainsFunc(left, func(f os.DirEntry) bool {
			return f.Name() == "in-flight-0.json"
		}) {
			t.Errorf("the marker of a batch in flight is left: %v", err)
		}
		p.close(t) // nothing of the worker may use it any more
		p.open(t)
		p.fault.Writer = p.store
	}
	p.fault.before = func([]string) error { return nil }
	if ledger := p.work(t); ledger.Visible != 6 || ledger.Deduplicated != 0 {
		t.Errorf("ledger %+v, want 6 visible and none twice", ledger)
	}
}
