package duckdb

import (
	"context"
	"database/sql"
	"errors"
)

// inTransaction commits what f did, or nothing of it. It does not use database/sql's transactions because those
// roll back in another goroutine when the context ends, which the appender does not expect.
func inTransaction(ctx context.Context, conn *sql.Conn, f func() error) (err error) {
	// The end of a transaction must be reached, also when the context has ended.
	ending := context.WithoutCancel(ctx)
	if err := boundary(ending, conn, "BEGIN TRANSACTION"); err != nil {
		return err
	}
	finished := false
	defer func() {
		if finished { // else f failed or panicked
			return
		}
		if failure := boundary(ending, conn, "ROLLBACK"); failure != nil {
			err = errors.Join(err, failure)
		}
	}()
	if err := f(); err != nil {
		return err
	}
	finished = true
	return boundary(ending, conn, "COMMIT")
}

func boundary(ctx context.Context, conn *sql.Conn, how string) error {
	if _, err := patiently(ctx, conn, how, nil, nil); err != nil {
		return &boundaryError{how, err}
	}
	return nil
}

// boundaryError says that a transaction could not be begun or ended: nobody knows what state the connection is in.
type boundaryError struct {
	how   string
	cause error
}

func (e *boundaryError) Error() string { return e.how + ": " + e.cause.Error() }
func (e *boundaryError) Unwrap() error { return e.cause }

// querier is a connection, or the pool.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// queryAll collects the rows of a query; the list is never nil.
func queryAll[T any](ctx context.Context, q querier, query string, args []any, scan func(*sql.Rows) (T, error)) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}
