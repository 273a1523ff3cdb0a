// Package memory keeps the tokens of a limit in the process.
package memory

import (
	"context"
	"sync"
	"time"

	"paceline/internal/limit"
)

// maxKeys bounds the memory of a pool: far above the number of projects one log can serve, or of readers at once.
const maxKeys = 100_000

// Pool is a limit.Pool in memory. It does not fail.
//
// A key is one instant: when all its tokens are back. That is the generic cell rate algorithm of ATM (ITU-T I.371).
type Pool struct {
	now func() time.Time

	mu   sync.Mutex
	full map[string]time.Time
}

var _ limit.Pool = (*Pool)(nil)

// New returns a pool by this clock.
func New(now func() time.Time) *Pool { return &Pool{now: now, full: map[string]time.Time{}} }

// Draw implements limit.Pool.
func (p *Pool) Draw(_ context.Context, key string, perMinute, n int) (limit.Drawn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	missing := p.missing(key, now)
	drawn := limit.Drawn{Granted: int(min(float64(n), float64(time.Minute-missing)/worth(perMinute, 1)))}
	missing += time.Duration(worth(perMinute, drawn.Granted))
	if drawn.Granted < n {
		drawn.Wait = max(missing+time.Duration(worth(perMinute, 1))-time.Minute, 1)
	}
	p.keep(key, now, missing)
	return drawn, nil
}

// GiveBack implements limit.Pool.
func (p *Pool) GiveBack(_ context.Context, key string, perMinute, n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	p.keep(key, now, p.missing(key, now)-time.Duration(worth(perMinute, n)))
	return nil
}

// worth is how long so many tokens take to come back, in nanoseconds.
func worth(perMinute, n int) float64 { return float64(n) * float64(time.Minute) / float64(perMinute) }

// missing is how long it will be until a key has all its tokens. A clock that was set back does not make it longer than
// a key without any takes.
func (p *Pool) missing(key string, now time.Time) time.Duration {
	return min(max(p.full[key].Sub(now), 0), time.Minute)
}

// keep notes that a key is full in so long.
func (p *Pool) keep(key string, now time.Time, missing time.Duration) {
	if _, known := p.full[key]; !known && len(p.full) >= maxKeys {
		p.forget(now)
	}
	p.full[key] = now.Add(missing)
}

// forget drops the keys that are full, which are as new ones, and others until a tenth is free: looking at all of them is
// for many new keys, not for one.
func (p *Pool) forget(now time.Time) {
	for key, full := range p.full {
		if !full.After(now) {
			delete(p.full, key)
		}
	}
	for key := range p.full {
		if len(p.full) <= maxKeys*9/10 {
			return
		}
		delete(p.full, key)
	}
}
