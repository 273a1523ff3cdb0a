package sqlite

import (
	"context"
	"time"

	"paceline/internal/fault"
	"paceline/internal/rum"
)

// One step of a trim stays small, so that Appends get in between.
const (
	trimEntries   = 256
	trimBytes     = 8 << 20
	giveBackPages = 1024
)

// Trim forgets the oldest entries; see queue.Trimmer. It goes from the oldest and stops at the first entry
// that must stay: one stamped by a clock that had stepped back goes when those before it go.
//
// Free pages stay in the file for later entries. When the disk has less than twice the reserve left, they go
// back to it.
func (l *Log) Trim(ctx context.Context, partition int, durable rum.Position, before time.Time) (int64, error) {
	if err := checkPartition(partition); err != nil {
		return 0, err
	}
	var trimmed int64
	for upTo := l.after(durable); upTo > 0; {
		var n int64
		err := l.do(ctx, func() (err error) {
			n, err = l.trimStep(upTo, before)
			return err
		})
		trimmed += n
		if err != nil {
			return trimmed, err
		}
		if n == 0 {
			break
		}
	}
	return trimmed, l.relieve(ctx)
}

func (l *Log) trimStep(upTo int64, before time.Time) (int64, error) {
	ctx := context.Background() // a step is never left half done
	if err := l.renew(ctx); err != nil {
		return 0, err
	}
	last, err := l.writes.trimmable(ctx, upTo, before)
	if err != nil {
		return 0, l.spoil("trim", err)
	}
	if last == 0 {
		return 0, nil
	}
	fault.Point(fault.LogTrimBefore)
	deleted, err := l.writes.db.ExecContext(ctx, "DELETE FROM entries WHERE seq <= ?", last)
	if err != nil {
		return 0, l.spoil("trim", err)
	}
	fault.Point(fault.LogTrimAfter)
	return deleted.RowsAffected()
}

// trimmable is the last sequence of the next step, 0 when nothing may go.
func (c *connection) trimmable(ctx context.Context, upTo int64, before time.Time) (last int64, err error) {
	rows, err := c.db.QueryContext(ctx,
		"SELECT seq, appended, length(records) FROM entries WHERE seq <= ? ORDER BY seq LIMIT ?", upTo, trimEntries)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for total := 0; total < trimBytes && rows.Next(); {
		var seq, appended int64
		var size int
		if err = rows.Scan(&seq, &appended, &size); err != nil {
			return 0, err
		}
		if appended >= before.UnixMicro() {
			break
		}
		last, total = seq, total+size
	}
	return last, rows.Err()
}

// relieve gives free pages back to a disk that runs short.
func (l *Log) relieve(ctx context.Context) error {
	for {
		free, err := freeBytes(l.path)
		if err != nil || free >= 2*l.opts.Reserve {
			return err
		}
		more := false
		err = l.do(ctx, func() (err error) {
			if err = l.renew(ctx); err != nil {
				return err
			}
			if more, err = l.writes.giveBack(ctx, giveBackPages); err != nil {
				return l.spoil("give room back", err)
			}
			return nil
		})
		if err != nil || !more {
			return err
		}
	}
}
