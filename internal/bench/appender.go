package bench

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/duckdb/duckdb-go/v2"
)

// appendBare puts the rows that a turn left into a new file with DuckDB's appender, in as many transactions as the
// worker needed, and returns what that took.
func (b Drain) appendBare(ctx context.Context, dir string, turn drained) (took spent, err error) {
	// The same settings as the store's writer, as far as they cost or save time.
	connector, err := duckdb.NewConnector(filepath.Join(dir, "floor.duckdb")+
		"?memory_limit=256MB&threads=2&checkpoint_threshold=1TB&storage_compatibility_version=v1.5.0&preserve_insertion_order=true", nil)
	if err != nil {
		return took, err
	}
	pool := sql.OpenDB(connector)
	defer func() { err = errors.Join(err, pool.Close()) }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return took, err
	}
	defer conn.Close()
	rows, err := resultingRows(ctx, conn, turn.facts)
	if err != nil {
		return took, fmt.Errorf("reading the rows for the floor: %w", err)
	}
	if len(rows) != turn.views {
		return took, fmt.Errorf("%d page views became %d rows", turn.views, len(rows))
	}
	began := begin()
	for part := range turn.commits {
		from, to := len(rows)*part/turn.commits, len(rows)*(part+1)/turn.commits
		if err := appendRows(ctx, conn, rows[from:to]); err != nil {
			return took, err
		}
	}
	return began.end(), nil
}

// resultingRows reads the page views of a store that is closed, and makes an empty table of their shape.
func resultingRows(ctx context.Context, conn *sql.Conn, facts string) ([][]driver.Value, error) {
	for _, text := range []string{
		"ATTACH '" + facts + "' AS drained (READ_ONLY)",
		"CREATE TABLE metrics AS FROM drained.metrics LIMIT 0",
	} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return nil, err
		}
	}
	found, err := conn.QueryContext(ctx, "FROM drained.metrics ORDER BY timestamp")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		return nil, err
	}
	var rows [][]driver.Value
	for found.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := found.Scan(places...); err != nil {
			return nil, err
		}
		row := make([]driver.Value, len(columns))
		for i, value := range values {
			row[i] = value
		}
		rows = append(rows, row)
	}
	return rows, errors.Join(found.Err(), found.Close(), detach(ctx, conn))
}

func detach(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "DETACH drained")
	return err
}

// appendRows appends rows in one transaction.
func appendRows(ctx context.Context, conn *sql.Conn, rows [][]driver.Value) error {
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	err := conn.Raw(func(raw any) error {
		appender, err := duckdb.NewAppenderFromConn(raw.(driver.Conn), "", "metrics")
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := appender.AppendRow(row...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}
