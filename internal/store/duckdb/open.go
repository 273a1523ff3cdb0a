package duckdb

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"paceline/internal/fault"
)

// walSuffixes are the files beside the database that hold what its main file lacks; the latter two exist while
// a checkpoint runs or after it died.
var walSuffixes = [...]string{".wal", ".wal.checkpoint", ".wal.recovery"}

// open opens the file and, if that cannot be done, puts aside what is in the way: first the write-ahead log, so
// that the position falls back to the last checkpoint and the queue's log replays the rest; then the file.
// Native code may also kill the process while it reads a broken file. The marker counts such starts, and after
// every second one the next step is taken without trying.
func (d *DB) open(ctx context.Context) (*session, error) {
	marker := marker{path: d.path + ".opening"}
	died, err := marker.add()
	if err != nil { // a full disk must not keep readers out; the precaution is missing this time
		d.options.Log.Warn("the marker of the opening could not be written", "error", err)
	}
	err = nil
	switch {
	case died == 2 && d.hasWAL():
		err = d.quarantineWAL(errors.New("two starts died while opening it"))
	case died >= 2 && died%2 == 0:
		err = d.quarantineFile(errors.New("two more starts died while opening it"))
	}
	if err != nil {
		return nil, err
	}
	fault.Point(fault.StoreOpenBefore)
	s, err := d.openOrQuarantine(ctx)
	fault.Point(fault.StoreOpenAfter)
	if removeErr := marker.remove(); removeErr != nil && !errors.Is(removeErr, fs.ErrNotExist) {
		err = errors.Join(err, removeErr)
	}
	if err != nil {
		return nil, err
	}
	s.uncovered = 1 // what the main file covers is not known before the first checkpoint
	return s, nil
}

func (d *DB) openOrQuarantine(ctx context.Context) (*session, error) {
	s, err := newSession(ctx, d.path, d.options)
	if err == nil || environmental(err) {
		return s, err
	}
	if d.hasWAL() {
		if err := d.quarantineWAL(err); err != nil {
			return nil, err
		}
		if s, err = newSession(ctx, d.path, d.options); err == nil || environmental(err) {
			return s, err
		}
	}
	if err := d.quarantineFile(err); err != nil {
		return nil, err
	}
	return newSession(ctx, d.path, d.options)
}

func (d *DB) hasWAL() bool {
	for _, suffix := range walSuffixes {
		if _, err := os.Stat(d.path + suffix); err == nil {
			return true
		}
	}
	return false
}
