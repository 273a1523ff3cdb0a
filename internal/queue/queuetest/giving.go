package queuetest

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

func readsUnknownLog(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	numbered(t, log, "k", 3)
	elsewhere := start(log)
	for i := range elsewhere {
		elsewhere[i] = rum.Position{Log: "another", Seq: 1 << 40}
	}
	if got := collect(t, log, elsewhere, 3); got.records[0] != "k-0" {
		t.Errorf("records = %q", got.records)
	}
	if n := trimAll(t, log, elsewhere, future()); n != 0 {
		t.Errorf("a position of another log trimmed %d entries", n)
	}
	in, err := log.Intake(within(t), "p", elsewhere)
	if err != nil || in.Queued != 3 {
		t.Errorf("intake = %+v, %v; want 3 queued", in, err)
	}
}

func readWaits(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	ctx, cancel := context.WithCancelCause(within(t))
	left := errors.New("left")
	ended := make(chan error)
	go func() {
		_, err := log.Read(ctx, 0, rum.Position{}, 1<<20)
		ended <- err
	}()
	cancel(left)
	if err := <-ended; !errors.Is(err, left) && !errors.Is(err, context.Canceled) {
		t.Errorf("read = %v, want the context's error", err)
	}

	woken := make(chan collected)
	go func() { woken <- collect(t, log, start(log), 1) }()
	appendTo(t, log, record("p", "k", "wake", 1))
	if got := <-woken; len(got.records) != 1 || got.records[0] != "wake" {
		t.Errorf("records = %q", got.records)
	}
	if _, err := log.Read(within(t), log.Partitions(), rum.Position{}, 1); err == nil {
		t.Error("a partition that is not there can be read")
	}
}

func readRespectsBytes(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	big := strings.Repeat("x", 10_000)
	for range 5 {
		appendTo(t, log, record("p", "k", big, 1))
	}
	at := collect(t, log, start(log), 5).entries // which partition the key went to shows here
	partition := partitionOf(t, log, at[0])
	for _, c := range []struct{ maxBytes, want int }{{1, 1}, {10_500, 1}, {25_000, 2}, {1 << 20, 5}} {
		entries, err := log.Read(within(t), partition, rum.Position{}, c.maxBytes)
		if err != nil || len(entries) != c.want {
			t.Errorf("read of %d bytes = %d entries, %v; want %d", c.maxBytes, len(entries), err, c.want)
		}
	}
}

// partitionOf finds the partition that starts with an entry.
func partitionOf(t *testing.T, log queue.Log, e queue.Entry) int {
	t.Helper()
	for partition := range log.Partitions() {
		n, err := backlogOf(t, log, partition)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			continue
		}
		entries, err := log.Read(within(t), partition, rum.Position{}, 1)
		if err == nil && entries[0].Position == e.Position {
			return partition
		}
	}
	t.Fatal("no partition starts with the entry")
	return 0
}

// backlogOf counts one partition's entries by standing at the end of all others.
func backlogOf(t *testing.T, log queue.Log, partition int) (int64, error) {
	t.Helper()
	at, ids := start(log), logs(t, log)
	for i := range at {
		if i != partition {
			at[i] = rum.Position{Log: ids[i], Seq: 1 << 62}
		}
	}
	b, err := log.Backlog(within(t), at)
	return b.Entries, err
}

func trims(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	numbered(t, log, "k", 6)
	all := collect(t, log, start(log), 6)
	if n := trimAll(t, log, all.ends, all.entries[0].Appended.Add(-time.Minute)); n != 0 {
		t.Errorf("%d entries went that were not old enough", n)
	}
	if n := trimAll(t, log, start(log), future()); n != 0 {
		t.Errorf("%d entries went that are not durable", n)
	}
	durable := start(log)
	partition := partitionOf(t, log, all.entries[0])
	durable[partition] = all.entries[2].Position
	if n := trimAll(t, log, durable, future()); n != 3 {
		t.Errorf("%d entries went, want the first 3", n)
	}
	if left := collect(t, log, start(log), 3); left.records[0] != "k-3" || len(left.records) != 3 {
		t.Errorf("left = %q", left.records)
	}
}

func countsIntake(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	appendTo(t, log, record("one", "k", "a", 3), record("two", "k", "b", 4))
	middle := collect(t, log, start(log), 2).ends
	appendTo(t, log, record("one", "k", "c", 5))
	ends := collect(t, log, start(log), 3).ends
	check := func(when, project string, after rum.Positions, accepted, queued int64) {
		t.Helper()
		in, err := log.Intake(within(t), project, after)
		if want := (rum.Intake{Logs: logs(t, log), Accepted: accepted, Queued: queued}); err != nil || !reflect.DeepEqual(in, want) {
			t.Errorf("%s: intake of %q = %+v, %v; want %+v", when, project, in, err, want)
		}
	}
	check("at the start", "one", start(log), 8, 8)
	check("at the start", "", start(log), 12, 12)
	check("without positions", "", nil, 12, 12)
	check("in the middle", "one", middle, 8, 5)
	check("in the middle", "two", middle, 4, 0)
	check("in the middle", "", middle, 12, 5)
	check("at the end", "", ends, 12, 0)
	check("at the start", "nobody", start(log), 0, 0)
	trimAll(t, log, ends, future())
	check("after a trim", "one", ends, 8, 0)
	check("after a trim", "", start(log), 12, 0)
}

func describesBacklog(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	empty(t, log, start(log))
	before := time.Now().Truncate(time.Millisecond)
	numbered(t, log, "k", 4)
	b, err := log.Backlog(within(t), start(log))
	if err != nil || b.Entries != 4 || b.Events != 4 || b.Bytes <= 0 {
		t.Errorf("backlog = %+v, %v; want 4 entries of 4 events", b, err)
	}
	if b.Oldest.Before(before) || b.Oldest.After(time.Now()) {
		t.Errorf("oldest = %v, want it since %v", b.Oldest, before)
	}
	all := collect(t, log, start(log), 4)
	empty(t, log, all.ends)
}

func closes(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	ctx, id := within(t), logs(t, log)[0]
	waiting := make(chan error)
	go func() {
		_, err := log.Read(within(t), 0, rum.Position{}, 1)
		waiting <- err
	}()
	if err := log.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := <-waiting; !errors.Is(err, queue.ErrClosed) {
		t.Errorf("a read that waits ends with %v, want ErrClosed", err)
	}
	if err := log.Close(); err != nil {
		t.Errorf("a second close: %v", err)
	}
	calls := map[string]func() error{
		"Append":  func() error { return log.Append(ctx, []queue.Record{record("p", "k", "x", 1)}) },
		"Read":    func() error { _, err := log.Read(ctx, 0, rum.Position{}, 1); return err },
		"Trim":    func() error { _, err := log.Trim(ctx, 0, rum.Position{Log: id, Seq: 1}, future()); return err },
		"Intake":  func() error { _, err := log.Intake(ctx, "", start(log)); return err },
		"Backlog": func() error { _, err := log.Backlog(ctx, start(log)); return err },
		"Check":   func() error { return log.Check(ctx) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, queue.ErrClosed) {
			t.Errorf("%s after close = %v, want ErrClosed", name, err)
		}
	}
}
