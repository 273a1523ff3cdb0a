package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"paceline/internal/admin"
)

// Restore puts a snapshot into an empty control plane; see admin.Store.
func (s *Store) Restore(ctx context.Context, snapshot admin.Snapshot) error {
	if err := snapshot.Check(); err != nil {
		return err
	}
	return s.change(ctx, func(tx pgx.Tx) error {
		// Only one restores; who adds a project meanwhile waits for the table.
		if _, err := tx.Exec(ctx, "LOCK TABLE control.projects IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return err
		}
		var taken bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM control.projects)").Scan(&taken); err != nil {
			return err
		}
		if taken {
			return fmt.Errorf("projects: %w", admin.ErrExists)
		}
		err := restore(ctx, tx, snapshot)
		var refused *pgconn.PgError
		if errors.As(err, &refused) && refused.Code[:2] == "23" { // a constraint
			return admin.Invalid("the snapshot does not hold together: %w", err)
		}
		return err
	})
}

func restore(ctx context.Context, tx pgx.Tx, snapshot admin.Snapshot) error {
	for _, p := range snapshot.Projects {
		if err := insertProject(ctx, tx, p); err != nil {
			return err
		}
	}
	for _, key := range snapshot.Keys {
		if err := insertKey(ctx, tx, key); err != nil {
			return err
		}
	}
	// change moves it once more: readers of the lost control plane see a change too.
	_, err := tx.Exec(ctx, "UPDATE control.version SET version = greatest(version, $1)", snapshot.Version)
	return err
}

func insertProject(ctx context.Context, tx pgx.Tx, p admin.Project) error {
	_, err := tx.Exec(ctx, "INSERT INTO control.projects (key, demo, rate_limit, salt, created) VALUES ($1, $2, $3, $4, $5)",
		p.Key, p.Demo, p.RateLimit, p.Salt, p.Created)
	return err
}

func insertKey(ctx context.Context, tx pgx.Tx, key admin.APIKey) error {
	_, err := tx.Exec(ctx, "INSERT INTO control.api_keys (id, project, hash, origins, created) VALUES ($1, $2, $3, $4, $5)",
		key.ID, key.Project, key.Hash, key.Origins, key.Created)
	return err
}
