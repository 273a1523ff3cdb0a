package duckdb

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"paceline/internal/fault"
)

// quarantineWAL puts the write-ahead log aside under a name that says when. Nothing is ever deleted.
func (d *DB) quarantineWAL(cause error) error {
	return d.quarantine(cause, walSuffixes[:]...)
}

// quarantineFile puts the main file aside, and a write-ahead log with it: the one is of no use without the other.
func (d *DB) quarantineFile(cause error) error {
	return d.quarantine(cause, append([]string{""}, walSuffixes[:]...)...)
}

func (d *DB) quarantine(cause error, suffixes ...string) error {
	aside := ".corrupt-" + time.Now().UTC().Format("20060102T150405.000000000")
	for _, suffix := range suffixes {
		from, to := d.path+suffix, d.path+suffix+aside
		fault.Point(fault.StoreQuarantineBefore)
		err := os.Rename(from, to)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("put aside what cannot be read (%w): %w", cause, err)
		}
		fault.Point(fault.StoreQuarantineAfter)
		d.stats.quarantined.Add(1)
		d.options.Log.Error("put aside a file that cannot be read", "file", from, "now", to, "error", cause)
	}
	return syncDir(filepath.Dir(d.path))
}

// syncDir makes renames and new files of a directory outlast a power cut.
func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
