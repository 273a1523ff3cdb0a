package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"paceline/internal/admin"
	"paceline/internal/fault"
)

// Keys lists a project's live keys; see admin.Store.
func (s *Store) Keys(ctx context.Context, project string) (keys []admin.APIKey, err error) {
	err = s.view(ctx, func(tx *sql.Tx) error {
		var exists bool
		err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM projects WHERE key = ?)", project).Scan(&exists)
		if err != nil {
			return err
		}
		if !exists {
			return fmt.Errorf("project %q: %w", project, admin.ErrNotFound)
		}
		keys, err = selectKeys(ctx, tx, "AND project = ?", project)
		return err
	})
	return keys, err
}

// Version changes whenever anything does; see admin.Store.
func (s *Store) Version(ctx context.Context) (version int64, err error) {
	if err = s.reads.QueryRowContext(ctx, "SELECT version FROM version").Scan(&version); err != nil {
		return 0, fmt.Errorf("control plane: %w", err)
	}
	return version, nil
}

// Snapshot reads everything; see admin.Store.
func (s *Store) Snapshot(ctx context.Context) (snapshot admin.Snapshot, err error) {
	err = s.view(ctx, func(tx *sql.Tx) error {
		snapshot.TakenAt = fault.Now()
		if err := tx.QueryRowContext(ctx, "SELECT version FROM version").Scan(&snapshot.Version); err != nil {
			return err
		}
		if snapshot.Projects, err = selectProjects(ctx, tx); err != nil {
			return err
		}
		snapshot.Keys, err = selectKeys(ctx, tx, "")
		return err
	})
	if err != nil {
		return admin.Snapshot{}, err
	}
	return snapshot, nil
}

// view runs a read transaction, which sees one state and holds no lock against writers.
func (s *Store) view(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.reads.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("control plane: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err = do(tx); err != nil {
		return fmt.Errorf("control plane: %w", err)
	}
	return nil
}

func selectProjects(ctx context.Context, tx *sql.Tx) (projects []admin.Project, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT key, demo, rate_limit, salt, created FROM projects ORDER BY key")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p admin.Project
		var created int64
		if err = rows.Scan(&p.Key, &p.Demo, &p.RateLimit, &p.Salt, &created); err != nil {
			return nil, err
		}
		p.Created = time.UnixMilli(created)
		projects = append(projects, p)
	}
	return projects, rows.Err()
}

func selectKeys(ctx context.Context, tx *sql.Tx, also string, args ...any) (keys []admin.APIKey, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, project, hash, origins, created FROM api_keys
		WHERE revoked IS NULL `+also+` ORDER BY project, created, id`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var k admin.APIKey
		var origins string
		var created int64
		if err = rows.Scan(&k.ID, &k.Project, &k.Hash, &origins, &created); err != nil {
			return nil, err
		}
		if err = json.Unmarshal([]byte(origins), &k.Origins); err != nil {
			return nil, fmt.Errorf("key %s: %w", k.ID, err)
		}
		k.Created = time.UnixMilli(created)
		keys = append(keys, k)
	}
	return keys, rows.Err()
}
