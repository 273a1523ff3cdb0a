package test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"paceline/internal/queue"
	log "paceline/internal/queue/sqlite"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/store/duckdb"
	"paceline/internal/worker"
	"paceline/test/harness"
)

// pipeline is a real log, a real store with a fault in front of it, and a worker between them.
type pipeline struct {
	log   *log.Log
	store *duckdb.DB
	fault *faulty
	dir   string
}

// faulty is the real store, in front of which a test may put a fault.
type faulty struct {
	store.Writer
	before func(ids []string) error // with the ids of the errors and logged events that are about to be written
}

func (f *faulty) Write(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	return f.Writer.Write(ctx, move, f.watch(fill))
}

func (f *faulty) Try(ctx context.Context, move store.Move, fill func(store.Tx) error) error {
	return f.Writer.Try(ctx, move, f.watch(fill))
}

func (f *faulty) watch(fill func(store.Tx) error) func(store.Tx) error {
	return func(tx store.Tx) error { return fill(&watched{Tx: tx, fault: f}) }
}

type watched struct {
	store.Tx
	fault *faulty
}

func (w *watched) AddEvents(ctx context.Context, events []rum.LoggedEvent) error {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = e.ID
	}
	if err := w.fault.before(ids); err != nil {
		return err
	}
	return w.Tx.AddEvents(ctx, events)
}

func newPipeline(t *testing.T, before func(ids []string) error) *pipeline {
	t.Helper()
	p := &pipeline{dir: t.TempDir()}
	p.open(t)
	p.fault = &faulty{Writer: p.store, before: before}
	return p
}

func (p *pipeline) open(t *testing.T) {
	t.Helper()
	if err := p.openFiles(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.log.Close(); _ = p.store.Close() })
}

func (p *pipeline) openFiles(ctx context.Context) (err error) {
	if p.log, err = log.Open(ctx, filepath.Join(p.dir, "log.db"), log.Options{}); err != nil {
		return err
	}
	p.store, err = duckdb.Open(ctx, filepath.Join(p.dir, "facts.duckdb"), duckdb.Options{})
	return err
}

func (p *pipeline) close(t *testing.T) {
	t.Helper()
	if err := errors.Join(p.log.Close(), p.store.Close()); err != nil {
		t.Fatal(err)
	}
}

// append puts one record with custom events of the given ids into the log.
func (p *pipeline) append(t *testing.T, ids ...string) {
	t.Helper()
	p.appendAt(t, time.Now(), ids...)
}

// appendAt is append for a record that arrived at the given time.
func (p *pipeline) appendAt(t *testing.T, arrived time.Time, ids ...string) {
	t.Helper()
	now := arrived.UnixMilli()
	record := rum.Record{Project: "p", Session: "s", Arrived: now}
	for _, id := range ids {
		record.Events = append(record.Events, rum.Event{ID: id, Type: rum.TypeCustom, Name: id, TS: now, Page: "https://example.com/"})
	}
	records, err := queue.Encode(record)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.log.Append(t.Context(), records); err != nil {
		t.Fatal(err)
	}
}

// work runs a worker until the log is drained, and returns the ledger.
func (p *pipeline) work(t *testing.T) rum.Ledger {
	t.Helper()
	return p.workWith(t, worker.Config{Log: p.log, Store: p.fault, MarkerDir: p.dir})
}

func (p *pipeline) workWith(t *testing.T, c worker.Config) rum.Ledger {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- worker.New(c).Run(ctx) }()
	var ledger rum.Ledger
	eventually(t, "the log is drained", func() error {
		var err error
		if ledger, err = p.ledger(ctx); err != nil {
			return err
		}
		if ledger.Queued != 0 {
			return fmt.Errorf("%d events are queued", ledger.Queued)
		}
		return nil
	})
	stop()
	if err := <-ended; err != nil {
		t.Fatalf("the worker ended with %v", err)
	}
	if ledger.Difference != 0 {
		t.Errorf("the ledger does not add up: %+v", ledger)
	}
	return ledger
}

func (p *pipeline) ledger(ctx context.Context) (rum.Ledger, error) {
	stored, err := p.store.Ledger(ctx, "p")
	if err != nil {
		return rum.Ledger{}, err
	}
	intake, err := p.log.Intake(ctx, "p", stored.Positions)
	return rum.Balance(stored, intake, time.Now()), err
}

// One event that the store refuses does not block the others: it alone becomes a dead letter, with the reason.
// What is repeated within 24 h changes nothing.
func TestRepeatedEventIsKnownForADay(t *testing.T) {
	p := newPipeline(t, func([]string) error { return nil })
	p.appendAt(t, time.Now().Add(-23*time.Hour-50*time.Minute), "old", "bought")
	p.work(t)
	// The worker does not know how long the log had been silent, and searches further for an hour. That hour is over:
	if err := os.Remove(filepath.Join(p.dir, "clock-0")); err != nil {
		t.Fatal(err)
	}
	p.append(t, "new", "bought")
	if l := p.work(t); l.Visible != 3 || l.Deduplicated != 1 {
		t.Errorf("the ledger is %+v, want 3 visible and 1 deduplicated", l)
	}
}

func TestPoisonedEventIsBisected(t *testing.T) {
	p := newPipeline(t, func(ids []string) error {
		if slices.Contains(ids, "bad-1") || slices.Contains(ids, "bad-2") {
			return errors.New("cannot be cast")
		}
		return nil
	})
	p.append(t, "a", "bad-1", "b", "c")
	p.append(t, "d", "e", "bad-2")
	ledger := p.work(t)
	if ledger.Visible != 5 || ledger.DeadLettered != 2 {
		t.Errorf("ledger %+v, want 5 visible and 2 dead letters", ledger)
	}
	letters, err := p.store.DeadLetters(t.Context(), "p", 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, letter := range letters {
		if letter.Reason != "writing events: cannot be cast" || len(letter.Event) == 0 {
			t.Errorf("the dead letter is %+v", letter)
		}
	}
}

// A store that fails for a while loses nothing and doubles nothing.
func TestFailingStoreIsRetried(t *testing.T) {
	failures := 0
	p := newPipeline(t, func([]string) error {
		if failures++; failures <= 3 {
			return fmt.Errorf("no space left: %w", store.ErrUnavailable)
		}
		return nil
	})
	p.append(t, "a", "b")
	if ledger := p.work(t); ledger.Visible != 2 || ledger.DeadLettered != 0 {
		t.Errorf("ledger %+v, want 2 visible", ledger)
	}
}

// A batch during which the process died twice is bisected, also when the next one was prepared by then; the event
// that kills it is given up after two deaths with it alone, and everything else is written.
func TestEventThatKillsTheProcessIsGivenUp(t *testing.T) {
	p := newPipeline(t, nil)
	p.append(t, "a", "b", killer, "c")
	p.append(t, "d")
	p.close(t)
	deaths := 0
	for dies(t, p.dir) {
		if deaths++; deaths > 20 {
			t.Fatal("the process dies again and again")
		}
	}
	p.open(t)
	ledger, err := p.ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d deaths, ledger %+v", deaths, ledger)
	if deaths < 3 || ledger.Visible != 4 || ledger.DeadLettered != 1 || ledger.Difference != 0 {
		t.Errorf("%d deaths, ledger %+v, want 4 visible and 1 dead letter", deaths, ledger)
	}
}

// killer is the event at which the native code of the store, so to speak, takes the process down.
const killer = "killer"

// workerDir names, in the environment of a child process, the directory that it is to work in.
const workerDir = "PACELINE_TEST_WORKER_DIR"

// dies runs a worker in a process of its own until the log is drained or the process dies.
func dies(t *testing.T, dir string) bool {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), workerDir+"="+dir)
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && !exit.Exited() {
		return true // by a signal
	}
	if err != nil {
		t.Fatalf("the worker's process: %v\n%s", err, out)
	}
	return false
}

// workAsChild is the child process of dies. It takes one entry at a time.
func workAsChild(dir string) error {
	ctx := context.Background()
	p := &pipeline{dir: dir}
	if err := p.openFiles(ctx); err != nil {
		return err
	}
	entries := observe(p.log)
	p.fault = &faulty{Writer: p.store, before: func(ids []string) error {
		if slices.Contains(ids, killer) {
			entries.awaitReads(2) // the next batch is there, too
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}}
	ctx, stop := context.WithTimeout(ctx, harness.Patience)
	defer stop()
	w := worker.New(worker.Config{Log: entries, Store: p.fault, MarkerDir: dir, BatchSize: 1, Committed: func(worker.Commit) {
		if ledger, err := p.ledger(ctx); err != nil || ledger.Queued == 0 {
			stop()
		}
	}})
	return errors.Join(w.Run(ctx), p.log.Close(), p.store.Close())
}

// An entry that is damaged on disk costs its own events, and the ledger says so.
func TestDamagedEntryIsAccountedFor(t *testing.T) {
	p := newPipeline(t, nil)
	p.append(t, "damaged-event", "b")
	p.append(t, "c")
	p.close(t)
	damage(t, filepath.Join(p.dir, "log.db"), []byte("damaged-event"))
	p.open(t)
	p.fault = &faulty{Writer: p.store, before: func([]string) error { return nil }}
	ledger := p.work(t)
	if ledger.Visible != 1 || ledger.DeadLettered != 2 {
		t.Errorf("ledger %+v, want 1 visible and 2 dead letters", ledger)
	}
}

// damage flips a bit where the file holds the text.
func damage(t *testing.T, path string, text []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(data, text)
	if at < 0 {
		t.Fatalf("%s does not hold %s", path, text)
	}
	data[at+8] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
