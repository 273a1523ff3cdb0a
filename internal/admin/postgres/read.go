package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"paceline/internal/admin"
	"paceline/internal/fault"
)

// Keys lists a project's live keys; see admin.Store.
func (s *Store) Keys(ctx context.Context, project string) (keys []admin.APIKey, err error) {
	err = s.view(ctx, func(tx pgx.Tx) error {
		var exists bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM control.projects WHERE key = $1)", project).Scan(&exists); err != nil {
			return err
		}
		if !exists {
			return fmt.Errorf("project %q: %w", project, admin.ErrNotFound)
		}
		keys, err = selectKeys(ctx, tx, "AND project = $1", project)
		return err
	})
	return keys, err
}

// Version changes whenever anything does; see admin.Store.
func (s *Store) Version(ctx context.Context) (version int64, err error) {
	if err = s.pool.QueryRow(ctx, "SELECT version FROM control.version").Scan(&version); err != nil {
		return 0, fmt.Errorf("control plane: %w", err)
	}
	return version, nil
}

// Snapshot reads everything; see admin.Store.
func (s *Store) Snapshot(ctx context.Context) (snapshot admin.Snapshot, err error) {
	err = s.view(ctx, func(tx pgx.Tx) error {
		snapshot.TakenAt = fault.Now()
		if err := tx.QueryRow(ctx, "SELECT version FROM control.version").Scan(&snapshot.Version); err != nil {
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

// view runs a transaction that reads one state.
func (s *Store) view(ctx context.Context, do func(tx pgx.Tx) error) error {
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, do)
	if err != nil {
		return fmt.Errorf("control plane: %w", err)
	}
	return nil
}

func selectProjects(ctx context.Context, tx pgx.Tx) (projects []admin.Project, err error) {
	rows, err := tx.Query(ctx, `SELECT key, demo, rate_limit, salt, created FROM control.projects ORDER BY key COLLATE "C"`)
	if err != nil {
		return nil, err
	}
	var p admin.Project
	_, err = pgx.ForEachRow(rows, []any{&p.Key, &p.Demo, &p.RateLimit, &p.Salt, &p.Created}, func() error {
		projects = append(projects, p)
		p.Salt = nil // the next row's is another
		return nil
	})
	return projects, err
}

func selectKeys(ctx context.Context, tx pgx.Tx, also string, args ...any) (keys []admin.APIKey, err error) {
	rows, err := tx.Query(ctx, `SELECT id, project, hash, origins, created FROM control.api_keys
		WHERE revoked IS NULL `+also+` ORDER BY project COLLATE "C", created, id COLLATE "C"`, args...)
	if err != nil {
		return nil, err
	}
	var k admin.APIKey
	_, err = pgx.ForEachRow(rows, []any{&k.ID, &k.Project, &k.Hash, &k.Origins, &k.Created}, func() error {
		keys = append(keys, k)
		k.Hash, k.Origins = nil, nil // the next row's are others
		return nil
	})
	return keys, err
}
