package queuetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

func keepsOrder(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	const each = 20
	var all sync.WaitGroup
	for _, key := range []string{"a", "b", "c"} {
		all.Go(func() { numbered(t, log, key, each) })
	}
	all.Wait()
	appendTo(t, log, record("p", "a", "a-20", 1), record("p", "b", "b-20", 1), record("p", "a", "a-21", 1))
	next := map[string]int{}
	for _, data := range collect(t, log, start(log), 3*each+3).records {
		key, _, _ := strings.Cut(data, "-")
		if want := fmt.Sprintf("%s-%d", key, next[key]); data != want {
			t.Fatalf("read %s, want %s next", data, want)
		}
		next[key]++
	}
}

func survivesReopen(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	ids := logs(t, log)
	binary := string([]byte{0, 1, 0xff, '\n', 0})
	appendTo(t, log, record("p", "k", "first", 2), record("q", "k", binary, 3), record("q", "k", "", 0))
	if err := log.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	log = open(t, f.Open)
	if got := logs(t, log); !slices.Equal(got, ids) || slices.Contains(got, "") {
		t.Errorf("ids = %q, were %q", got, ids)
	}
	got := collect(t, log, start(log), 3)
	if len(got.records) != 3 || got.records[0] != "first" || got.records[1] != binary || got.records[2] != "" {
		t.Errorf("records = %q", got.records)
	}
	in, err := log.Intake(within(t), "", start(log))
	if want := (rum.Intake{Logs: ids, Accepted: 5, Queued: 5}); err != nil || !reflect.DeepEqual(in, want) {
		t.Errorf("intake = %+v, %v; want %+v", in, err, want)
	}
}

func neverReusesSequences(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	numbered(t, log, "k", 5)
	ends := collect(t, log, start(log), 5).ends
	if n := trimAll(t, log, ends, future()); n == 0 {
		t.Fatal("nothing was trimmed")
	}
	if err := log.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	log = open(t, f.Open)
	appendTo(t, log, record("p", "k", "later", 1))
	// From the old end: were the sequence used again, the new record would not stand behind it.
	if got := collect(t, log, ends, 1); got.records[0] != "later" {
		t.Errorf("records = %q", got.records)
	}
}

func concurrentAppends(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	const writers, each = 16, 25
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() { numbered(t, log, fmt.Sprintf("w%d", w), each) })
	}
	all.Wait()
	seen := map[string]int{}
	for _, data := range collect(t, log, start(log), writers*each).records {
		seen[data]++
	}
	for w := range writers {
		for i := range each {
			if data := fmt.Sprintf("w%d-%d", w, i); seen[data] != 1 {
				t.Errorf("%s was read %d times", data, seen[data])
			}
		}
	}
}

func refusesEndedContext(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := log.Append(ctx, []queue.Record{record("p", "k", "x", 1)}); !errors.Is(err, context.Canceled) {
		t.Errorf("append = %v, want context.Canceled", err)
	}
	if err := log.Append(within(t), nil); err != nil {
		t.Errorf("append of nothing = %v", err)
	}
	empty(t, log, start(log))
}

func fullAndRecovers(t *testing.T, f Fixture) {
	log := open(t, f.OpenSmall)
	if err := log.Check(within(t)); err != nil {
		t.Fatalf("check of an empty log: %v", err)
	}
	filling := bytes.Repeat([]byte("x"), 32<<10)
	taken := 0
	for {
		err := log.Append(within(t), []queue.Record{{Key: "k", Project: "p", Events: 1, Data: filling}})
		if errors.Is(err, queue.ErrFull) {
			break
		}
		if err != nil {
			t.Fatalf("append %d: %v", taken, err)
		}
		if taken++; taken > 512 {
			t.Fatal("the small log is never full")
		}
	}
	for range 20 { // it stays full: nothing is dropped to make room
		if err := log.Append(within(t), []queue.Record{{Key: "k", Project: "p", Events: 1, Data: filling}}); !errors.Is(err, queue.ErrFull) {
			t.Fatalf("append to a full log = %v, want ErrFull", err)
		}
	}
	got := collect(t, log, start(log), taken)
	in, err := log.Intake(within(t), "p", start(log))
	if err != nil || in.Accepted != int64(taken) || in.Queued != int64(taken) {
		t.Errorf("intake = %+v, %v; want %d accepted and queued: refused records do not count", in, err, taken)
	}
	trimAll(t, log, got.ends, future())
	if err := log.Check(within(t)); err != nil {
		t.Errorf("check after trim: %v", err)
	}
	appendTo(t, log, record("p", "k", "again", 1))
	if again := collect(t, log, got.ends, 1); again.records[0] != "again" {
		t.Errorf("records after trim = %d", len(again.records))
	}
}
