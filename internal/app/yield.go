package app

import (
	"context"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
	"paceline/internal/worker"
)

// yieldingLog lets the worker, which shares the processors with ingest, take its turns later and larger while ingest has
// to refuse: what is in the log is safe, what is refused depends on the client's patience. A turn comes at the latest
// after mostYield.
type yieldingLog struct {
	worker.Log
	pressed func() bool
}

const (
	mostYield  = 5 * time.Second
	yieldCheck = 20 * time.Millisecond
)

// Read reads when ingest refuses nothing, or has done so for long enough.
func (l yieldingLog) Read(ctx context.Context, partition int, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	for waited := time.Duration(0); waited < mostYield && l.pressed(); waited += yieldCheck {
		timer := time.NewTimer(yieldCheck)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		}
	}
	return l.Log.Read(ctx, partition, after, maxBytes)
}
