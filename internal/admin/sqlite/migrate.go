package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"

	"paceline/internal/fault"
)

//go:embed schema.sql
var schema string

// migrations are applied in order; the file's user_version counts those it has. SQLite's DDL is transactional,
// so this loop is all that is needed. A migration that was published is never changed: append the next one.
func migrations() []string { return []string{schema} }

// migrate brings the file up to date. Several processes may do so at once: the first one does it.
func migrate(ctx context.Context, db *sql.DB) error {
	err := inTx(ctx, db, func(tx *sql.Tx) error {
		var have int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&have); err != nil {
			return err
		}
		all := migrations()
		if have > len(all) {
			return fmt.Errorf("the file has version %d, this program knows %d: use a newer program", have, len(all))
		}
		for _, migration := range all[have:] {
			if _, err := tx.ExecContext(ctx, migration); err != nil {
				return err
			}
		}
		if have == len(all) {
			return nil
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(all)))
		fault.Point(fault.ControlMigrateBefore)
		return err
	})
	fault.Point(fault.ControlMigrateAfter)
	return err
}

// inTx runs a transaction that holds the write lock from its start.
func inTx(ctx context.Context, db *sql.DB, do func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err = do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
