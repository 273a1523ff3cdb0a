package duckdb

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// marker is a small file that exists while the database is being opened. It counts the openings that began and
// neither succeeded nor failed, because the process died.
type marker struct{ path string }

// add counts one more opening, on disk before it returns, and says how many died before it.
func (m marker) add() (died int, err error) {
	text, err := os.ReadFile(m.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	if err == nil {
		died = 1 // an unreadable count was cut off by the death it counts
		if n, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && n > 0 {
			died = n
		}
	}
	return died, m.write(died + 1)
}

func (m marker) write(count int) error {
	file, err := os.OpenFile(m.path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(strconv.Itoa(count) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(m.path))
}

func (m marker) remove() error { return os.Remove(m.path) }
