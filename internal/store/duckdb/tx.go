package duckdb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"paceline/internal/fault"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// tx is one transaction of the writer.
type tx struct {
	db      *DB
	session *session
	draft   *draft
	log     string // of the position the transaction moves to
	put     []*rum.PageView
}

// appendRows adds whole rows to a table of the file.
func (t *tx) appendRows(table string, rows [][]driver.Value) error {
	if len(rows) == 0 {
		return nil
	}
	err := t.session.append(table, nil, len(rows), func(i int) ([]driver.Value, error) { return rows[i], nil })
	if err != nil {
		return t.db.classify(fmt.Errorf("append to %s: %w", table, err))
	}
	return nil
}

// stage replaces a temporary table by one with the given columns and rows, to be joined with. It is made anew
// each time: deleting from a temporary table does not give its memory back. It never reaches the write-ahead log.
func (t *tx) stage(ctx context.Context, table string, columns []stagedColumn, count int, put func(c *columnar, i int)) error {
	var names, definitions []string
	for _, column := range columns {
		names, definitions = append(names, column.name), append(definitions, column.name+" "+column.kind)
	}
	err := t.exec(ctx, "CREATE OR REPLACE TEMP TABLE "+table+" ("+strings.Join(definitions, ", ")+")")
	if err == nil {
		err = t.session.appendColumnar("temp", table, names, count, put)
	}
	if err != nil {
		return t.db.classify(fmt.Errorf("stage %s: %w", table, err))
	}
	return nil
}

// stagedColumn is a column of a staged table, with its type in SQL.
type stagedColumn struct{ name, kind string }

func (t *tx) exec(ctx context.Context, query string, args ...any) error {
	_, err := patiently(ctx, t.session.writer, query, args, nil)
	return t.db.classify(err)
}

// Known implements store.Tx.
func (t *tx) Known(ctx context.Context, keys []store.EventKey, arrivedSince int64) (map[store.EventKey]bool, error) {
	found := make(map[store.EventKey]bool)
	if len(keys) == 0 {
		return found, nil
	}
	err := t.stage(ctx, "event_keys", []stagedColumn{{"project", "VARCHAR"}, {"id", "VARCHAR"}}, len(keys), func(c *columnar, i int) {
		c.text(keys[i].Project)
		c.text(keys[i].ID)
	})
	if err != nil {
		return nil, err
	}
	_, err = queryAll(ctx, t.session.writer, statement("Known"), []any{sql.Named("since", time.UnixMilli(arrivedSince).UTC())},
		func(rows *sql.Rows) (struct{}, error) {
			var key store.EventKey
			err := rows.Scan(&key.Project, &key.ID)
			found[key] = true
			return struct{}{}, err
		})
	return found, t.db.classify(err)
}

// AddErrors implements store.Tx.
func (t *tx) AddErrors(_ context.Context, list []rum.JSError) error {
	return t.add("js_errors", errorColumns(), len(list), func(c *columnar, i int) {
		c.fail(fault.Refuse(fault.StoreRow, list[i].Message))
		putError(c, &list[i])
	})
}

// AddEvents implements store.Tx.
func (t *tx) AddEvents(_ context.Context, list []rum.LoggedEvent) error {
	return t.add("events", eventColumns(), len(list), func(c *columnar, i int) {
		c.fail(fault.Refuse(fault.StoreRow, list[i].Name))
		putEvent(c, &list[i])
	})
}

// add appends rows to a table of the file; put puts the values of row i in the order of the columns.
func (t *tx) add(table string, columns []string, count int, put func(c *columnar, i int)) error {
	if count == 0 {
		return nil
	}
	if err := t.session.appendColumnar("", table, columns, count, put); err != nil {
		return t.db.classify(fmt.Errorf("append to %s: %w", table, err))
	}
	return nil
}

// AddDeadLetters implements store.Tx.
func (t *tx) AddDeadLetters(_ context.Context, list []rum.DeadLetter) error {
	rows := make([][]driver.Value, len(list))
	for i := range list {
		l := &list[i]
		rows[i] = []driver.Value{l.Project, l.Position.Log, l.Position.Seq, utc(l.Arrived), l.Reason, jsonText(l.Event)}
	}
	return t.appendRows("dead_letters", rows)
}

// jsonText keeps what was no JSON, too, as a JSON string.
func jsonText(raw json.RawMessage) string {
	if json.Valid(raw) {
		return string(raw)
	}
	quoted, err := json.Marshal(string(raw))
	if err != nil {
		return "null" // cannot be: a string always has a JSON form
	}
	return string(quoted)
}

// AddTally implements store.Tx. DeadLettered is not kept: it is counted from the dead letters.
func (t *tx) AddTally(ctx context.Context, tallies map[string]rum.Tally) error {
	if len(tallies) == 0 {
		return nil
	}
	projects := slices.Collect(maps.Keys(tallies))
	columns := []stagedColumn{{"project", "VARCHAR"}, {"log", "VARCHAR"}, {"processed", "BIGINT"}, {"merged", "BIGINT"}, {"deduplicated", "BIGINT"}}
	err := t.stage(ctx, "tallies", columns, len(projects), func(c *columnar, i int) {
		tally := tallies[projects[i]]
		c.text(projects[i])
		c.text(t.log)
		c.integer(tally.Processed)
		c.integer(tally.Merged)
		c.integer(tally.Deduplicated)
	})
	if err != nil {
		return err
	}
	return t.exec(ctx, statement("AddTally"))
}
