package duckdb

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"
	"slices"

	"paceline/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date: each file of migrations once, in the order of their names, each in one
// transaction. It is the only place with DDL on the file, and ends with a checkpoint when it changed something:
// replaying DDL is what a write-ahead log is worst at.
func migrate(ctx context.Context, conn *sql.Conn) error {
	applied, err := appliedMigrations(ctx, conn)
	if err != nil {
		return err
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	changed := false
	for _, file := range files {
		if slices.Contains(applied, file.Name()) {
			continue
		}
		if err := applyMigration(ctx, conn, file.Name()); err != nil {
			return fmt.Errorf("migration %s: %w", file.Name(), err)
		}
		changed = true
	}
	if changed {
		_, err = conn.ExecContext(ctx, "CHECKPOINT")
	}
	return err
}

func appliedMigrations(ctx context.Context, conn *sql.Conn) ([]string, error) {
	_, err := conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (name VARCHAR NOT NULL, applied TIMESTAMP NOT NULL)")
	if err != nil {
		return nil, err
	}
	return queryAll(ctx, conn, "SELECT name FROM migrations", nil, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
}

func applyMigration(ctx context.Context, conn *sql.Conn, name string) error {
	text, err := migrations.ReadFile(path.Join("migrations", name))
	if err != nil {
		return err
	}
	err = inTransaction(ctx, conn, func() error {
		if _, err := conn.ExecContext(ctx, string(text)); err != nil {
			return err
		}
		_, err := conn.ExecContext(ctx, "INSERT INTO migrations VALUES (?, now()::TIMESTAMP)", name)
		fault.Point(fault.StoreMigrateBefore)
		return err
	})
	fault.Point(fault.StoreMigrateAfter)
	return err
}
