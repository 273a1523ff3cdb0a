package app

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// dataDir is a data directory that this process owns.
type dataDir struct {
	path string
	lock *os.File
}

// openDataDir creates the directory when it is missing, and takes its lock: two servers on one directory would
// each believe to own the log and the store. The kernel drops the lock with the process, however it ends.
//
// What this process makes from here on is its owner's alone, whatever umask it was started with: DuckDB, unlike
// SQLite, cannot be told a mode.
func openDataDir(path string) (*dataDir, error) {
	syscall.Umask(0o077)
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("creating the data directory: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the data directory's lock: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("%s is in use by another paceline; stop it, or name another directory with --data", path)
	}
	return &dataDir{path: path, lock: lock}, nil
}

func (d *dataDir) file(name string) string { return filepath.Join(d.path, name) }

func (d *dataDir) close() { _ = d.lock.Close() }
