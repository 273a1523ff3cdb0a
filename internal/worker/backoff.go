package worker

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff doubles from Least to Most, with full jitter in the upper half, so that workers that failed
// together do not return together.
type backoff struct {
	Least, Most time.Duration
	current     time.Duration
}

func (b *backoff) next() time.Duration {
	b.current = min(max(2*b.current, b.Least), b.Most)
	return b.current/2 + rand.N(b.current/2+1)
}

func (b *backoff) reset() { b.current = 0 }

// pause waits, or returns early with the context's error.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
