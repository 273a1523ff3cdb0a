package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/rum"
)

// session is one opening of the file. When DuckDB invalidates the database, the session is dropped with all that
// was held in memory, and a new one is read from the file.
type session struct {
	pool   *sql.DB   // readers; one connection of it is always the writer's
	writer *sql.Conn // used by whoever holds the turn
	known  *known    // used by whoever holds the turn

	suspect   bool      // opened again because a block could not be read; used by the keeper
	uncovered int64     // commits the main file lacks; used by whoever holds the turn
	covered   time.Time // when the last checkpoint ended, and
	covering  covering  // the last one that had much to do; used by whoever holds the turn

	changes  changes
	counting counting

	mu        sync.Mutex
	positions map[int]rum.Position // committed
	durable   map[int]rum.Position // in the main file
}

// newSession opens the file, replaying its write-ahead log, migrates it, and reads what the writer keeps in memory.
func newSession(ctx context.Context, path string, options Options) (*session, error) {
	connector, err := duck.NewConnector(options.dsn(path), nil)
	if err != nil {
		return nil, err
	}
	s := &session{pool: sql.OpenDB(connector), covered: time.Now(), covering: firstCovering}
	s.pool.SetMaxOpenConns(options.Readers + 1)
	s.pool.SetMaxIdleConns(options.Readers + 1)
	if err := s.load(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *session) load(ctx context.Context) error {
	var err error
	if s.writer, err = s.pool.Conn(ctx); err != nil {
		return err
	}
	if err := migrate(ctx, s.writer); err != nil {
		return err
	}
	if err := appendInOneThread(ctx, s.writer); err != nil {
		return err
	}
	if err := registerTally(s.writer); err != nil {
		return err
	}
	if s.known, err = loadKnown(ctx, s.writer); err != nil {
		return err
	}
	s.positions, err = loadPositions(ctx, s.writer)
	return err
}

// appendInOneThread keeps DuckDB from sharing what an appender flushes among its threads: each would put its part into a
// table of its own first, and all of it would then be copied into the transaction's. That took a seventh of a drain.
func appendInOneThread(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SET SESSION preserve_insertion_order = true")
	return err
}

func (s *session) close() error {
	var err error
	if s.writer != nil {
		err = s.writer.Close()
	}
	return errors.Join(err, s.pool.Close())
}

// append hands rows to DuckDB's appender, in the transaction the connection is in. Empty columns mean all of the table.
func (s *session) append(table string, columns []string, count int, row func(i int) ([]driver.Value, error)) error {
	return s.writer.Raw(func(conn any) error {
		a, err := newAppender(conn.(driver.Conn), table, columns)
		if err != nil {
			return err
		}
		for i := range count {
			values, err := row(i)
			if err == nil {
				err = validText(values)
			}
			if err == nil {
				err = a.AppendRow(values...)
			}
			if err != nil {
				return errors.Join(err, a.Clear(), a.Close())
			}
		}
		return a.Close()
	})
}

// appendViews adds rows to metrics, or to a table of its shape.
func (s *session) appendViews(table string, views []*rum.PageView) error {
	return s.appendColumnar("", table, viewColumns(), len(views), func(c *columnar, i int) { putView(c, views[i]) })
}

// appendColumnar is append for many rows: put puts the values of row i in the order of the columns.
func (s *session) appendColumnar(catalog, table string, columns []string, count int, put func(c *columnar, i int)) error {
	return s.writer.Raw(func(conn any) error {
		rows, err := newColumnar(conn.(driver.Conn), catalog, table, columns)
		if err != nil {
			return err
		}
		for i := range count {
			put(rows, i)
			if !rows.endRow() {
				break
			}
		}
		return rows.close()
	})
}

// validText refuses what is no UTF-8: the appender takes any bytes, and a table that holds them fails later.
func validText(values []driver.Value) error {
	for i, value := range values {
		if text, ok := value.(string); ok && !utf8.ValidString(text) {
			return fmt.Errorf("value %d is no UTF-8: %q", i, text)
		}
	}
	return nil
}

func newAppender(conn driver.Conn, table string, columns []string) (*duck.Appender, error) {
	if len(columns) == 0 {
		return duck.NewAppender(conn, "", "main", table)
	}
	return duck.NewAppenderWithColumns(conn, "", "main", table, columns)
}
