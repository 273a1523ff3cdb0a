package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"time"

	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// The writer's statements mostly are one task, which the thread that waits for the statement takes, or one of DuckDB's own.
// In the second case duckdb_execute_pending asks whether it is done as often as it can. That takes a whole processor from
// whoever prepares the next batch: while a drain checkpoints, a third of all processor time. So the writer asks itself,
// and rests in between.
const (
	eagerly = 32                     // so often it asks before it rests: most tasks are short
	rest    = 200 * time.Microsecond // between two questions
)

// patiently executes one statement on the writer's connection. It hands the result, which is valid until it returns, to
// read, which may be nil, and tells how many rows were changed.
func patiently(ctx context.Context, conn *sql.Conn, query string, args []any, read func(*mapping.Result) error) (changed int64, err error) {
	err = conn.Raw(func(of any) (err error) {
		preparer, ok := of.(driver.ConnPrepareContext)
		if !ok {
			return fmt.Errorf("%T prepares no statements", of)
		}
		prepared, err := preparer.PrepareContext(ctx, query)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, prepared.Close()) }()
		changed, err = execute(ctx, prepared, namedValues(args), read)
		return err
	})
	return changed, err
}

func execute(ctx context.Context, prepared driver.Stmt, args []driver.NamedValue, read func(*mapping.Result) error) (changed int64, err error) {
	statement, raw, err := rawStatement(prepared)
	if err != nil {
		return 0, err
	}
	if err := statement.BindWithCtx(ctx, args); err != nil {
		return 0, err
	}
	var pending mapping.PendingResult
	mapping.PendingPrepared(raw, &pending) // ExecutePending tells what is wrong with it, too, and of which type that is
	defer mapping.DestroyPending(&pending)
	if err := awaitResult(ctx, pending); err != nil {
		return 0, err
	}
	var result mapping.Result
	defer mapping.DestroyResult(&result)
	if mapping.ExecutePending(pending, &result) == mapping.StateError {
		return 0, &duck.Error{Type: duck.ErrorType(mapping.ResultErrorType(&result)), Msg: mapping.ResultError(&result)}
	}
	changed = int64(mapping.RowsChanged(&result))
	if read != nil {
		err = read(&result)
	}
	return changed, err
}

// awaitResult returns when the result is ready, or the statement has failed.
func awaitResult(ctx context.Context, pending mapping.PendingResult) error {
	for asked := 0; ; {
		state := mapping.PendingExecuteTask(pending)
		if state == mapping.PendingStateError || mapping.PendingExecutionIsFinished(state) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if state != mapping.PendingStateNoTasksAvailable {
			asked = 0
			continue
		}
		if asked++; asked < eagerly {
			runtime.Gosched()
		} else {
			time.Sleep(rest)
		}
	}
}

// rawStatement is the statement that the driver keeps to itself.
func rawStatement(of driver.Stmt) (statement *duck.Stmt, raw mapping.PreparedStatement, err error) {
	statement, ok := of.(*duck.Stmt)
	if !ok {
		return nil, raw, fmt.Errorf("%T is no statement of DuckDB's driver", of)
	}
	field := reflect.ValueOf(statement).Elem().FieldByName("preparedStmt")
	if !field.IsValid() || field.Type() != reflect.TypeFor[*mapping.PreparedStatement]() || field.IsNil() {
		return nil, raw, errors.New("DuckDB's driver holds its statements differently now")
	}
	return statement, *(*mapping.PreparedStatement)(field.UnsafePointer()), nil
}
