package duckdb

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"path"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

//go:embed sql/*.sql
var statements embed.FS

// statement is the text of sql/name.sql. A name that does not exist is a mistake in this package.
func statement(name string) string {
	text, err := statements.ReadFile(path.Join("sql", name+".sql"))
	if err != nil {
		panic(err)
	}
	return string(text)
}

// read runs f on a connection of its own, on one snapshot of the data.
func (d *DB) read(ctx context.Context, f func(q querier) error) error {
	return d.readSession(ctx, func(_ *session, q querier, _ uint64) error { return f(q) })
}

// readSession is read with the session that is read, and the commit that the snapshot covers at least.
func (d *DB) readSession(ctx context.Context, f func(s *session, q querier, covers uint64) error) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.current == nil {
		return fmt.Errorf("%w: the database is closed or being reopened", store.ErrUnavailable)
	}
	conn, err := d.current.pool.Conn(ctx)
	if err != nil {
		return d.classify(err)
	}
	defer conn.Close()
	covers := d.current.changes.covered()
	return d.classify(inTransaction(ctx, conn, func() error { return f(d.current, conn, covers) }))
}

// list answers a question of one statement whose rows scan reads.
func list[T any](ctx context.Context, d *DB, name, text string, args []any, scan func(*sql.Rows) (T, error)) (items []T, err error) {
	err = d.read(ctx, func(q querier) error {
		items, err = queryAll(ctx, q, text, args, scan)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return items, nil
}

// one reads a row that always exists.
func one(ctx context.Context, q querier, text string, args []any, targets ...any) error {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if rows.Next() {
		err = rows.Scan(targets...)
	}
	if err != nil {
		return err
	}
	return rows.Err()
}

func spanArgs(span rum.Span) []any {
	return []any{sql.Named("from", span.From.UTC()), sql.Named("to", span.To.UTC())}
}

// Check implements store.Reader.
func (d *DB) Check(ctx context.Context) error {
	_, err := list(ctx, d, "check", "SELECT name FROM migrations", nil, func(rows *sql.Rows) (name string, err error) {
		return name, rows.Scan(&name)
	})
	return err
}

// Ledger implements store.Reader.
func (d *DB) Ledger(ctx context.Context, project string) (ledger rum.StoreLedger, err error) {
	args := []any{sql.Named("project", project)}
	ledger.Processed = map[string]int64{}
	err = d.readSession(ctx, func(s *session, q querier, covers uint64) error {
		positions, err := loadPositions(ctx, q)
		if err != nil {
			return err
		}
		for partition, position := range positions {
			if partition < 0 { // a copy's own
				continue
			}
			for len(ledger.Positions) <= partition {
				ledger.Positions = append(ledger.Positions, rum.Position{})
			}
			ledger.Positions[partition] = position
		}
		if err := one(ctx, q, statement("LedgerVisible"), args, &ledger.Visible, &ledger.DeadLettered); err != nil {
			return err
		}
		views, err := s.visibleViews(ctx, q, project, covers)
		if err != nil {
			return err
		}
		ledger.Visible += views
		_, err = queryAll(ctx, q, statement("LedgerTaken"), args, func(rows *sql.Rows) (struct{}, error) {
			var log string
			var processed, merged, deduplicated, deleted int64
			err := rows.Scan(&log, &processed, &merged, &deduplicated, &deleted)
			ledger.Processed[log] += processed
			ledger.Merged += merged
			ledger.Deduplicated += deduplicated
			ledger.Deleted += deleted
			return struct{}{}, err
		})
		return err
	})
	return ledger, err
}

// DeadLetters implements store.Reader.
func (d *DB) DeadLetters(ctx context.Context, project string, limit int) ([]rum.StoredDeadLetter, error) {
	args := []any{sql.Named("project", project), sql.Named("limit", limit)}
	return list(ctx, d, "dead letters", statement("DeadLetters"), args, func(rows *sql.Rows) (rum.StoredDeadLetter, error) {
		var letter rum.StoredDeadLetter
		var event string
		var arrived time.Time
		err := rows.Scan(&arrived, &letter.Reason, &event)
		letter.Arrived, letter.Event = arrived, []byte(event)
		return letter, err
	})
}
