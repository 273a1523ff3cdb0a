// Package bypass lets a service go on without something that it can do without: what has failed, or was too slow, is left
// alone for a while, so that it costs no request its time.
package bypass

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrBypassed means that nothing was asked, because it failed a moment ago. It wraps that failure.
var ErrBypassed = errors.New("bypassed")

// How long it is left alone after a failure; the time doubles while it goes on failing.
const (
	leastPause = 100 * time.Millisecond
	mostPause  = 5 * time.Second
)

// Bypass leads past something that fails. It is safe for concurrent use.
type Bypass struct {
	patience time.Duration

	mu      sync.Mutex
	failure error // the last one, until a call succeeds
	pause   time.Duration
	until   time.Time
}

// New returns one that gives every call so long.
func New(patience time.Duration) *Bypass { return &Bypass{patience: patience} }

// Do calls, unless a call has just failed. After a pause one call at a time is let through to try.
func (b *Bypass) Do(ctx context.Context, call func(ctx context.Context) error) error {
	trying, err := b.enter()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	err = call(limited)
	if err != nil && ctx.Err() != nil {
		return err // the caller has gone: it says nothing of what was called
	}
	b.leave(err, trying)
	return err
}

// enter tells whether the call is the one that tries again after a failure.
func (b *Bypass) enter() (trying bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failure == nil {
		return false, nil
	}
	now := time.Now()
	if now.Before(b.until) {
		return false, fmt.Errorf("%w: %w", ErrBypassed, b.failure)
	}
	b.until = now.Add(b.pause + b.patience) // others wait for what this one finds
	return true, nil
}

// leave notes how a call went. Calls that were under way together fail together, and count once.
func (b *Bypass) leave(err error, trying bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.failure, b.pause = nil, 0
	case b.failure == nil || trying:
		b.pause = min(max(2*b.pause, leastPause), mostPause)
		b.failure, b.until = err, time.Now().Add(b.pause)
	}
}
