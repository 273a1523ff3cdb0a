// Package sqlite keeps the control plane in one SQLite file: the embedded default. A command may change it
// while the server has it open.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/mattn/go-sqlite3"

	"paceline/internal/admin"
	"paceline/internal/fault"
)

var _ admin.Store = (*Store)(nil)

// Store is a control plane in one file. Make it with Open, OpenExisting or Recover.
type Store struct {
	writes *sql.DB // its transactions take the write lock at their start
	reads  *sql.DB

	quarantined int
}

// Open opens the file at path or makes it, readable by its owner alone.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would take the umask's mode
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	if err = file.Close(); err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?_busy_timeout=30000"
	writes, err := sql.Open("sqlite3", dsn+"&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_foreign_keys=true")
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	writes.SetMaxOpenConns(1)
	if err = migrate(ctx, writes); err != nil {
		return nil, errors.Join(fmt.Errorf("control plane %s: %w", path, err), writes.Close())
	}
	reads, err := sql.Open("sqlite3", dsn+"&_query_only=true")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control plane: %w", err), writes.Close())
	}
	reads.SetMaxOpenConns(2)
	return &Store{writes: writes, reads: reads}, nil
}

// Close closes the file.
func (s *Store) Close() error { return errors.Join(s.reads.Close(), s.writes.Close()) }

// AddProject creates a project; see admin.Store.
func (s *Store) AddProject(ctx context.Context, p admin.Project, origins []string) (apiKey string, err error) {
	if p, origins, err = admin.Complete(p, origins); err != nil {
		return "", err
	}
	err = s.change(ctx, func(tx *sql.Tx) error {
		err := insertProject(ctx, tx, p)
		if isConstraint(err, sqlite3.ErrConstraintPrimaryKey) {
			return fmt.Errorf("project %q: %w", p.Key, admin.ErrExists)
		}
		if err != nil {
			return err
		}
		apiKey, err = addKey(ctx, tx, p.Key, origins)
		return err
	})
	return apiKey, err
}

// AddKey creates one more key; see admin.Store.
func (s *Store) AddKey(ctx context.Context, project string, origins []string) (apiKey string, err error) {
	if origins, err = admin.ParseOrigins(origins); err != nil {
		return "", err
	}
	err = s.change(ctx, func(tx *sql.Tx) (err error) {
		apiKey, err = addKey(ctx, tx, project, origins)
		return err
	})
	return apiKey, err
}

func addKey(ctx context.Context, tx *sql.Tx, project string, origins []string) (text string, err error) {
	text, key := admin.NewKey()
	key.Project, key.Origins, key.Created = project, origins, time.Now()
	err = insertKey(ctx, tx, key)
	if isConstraint(err, sqlite3.ErrConstraintForeignKey) {
		return "", fmt.Errorf("project %q: %w", project, admin.ErrNotFound)
	}
	return text, err
}

// RevokeKey ends a key; see admin.Store.
func (s *Store) RevokeKey(ctx context.Context, keyID string) error {
	return s.change(ctx, func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx, "UPDATE api_keys SET revoked = ? WHERE id = ? AND revoked IS NULL",
			time.Now().UnixMilli(), keyID)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("key %q: %w", keyID, admin.ErrNotFound))
		}
		return nil
	})
}

// change runs a transaction that moves the version.
func (s *Store) change(ctx context.Context, do func(tx *sql.Tx) error) error {
	err := inTx(ctx, s.writes, func(tx *sql.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE version SET version = version + 1")
		fault.Point(fault.ControlCommitBefore)
		return err
	})
	fault.Point(fault.ControlCommitAfter)
	if err != nil {
		return fmt.Errorf("control plane: %w", err)
	}
	return nil
}

func isConstraint(err error, kind sqlite3.ErrNoExtended) bool {
	var failed sqlite3.Error
	return errors.As(err, &failed) && failed.ExtendedCode == kind
}
