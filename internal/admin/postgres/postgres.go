// Package postgres keeps the control plane in PostgreSQL, for processes on many machines.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"paceline/internal/admin"
	"paceline/internal/fault"
)

var _ admin.Store = (*Store)(nil)

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const (
	foreignKeyViolation   = "23503"
	uniqueViolation       = "23505"
	insufficientPrivilege = "42501"
)

// Store is a control plane in the schema "control" of a database. Make it with Open.
type Store struct{ pool *pgxpool.Pool }

// maxConns suffices for a command, and for a keyring that asks every second.
const maxConns = 4

// Open connects to the database at a postgres:// URL and brings the schema up to date, if the URL's role may do that; if
// not, and the schema is old, the error says who must.
func Open(ctx context.Context, url string) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err) // pgx leaves the password out of it
	}
	config.MaxConns = maxConns
	parameters := config.ConnConfig.RuntimeParams
	parameters["application_name"] = "paceline-control"
	parameters["statement_timeout"] = "10s"
	parameters["idle_in_transaction_session_timeout"] = "10s"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("control plane: %w", err)
	}
	if err := current(ctx, pool, url); err != nil {
		pool.Close()
		return nil, fmt.Errorf("control plane: %w", err)
	}
	return &Store{pool: pool}, nil
}

// Close closes the connections.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// AddProject creates a project; see admin.Store.
func (s *Store) AddProject(ctx context.Context, p admin.Project, origins []string) (apiKey string, err error) {
	if p, origins, err = admin.Complete(p, origins); err != nil {
		return "", err
	}
	err = s.change(ctx, func(tx pgx.Tx) error {
		err := insertProject(ctx, tx, p)
		if isRefused(err, uniqueViolation) {
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
	err = s.change(ctx, func(tx pgx.Tx) (err error) {
		apiKey, err = addKey(ctx, tx, project, origins)
		return err
	})
	return apiKey, err
}

func addKey(ctx context.Context, tx pgx.Tx, project string, origins []string) (text string, err error) {
	text, key := admin.NewKey()
	key.Project, key.Origins, key.Created = project, origins, time.Now()
	err = insertKey(ctx, tx, key)
	if isRefused(err, foreignKeyViolation) {
		return "", fmt.Errorf("project %q: %w", project, admin.ErrNotFound)
	}
	return text, err
}

// RevokeKey ends a key; see admin.Store.
func (s *Store) RevokeKey(ctx context.Context, keyID string) error {
	return s.change(ctx, func(tx pgx.Tx) error {
		done, err := tx.Exec(ctx, "UPDATE control.api_keys SET revoked = now() WHERE id = $1 AND revoked IS NULL", keyID)
		if err == nil && done.RowsAffected() == 0 {
			err = fmt.Errorf("key %q: %w", keyID, admin.ErrNotFound)
		}
		return err
	})
}

// change runs a transaction that moves the version, whose row lets changes in one after the other.
func (s *Store) change(ctx context.Context, do func(tx pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE control.version SET version = version + 1")
		fault.Point(fault.ControlCommitBefore)
		return err
	})
	fault.Point(fault.ControlCommitAfter)
	if err != nil {
		return fmt.Errorf("control plane: %w", err)
	}
	return nil
}

func isRefused(err error, code string) bool {
	var refused *pgconn.PgError
	return errors.As(err, &refused) && refused.Code == code
}
