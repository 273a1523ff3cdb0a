package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"paceline/internal/admin"
)

// Restore puts a snapshot into an empty control plane; see admin.Store.
func (s *Store) Restore(ctx context.Context, snapshot admin.Snapshot) error {
	if err := snapshot.Check(); err != nil {
		return err
	}
	return s.change(ctx, func(tx *sql.Tx) error {
		var taken bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM projects)").Scan(&taken); err != nil {
			return err
		}
		if taken {
			return fmt.Errorf("projects: %w", admin.ErrExists)
		}
		err := restore(ctx, tx, snapshot)
		var refused sqlite3.Error
		if errors.As(err, &refused) && refused.Code == sqlite3.ErrConstraint {
			return admin.Invalid("the snapshot does not hold together: %w", err)
		}
		return err
	})
}

func restore(ctx context.Context, tx *sql.Tx, snapshot admin.Snapshot) error {
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
	_, err := tx.ExecContext(ctx, "UPDATE version SET version = max(version, ?)", snapshot.Version)
	return err
}

func insertProject(ctx context.Context, tx *sql.Tx, p admin.Project) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO projects (key, demo, rate_limit, salt, created) VALUES (?, ?, ?, ?, ?)",
		p.Key, p.Demo, p.RateLimit, p.Salt, p.Created.UnixMilli())
	return err
}

func insertKey(ctx context.Context, tx *sql.Tx, key admin.APIKey) error {
	origins, err := json.Marshal(key.Origins)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO api_keys (id, project, hash, origins, created) VALUES (?, ?, ?, ?, ?)",
		key.ID, key.Project, key.Hash, string(origins), key.Created.UnixMilli())
	return err
}
