package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/store"
)

// classify wraps what a retry may cure in store.ErrUnavailable and leaves what the batch itself is to blame for.
// A database that must be reopened is reported to the keeper on the way.
func (d *DB) classify(err error) error {
	if err == nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrStale) {
		return err
	}
	if corrupt(err) {
		d.corrupt.Store(&err)
		signal(d.broken)
	} else if invalidated(err) {
		signal(d.broken)
	}
	if transient(err) {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	return err
}

// signal wakes the keeper; one pending wake-up is enough.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// heard takes a wake-up that is pending, if there is one.
func heard(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// invalidated reports an error after which the database must be reopened: DuckDB refuses everything after a
// fatal one, and after a transaction without a beginning or an end the connection is of no use.
func invalidated(err error) bool {
	var boundary *boundaryError
	if errors.As(err, &boundary) {
		return true
	}
	var e *duck.Error
	if errors.As(err, &e) && e.Type == duck.ErrorTypeFatal {
		return true
	}
	return strings.Contains(err.Error(), "database has been invalidated")
}

// corrupt reports that a block of the file is not what was written: its checksum does not match, or it is behind the
// file's end.
func corrupt(err error) bool {
	text := err.Error()
	return strings.Contains(text, "Corrupt database file") || strings.Contains(text, "Could not read enough bytes")
}

func transient(err error) bool {
	if corrupt(err) || invalidated(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var e *duck.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Type {
	case duck.ErrorTypeIO, duck.ErrorTypeInterrupt, duck.ErrorTypeOutOfMemory, duck.ErrorTypeTransaction,
		duck.ErrorTypeConnection:
		return true
	}
	return false
}

// environmental reports an error of opening that lies in the machine and not in the file: nothing is put aside
// for it. A file written by a newer DuckDB is sound too.
func environmental(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	text := err.Error()
	for _, sign := range []string{
		"Could not set lock", "Permission denied", "No space left", "Too many open files", "Out of Memory",
		"No such file or directory", "Read-only file system", "Not a directory", "Is a directory",
		"newer version of DuckDB", "with version number", "Input/output error", "Cannot allocate memory",
	} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}
