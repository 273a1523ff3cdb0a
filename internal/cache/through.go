package cache

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// Load asks the source for what a key names. Its context ends when nobody waits for the answer any more.
type Load func(ctx context.Context) ([]byte, error)

// Outcome is what became of a read.
type Outcome string

// The outcomes.
const (
	Hit      Outcome = "hit"
	Miss     Outcome = "miss"
	Bypassed Outcome = "bypassed" // the cache could not be reached
)

// ErrPanicked wraps what a Load panicked with: one broken question must not end the process.
var ErrPanicked = errors.New("cache: the load panicked")

// Through reads through a cache. Callers that ask for the same key at the same time share one load, which is
// bound to none of them: it goes on while any of them waits.
//
// It is not golang.org/x/sync/singleflight, because a load here ends with its last caller, an invalidation
// reaches the loads in flight too, and a caller that insists on fresh data never joins an earlier load.
type Through struct {
	cache    Cache
	observe  func(Outcome)
	mu       sync.Mutex
	inFlight map[string]*flight // by key
}

// NewThrough returns a reader through the cache. Observe, when not nil, is told what became of every cacheable read.
func NewThrough(c Cache, observe func(Outcome)) *Through {
	if observe == nil {
		observe = func(Outcome) {}
	}
	return &Through{cache: c, observe: observe, inFlight: make(map[string]*flight)}
}

// flight is one load and those who wait for it.
type flight struct {
	key     Key
	ttl     time.Duration
	load    Load
	cancel  context.CancelFunc
	done    chan struct{} // closed when value and err are set
	value   []byte
	err     error
	waiting int  // guarded by Through.mu
	stale   bool // guarded by Through.mu: its answer may be older than what is known to have changed
}

// Read answers from the cache, or else by load, and keeps the answer for ttl.
func (t *Through) Read(ctx context.Context, key Key, ttl time.Duration, load Load) ([]byte, error) {
	value, ok, err := t.cache.Get(ctx, key)
	switch {
	case err != nil:
		t.observe(Bypassed)
	case ok:
		t.observe(Hit)
		return value, nil
	default:
		t.observe(Miss)
	}
	return t.wait(ctx, t.join(ctx, key, ttl, load, false))
}

// Refresh answers by a load that begins now, and keeps the answer for ttl.
func (t *Through) Refresh(ctx context.Context, key Key, ttl time.Duration, load Load) ([]byte, error) {
	t.observe(Miss)
	return t.wait(ctx, t.join(ctx, key, ttl, load, true))
}

// Invalidate forgets all that is kept of a scope, and what is just being loaded for it.
func (t *Through) Invalidate(ctx context.Context, scope Scope) error {
	t.mu.Lock()
	for text, f := range t.inFlight {
		if f.key.scope == scope {
			f.stale = true
			delete(t.inFlight, text)
		}
	}
	t.mu.Unlock()
	return t.cache.DeleteScope(ctx, scope)
}

// join finds the load of a key that is in flight, or begins one.
func (t *Through) join(ctx context.Context, key Key, ttl time.Duration, load Load, fresh bool) *flight {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f := t.inFlight[key.text]; f != nil {
		if !fresh {
			f.waiting++
			return f
		}
		f.stale = true // it must not overwrite the newer answer
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{key: key, ttl: ttl, load: load, cancel: cancel, done: make(chan struct{}), waiting: 1}
	t.inFlight[key.text] = f
	go t.fly(run, f)
	return f
}

// wait returns the answer of a flight, or leaves it when ctx ends first.
func (t *Through) wait(ctx context.Context, f *flight) ([]byte, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		t.leave(f)
		return nil, ctx.Err()
	}
}

// leave ends the load when its last caller goes.
func (t *Through) leave(f *flight) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f.waiting--
	if f.waiting == 0 {
		f.cancel()
		t.forget(f)
	}
}

// forget takes a flight off the list, unless another has taken its place.
func (t *Through) forget(f *flight) {
	if t.inFlight[f.key.text] == f {
		delete(t.inFlight, f.key.text)
	}
}

func (t *Through) fly(ctx context.Context, f *flight) {
	defer f.cancel()
	f.value, f.err = guarded(ctx, f.load)
	if f.err == nil {
		t.keep(ctx, f)
	}
	t.mu.Lock()
	t.forget(f)
	t.mu.Unlock()
	close(f.done)
}

// keep stores the answer of a flight that is not stale. A flight that became stale while it was stored takes its
// answer back: at worst a good entry goes with it.
func (t *Through) keep(ctx context.Context, f *flight) {
	if f.ttl <= 0 || t.isStale(f) {
		return
	}
	// A cache that fails costs time, not answers.
	_ = t.cache.Set(ctx, f.key, f.value, f.ttl)
	if t.isStale(f) {
		_ = t.cache.Delete(ctx, f.key)
	}
}

func (t *Through) isStale(f *flight) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return f.stale
}

func guarded(ctx context.Context, load Load) (value []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", ErrPanicked, p, debug.Stack())
		}
	}()
	return load(ctx)
}
