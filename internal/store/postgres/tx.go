package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"paceline/internal/fault"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// tx is one transaction of the writer.
type tx struct {
	db          *DB
	transaction pgx.Tx
	move        store.Move
	found       *known // what this transaction has looked up or created: known to others once it has committed
}

// exec runs a statement of the sql folder and says how many rows it has changed.
func (t *tx) exec(ctx context.Context, name string, arguments pgx.StrictNamedArgs) (int64, error) {
	var list []any
	if arguments != nil {
		list = []any{arguments}
	}
	done, err := t.transaction.Exec(ctx, statement(name), list...)
	return done.RowsAffected(), t.classify(name, err)
}

func (t *tx) classify(what string, err error) error {
	if err == nil {
		return nil
	}
	if t.transaction.Conn().IsClosed() && blamed(err) {
		err = fmt.Errorf("%w: %w", errClosed, err)
	}
	return classify(fmt.Errorf("%s: %w", what, err))
}

// copyIn adds rows, which are made one by one, to a table.
func (t *tx) copyIn(ctx context.Context, table string, columns []string, count int, row func(i int) ([]any, error)) error {
	if count == 0 {
		return nil
	}
	_, err := t.transaction.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(count, row))
	return t.classify("copy into "+table, err)
}

// Known implements store.Tx.
func (t *tx) Known(ctx context.Context, keys []store.EventKey, arrivedSince int64) (map[store.EventKey]bool, error) {
	found := make(map[store.EventKey]bool)
	if len(keys) == 0 {
		return found, nil
	}
	projects, ids := make([]string, len(keys)), make([]string, len(keys))
	for i, key := range keys {
		projects[i], ids[i] = key.Project, key.ID
	}
	rows, err := t.transaction.Query(ctx, statement("Known"), pgx.StrictNamedArgs{
		"projects": projects, "ids": ids, "since": time.UnixMilli(arrivedSince),
	})
	if err == nil {
		var key store.EventKey
		_, err = pgx.ForEachRow(rows, []any{&key.Project, &key.ID}, func() error {
			found[key] = true
			return nil
		})
	}
	return found, t.classify("look for known events", err)
}

// AddErrors implements store.Tx.
func (t *tx) AddErrors(ctx context.Context, list []rum.JSError) error {
	if err := t.makeDays(ctx, "js_errors", len(list), func(i int) int64 { return list[i].Timestamp }); err != nil {
		return err
	}
	return t.copyIn(ctx, "js_errors", errorColumns(), len(list), func(i int) ([]any, error) {
		return errorRow(&list[i]), fault.Refuse(fault.StoreRow, list[i].Message)
	})
}

// AddEvents implements store.Tx.
func (t *tx) AddEvents(ctx context.Context, list []rum.LoggedEvent) error {
	if err := t.makeDays(ctx, "events", len(list), func(i int) int64 { return list[i].Timestamp }); err != nil {
		return err
	}
	return t.copyIn(ctx, "events", eventColumns(), len(list), func(i int) ([]any, error) {
		return eventRow(&list[i]), fault.Refuse(fault.StoreRow, list[i].Name)
	})
}

// AddDeadLetters implements store.Tx. It takes whatever they hold: who could not be stored ends here.
func (t *tx) AddDeadLetters(ctx context.Context, list []rum.DeadLetter) error {
	columns := []string{"project", "log", "seq", "arrived", "reason", "event"}
	return t.copyIn(ctx, "dead_letters", columns, len(list), func(i int) ([]any, error) {
		l := &list[i]
		return []any{storable(l.Project), l.Position.Log, l.Position.Seq, time.UnixMilli(l.Arrived), storable(l.Reason), jsonText(l.Event)}, nil
	})
}

// storable is a text as PostgreSQL takes it: UTF-8 without NUL.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// jsonText keeps what was no JSON, or no text, too, as a JSON string.
func jsonText(raw json.RawMessage) string {
	if json.Valid(raw) && utf8.Valid(raw) {
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
	projects := slices.Sorted(maps.Keys(tallies))
	processed, merged, deduplicated := make([]int64, len(projects)), make([]int64, len(projects)), make([]int64, len(projects))
	for i, project := range projects {
		tally := tallies[project]
		processed[i], merged[i], deduplicated[i] = tally.Processed, tally.Merged, tally.Deduplicated
	}
	_, err := t.exec(ctx, "AddTally", pgx.StrictNamedArgs{
		"projects": projects, "log": t.move.To.Log, "partition": t.move.Partition,
		"processed": processed, "merged": merged, "deduplicated": deduplicated,
	})
	return err
}
