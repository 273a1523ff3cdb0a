package cache_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/cache"
	"paceline/internal/cache/memory"
)

var (
	scope = cache.Scope{Entity: "project", Identifier: "a"}
	key   = scope.Key("summary", "1")
)

// source is something slow to ask: each load reports that it began and waits to be told its answer.
type source struct {
	began   chan *asked
	asks    atomic.Int64
	hits    atomic.Int64
	misses  atomic.Int64
	through *cache.Through
}

type asked struct {
	ctx    context.Context
	answer chan string
}

func newSource(t *testing.T) *source {
	t.Helper()
	c, err := memory.New(memory.DefaultBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	s := &source{began: make(chan *asked, 100)}
	s.through = cache.NewThrough(c, func(o cache.Outcome) {
		if o == cache.Hit {
			s.hits.Add(1)
		} else {
			s.misses.Add(1)
		}
	})
	return s
}

func (s *source) load(ctx context.Context) ([]byte, error) {
	s.asks.Add(1)
	a := &asked{ctx: ctx, answer: make(chan string)}
	s.began <- a
	select {
	case text := <-a.answer:
		return []byte(text), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type result struct {
	text string
	err  error
}

func (s *source) read(ctx context.Context, fresh bool) <-chan result {
	out := make(chan result, 1)
	go func() {
		get := s.through.Read
		if fresh {
			get = s.through.Refresh
		}
		value, err := get(ctx, key, time.Minute, s.load)
		out <- result{string(value), err}
	}()
	return out
}

func (s *source) mustBe(t *testing.T, got <-chan result, want string) {
	t.Helper()
	if r := <-got; r.err != nil || r.text != want {
		t.Fatalf("got %q, %v; want %q", r.text, r.err, want)
	}
}

// awaitShared waits until so many callers share the load in flight.
func (s *source) awaitShared(t *testing.T, callers int) {
	t.Helper()
	await.Within(t, time.Minute, fmt.Sprintf("%d callers wait", callers), func() bool { return s.through.Waiting(key) == callers })
}

func TestAnAnswerIsKept(t *testing.T) {
	s := newSource(t)
	first := s.read(t.Context(), false)
	(<-s.began).answer <- "one"
	s.mustBe(t, first, "one")
	s.mustBe(t, s.read(t.Context(), false), "one")
	if s.asks.Load() != 1 || s.hits.Load() != 1 || s.misses.Load() != 1 {
		t.Errorf("%d asks, %d hits, %d misses; want 1 of each", s.asks.Load(), s.hits.Load(), s.misses.Load())
	}
}

func TestAFailureIsNotKept(t *testing.T) {
	s := newSource(t)
	broken := errors.New("broken")
	_, err := s.through.Read(t.Context(), key, time.Minute, func(context.Context) ([]byte, error) { return nil, broken })
	if !errors.Is(err, broken) {
		t.Fatalf("error is %v, want %v", err, broken)
	}
	next := s.read(t.Context(), false)
	(<-s.began).answer <- "fine"
	s.mustBe(t, next, "fine")
}

func TestAPanicIsAnError(t *testing.T) {
	s := newSource(t)
	_, err := s.through.Read(t.Context(), key, time.Minute, func(context.Context) ([]byte, error) { panic("oh no") })
	if !errors.Is(err, cache.ErrPanicked) {
		t.Fatalf("error is %v, want %v", err, cache.ErrPanicked)
	}
}

func TestCallersShareALoadThatOutlivesTheFirst(t *testing.T) {
	s := newSource(t)
	impatient, leave := context.WithCancel(t.Context())
	first := s.read(impatient, false)
	load := <-s.began
	second := s.read(t.Context(), false)
	s.awaitShared(t, 2)
	leave()
	if r := <-first; !errors.Is(r.err, context.Canceled) {
		t.Fatalf("the one who left got %v", r.err)
	}
	load.answer <- "shared"
	s.mustBe(t, second, "shared")
	if s.asks.Load() != 1 {
		t.Errorf("%d loads, want 1", s.asks.Load())
	}
}

func TestALoadEndsWithItsLastCaller(t *testing.T) {
	s := newSource(t)
	ctx, leave := context.WithCancel(t.Context())
	got := s.read(ctx, false)
	load := <-s.began
	leave()
	<-got
	<-load.ctx.Done()
}

func TestRefreshNeverJoinsAnEarlierLoad(t *testing.T) {
	s := newSource(t)
	early := s.read(t.Context(), false)
	earlyLoad := <-s.began
	fresh := s.read(t.Context(), true)
	(<-s.began).answer <- "new"
	s.mustBe(t, fresh, "new")
	earlyLoad.answer <- "old"
	s.mustBe(t, early, "old")
	s.mustBe(t, s.read(t.Context(), false), "new") // the older answer did not overwrite the newer
}

func TestRefreshFillsTheCache(t *testing.T) {
	s := newSource(t)
	for i := range 2 {
		fresh := s.read(t.Context(), true)
		(<-s.began).answer <- fmt.Sprint(i)
		s.mustBe(t, fresh, fmt.Sprint(i))
	}
	s.mustBe(t, s.read(t.Context(), false), "1")
}

func TestInvalidationReachesLoadsInFlight(t *testing.T) {
	s := newSource(t)
	before := s.read(t.Context(), false)
	load := <-s.began
	if err := s.through.Invalidate(t.Context(), scope); err != nil {
		t.Fatal(err)
	}
	after := s.read(t.Context(), false)
	newLoad := <-s.began // it did not join
	load.answer <- "old"
	s.mustBe(t, before, "old")
	newLoad.answer <- "new"
	s.mustBe(t, after, "new")
	s.mustBe(t, s.read(t.Context(), false), "new")
}

func TestInvalidationLeavesOtherScopes(t *testing.T) {
	s := newSource(t)
	got := s.read(t.Context(), false)
	(<-s.began).answer <- "kept"
	s.mustBe(t, got, "kept")
	if err := s.through.Invalidate(t.Context(), cache.Scope{Entity: "project", Identifier: "b"}); err != nil {
		t.Fatal(err)
	}
	s.mustBe(t, s.read(t.Context(), false), "kept")
}
