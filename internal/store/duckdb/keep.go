package duckdb

import (
	"context"
	"time"
)

// reopenPause is how long the keeper waits after a reopening that failed.
const reopenPause = time.Second

// keep is the database's supervisor, in a goroutine of its own: it checkpoints when that is due and reopens
// a database that was invalidated.
func (d *DB) keep(ctx context.Context) {
	defer close(d.stopped)
	interval := time.NewTicker(d.options.Checkpoint.Interval)
	defer interval.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.broken:
			d.withTurn(ctx, d.reopen)
		case <-d.due:
			d.withTurn(ctx, d.checkpointCurrent)
		case <-interval.C:
			d.withTurn(ctx, d.checkpointCurrent)
		}
	}
}

// withTurn runs f as the writer; not at all when the context ends first.
func (d *DB) withTurn(ctx context.Context, f func(context.Context)) {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
		f(ctx)
	case <-ctx.Done():
	}
}

// reopen drops the session and makes a new one. A block that could not be read is read again that way, from the disk
// and not from memory. When that session meets one too, the file is damaged: it is put aside as at the start, and the
// queue's log replays what it still holds.
//
// It does not checkpoint: when that is what failed, as on a full disk, it would fail again and again, and nobody could
// read meanwhile. The next interval does.
func (d *DB) reopen(ctx context.Context) {
	old := d.replace(nil) // no reader is left, so what is corrupt is of the old session
	damage := d.corrupt.Swap(nil)
	heard(d.broken) // from more of its readers; later it would be taken for a word about the new session
	putAside := damage != nil && old != nil && old.suspect
	if old != nil {
		if err := old.close(); err != nil {
			d.options.Log.Warn("closing the invalidated database", "error", err)
		}
	}
	for ctx.Err() == nil {
		var err error
		if putAside {
			err = d.quarantineFile(*damage)
			putAside = err != nil
		}
		var s *session
		if err == nil {
			s, err = d.open(ctx)
		}
		if err == nil {
			s.suspect = damage != nil
			d.replace(s)
			d.stats.reopened.Add(1)
			d.options.Log.Warn("reopened a database that had been invalidated", "file", d.path)
			return
		}
		d.options.Log.Error("cannot reopen the database", "file", d.path, "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(reopenPause):
		}
	}
}
