package redis

import (
	"context"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// trimEntries keeps one step of a trim small, so that Appends get in between.
const trimEntries = 256

// Trim forgets the oldest entries; see queue.Trimmer. It goes from the oldest and stops at the first entry that must
// stay. The time before which it was appended is taken by Redis's clock, should that differ from the caller's by a second or more.
func (l *Log) Trim(ctx context.Context, number int, durable rum.Position, before time.Time) (trimmed int64, err error) {
	p, err := l.partition(number)
	if err != nil {
		return 0, err
	}
	if l.closed() {
		return 0, queue.ErrClosed
	}
	for {
		n, err := p.run(ctx, trimScript, durable.Log, durable.Seq, before.UnixMicro(), trimEntries, l.opts.Now().UnixMicro()).Int64()
		if err != nil {
			return trimmed, l.fails("trim", err)
		}
		trimmed += n
		if n < trimEntries {
			return trimmed, nil
		}
	}
}
