package limit

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"paceline/internal/bypass"
)

// patience is how long the pool that processes share may take. Nobody waits for it longer, and only who has no token.
const patience = 50 * time.Millisecond

// maxLeases bounds the memory of a limiter. What comes on top of them is limited by this process alone.
const maxLeases = 100_000

// Source is who has decided about a request.
type Source int

// The sources.
const (
	Own      Source = iota // this process, which has its limits for itself
	Shared                 // the pool that several processes share
	Fallback               // this process, because that pool was away or slow
)

// String is the label that metrics count a source under.
func (s Source) String() string { return [...]string{"own", "shared", "fallback"}[s] }

// Decision is what becomes of a request.
type Decision struct {
	OK     bool
	Wait   time.Duration // when not OK: until it may be tried again
	Source Source
}

// Options are what a Limiter is made of. Local and Log are required.
type Options struct {
	Local    Pool          // in this process, and always there
	Shared   Pool          // with other processes; nil when there is none
	Patience time.Duration // with Shared; 50 ms when 0
	Log      *slog.Logger
}

// Limiter lets a key's requests through at its rate, in this process and, with a shared pool, in all together. From the
// shared pool it draws tokens in blocks, ahead of need: a request costs no round trip. So N processes together let through,
// in any span, at most what one would, and N blocks more (Block): a token that a process holds may have been drawn before the
// span. What is not used for a second is given back.
//
// While the shared pool is away or slow, each process lets through what its own pool has; that is drawn from all the time,
// so that nobody gets a minute's tokens anew by breaking the shared one.
//
// It is safe for concurrent use.
type Limiter struct {
	local, shared Pool
	guard         *bypass.Bypass
	patience      time.Duration
	log           *slog.Logger
	draws         sync.WaitGroup

	mu        sync.Mutex
	leases    map[string]*lease
	closed    bool
	away      bool // the shared pool, as far as was told
	awaySince time.Time
}

// New makes a limiter. Close ends it.
func New(o Options) *Limiter {
	if o.Patience == 0 {
		o.Patience = patience
	}
	return &Limiter{
		local: o.Local, shared: o.Shared, guard: bypass.New(o.Patience), patience: o.Patience, log: o.Log, leases: map[string]*lease{},
	}
}

// Take takes a request's token of a key that may have perMinute of them. It waits for the shared pool only when it holds no
// token of the key, and not for long; when ctx ends first, it does not wait.
func (l *Limiter) Take(ctx context.Context, key string, perMinute int) Decision {
	perMinute = max(perMinute, 1)
	source := Own
	if l.shared != nil {
		switch verdict, wait := l.takeShared(ctx, key, perMinute); verdict {
		case taken:
			source = Shared
		case refused:
			return Decision{Wait: wait, Source: Shared}
		default:
			source = Fallback
		}
	}
	drawn, err := l.local.Draw(ctx, key, perMinute, 1)
	return Decision{OK: err == nil && drawn.Granted == 1, Wait: drawn.Wait, Source: source}
}

// takeShared takes a token that was drawn from the shared pool, or learns that there is none.
func (l *Limiter) takeShared(ctx context.Context, key string, perMinute int) (verdict, time.Duration) {
	verdict, wait, drawing := l.tryLease(key, perMinute)
	if verdict != pending {
		return verdict, wait
	}
	ctx, cancel := context.WithTimeout(ctx, l.patience)
	defer cancel()
	for verdict == pending {
		select {
		case <-drawing:
			verdict, wait, drawing = l.tryLease(key, perMinute)
		case <-ctx.Done():
			return unknown, 0
		}
	}
	return verdict, wait
}

// tryLease asks the lease of a key, and begins to draw when it runs out. When it is pending, drawing is closed at the end of
// the draw.
func (l *Limiter) tryLease(key string, perMinute int) (v verdict, wait time.Duration, drawing <-chan struct{}) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	held := l.leases[key]
	if held == nil {
		if len(l.leases) >= maxLeases {
			return unknown, 0, nil
		}
		held = &lease{size: 1}
		l.leases[key] = held
	}
	held.limitTo(perMinute)
	v, wait = held.take(now)
	if n := held.wants(v, now); n > 0 {
		if l.closed {
			return unknown, 0, nil
		}
		l.draw(key, held, n)
	}
	return v, wait, held.drawing
}
