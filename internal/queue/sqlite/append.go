package sqlite

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"paceline/internal/fault"
	"paceline/internal/queue"
)

// Append makes the records durable together; see queue.Appender.
func (l *Log) Append(ctx context.Context, records []queue.Record) error {
	if len(records) == 0 {
		return nil
	}
	t := newTicket(records)
	room := int64(min(t.size, l.opts.BufferBytes)) // one that exceeds the buffer goes alone
	if err := l.acquire(ctx, room); err != nil {
		return err
	}
	defer l.buffer.Release(room)
	if err := l.waiting.enter(t); err != nil {
		return err
	}
	select {
	case err := <-t.done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// acquire waits for room in the buffer.
func (l *Log) acquire(ctx context.Context, room int64) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	if l.buffer.TryAcquire(room) {
		return nil
	}
	either, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(l.closing, func() { cancel(queue.ErrClosed) })()
	if err := l.buffer.Acquire(either, room); err != nil {
		return context.Cause(either)
	}
	return nil
}

// append commits what the tickets bring, in the order they came.
func (l *Log) append(ctx context.Context, tickets []*ticket) error {
	appends := make([][]queue.Record, len(tickets))
	for i, t := range tickets {
		appends[i] = t.records
	}
	g, err := queue.Frame(appends...)
	if err != nil {
		return fmt.Errorf("log: append: %w", err)
	}
	if err = l.checkRoom(ctx, len(g.Records)); err != nil {
		return err
	}
	if err = l.writes.insert(ctx, g, l.opts.Now()); err != nil {
		return l.spoil("append", err)
	}
	l.commits.ring()
	return nil
}

func (c *connection) insert(ctx context.Context, g queue.Group, now time.Time) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	_, err = tx.ExecContext(ctx, "INSERT INTO entries (appended, events, projects, records) VALUES (?, ?, ?, ?)",
		now.UnixMicro(), g.Events, g.Projects, g.Records)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO accepted (project, events) SELECT key, value FROM json_each(?) WHERE true
		ON CONFLICT (project) DO UPDATE SET events = events + excluded.events`, g.Projects)
	if err != nil {
		return err
	}
	if err = fault.Error(fault.LogCommit); err != nil {
		return err
	}
	fault.Point(fault.LogCommitBefore)
	if err = tx.Commit(); err != nil {
		return err
	}
	fault.Point(fault.LogCommitAfter)
	return nil
}

// spoil gives up the connection after a failed write, and names the failure. After a failed sync the kernel
// may take pages for clean that never reached the disk, so nothing the connection believes can be built on.
func (l *Log) spoil(doing string, err error) error {
	l.opts.Logger.Error("the log could not be written", "doing", doing, "error", err)
	_ = l.writes.close() // its transaction has failed already
	l.writes = nil
	var failed sqlite3.Error
	if errors.As(err, &failed) && (failed.Code == sqlite3.ErrFull ||
		failed.SystemErrno == syscall.ENOSPC || failed.SystemErrno == syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", queue.ErrFull, err)
	}
	return fmt.Errorf("log: %s: %w", doing, err)
}

// renew makes sure of a connection that can be trusted. A new one finds, at best, the good commits in the WAL,
// and at worst also pages of the failed one that are only in memory. So before it takes anything, all of the
// WAL is copied into the file, whose sync then covers pages that were written just now.
func (l *Log) renew(ctx context.Context) error {
	if l.writes != nil {
		return nil
	}
	c, err := connect(ctx, l.path)
	if err != nil {
		return fmt.Errorf("log: reopen: %w", err)
	}
	l.writes = c
	fault.Point(fault.LogRenewBefore)
	var busy, frames, copied int
	err = c.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &copied)
	if err == nil && busy != 0 {
		err = errors.New("a reader holds the WAL")
	}
	if err != nil {
		return l.spoil("reopen", err)
	}
	fault.Point(fault.LogRenewAfter)
	return nil
}
