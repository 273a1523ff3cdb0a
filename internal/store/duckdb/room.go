package duckdb

import (
	"fmt"
	"path/filepath"
	"syscall"

	"paceline/internal/store"
)

// room refuses to write while the disk has less than half the reserve left. The log stops taking records in at
// the whole reserve, so what waits in it can still be stored; and a checkpoint that meets a full disk would
// invalidate the database.
func (d *DB) room() error {
	if d.options.Reserve == 0 {
		return nil
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(d.path), &disk); err != nil {
		return fmt.Errorf("%w: measuring the disk: %w", store.ErrUnavailable, err)
	}
	free := int64(disk.Bavail) * int64(disk.Bsize) //nolint:unconvert // its type is not the same on every system
	if free < d.options.Reserve/2 {
		return fmt.Errorf("%w: %d bytes are free, and %d are kept", store.ErrUnavailable, free, d.options.Reserve/2)
	}
	return nil
}
