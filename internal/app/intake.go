package app

import (
	"context"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// intake is what query may know of the log.
type intake struct{ queue.Inspector }

// OldestWaiting implements query.Intake.
func (i intake) OldestWaiting(ctx context.Context, after rum.Positions) (time.Time, error) {
	backlog, err := i.Backlog(ctx, after)
	return backlog.Oldest, err
}
