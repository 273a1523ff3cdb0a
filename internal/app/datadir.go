package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// dataDir is a data directory that this process owns.
type dataDir struct {
	path string
	lock *os.File
}

// checkDataDir tells what would keep the directory from being made and written, as far as that can be seen before.
func checkDataDir(path string) error {
	at := path
	info, err := os.Stat(at)
	for ; at != filepath.Dir(at) && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)); info, err = os.Stat(at) {
		at = filepath.Dir(at)
	}
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is a file; name a directory, which is made when it is missing", at)
	}
	const write, enter = 2, 1 // https://man7.org/linux/man-pages/man2/access.2.html
	if err := syscall.Access(at, write|enter); err != nil {
		return fmt.Errorf("%s cannot be written by user %d (%w); give it to the user that runs Paceline, or name another directory", at, os.Getuid(), err)
	}
	return nil
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
