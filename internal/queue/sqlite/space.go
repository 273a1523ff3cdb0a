package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"

	"paceline/internal/queue"
)

// checkRoom makes sure of a connection and of room for so many more bytes, or returns queue.ErrFull. Both
// bounds are looked at anew each time, so the log takes again as soon as there is room again.
func (l *Log) checkRoom(ctx context.Context, more int) error {
	free, err := freeBytes(l.path)
	if err != nil {
		return fmt.Errorf("log: free space: %w", err)
	}
	if free < l.opts.Reserve {
		return fmt.Errorf("%w: the disk has %d bytes left, the reserve is %d", queue.ErrFull, free, l.opts.Reserve)
	}
	if err = l.renew(ctx); err != nil {
		return err
	}
	used, err := l.writes.used(ctx)
	if err != nil {
		return l.spoil("measure", err)
	}
	if used+int64(more) > l.opts.MaxBytes {
		return fmt.Errorf("%w: it holds %d bytes of at most %d", queue.ErrFull, used, l.opts.MaxBytes)
	}
	return nil
}

// used is the size of the file without the pages that trimmed entries left free in it. The WAL is not in it:
// it is bounded by checkpoints, and the reserve has room for it.
func (c *connection) used(ctx context.Context) (bytes int64, err error) {
	err = c.db.QueryRowContext(ctx, `SELECT (page_count - freelist_count) * page_size
		FROM pragma_page_count, pragma_freelist_count, pragma_page_size`).Scan(&bytes)
	return bytes, err
}

// freeBytes is what the disk under the file still gives to an unprivileged process.
func freeBytes(path string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil //nolint:unconvert // its type is not the same on every system
}

// giveBack shrinks the file by up to so many free pages and empties the WAL, and reports whether any went.
func (c *connection) giveBack(ctx context.Context, pages int) (bool, error) {
	var free int
	if err := c.db.QueryRowContext(ctx, "PRAGMA freelist_count").Scan(&free); err != nil || free == 0 {
		return false, err
	}
	if _, err := c.db.ExecContext(ctx, fmt.Sprintf("PRAGMA incremental_vacuum(%d)", pages)); err != nil {
		return false, err
	}
	_, err := c.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return true, err
}
