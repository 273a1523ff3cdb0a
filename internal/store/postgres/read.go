package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"paceline/internal/rum"
)

// read runs f on one snapshot of the data. After a replica has failed it runs once more: it begins with empty hands.
func (d *DB) read(ctx context.Context, f func(ctx context.Context, q pgx.Tx) error) error {
	return classify(d.reading(ctx, func(ctx context.Context, reads *pgxpool.Pool) error { return snapshot(ctx, reads, f) }))
}

func snapshot(ctx context.Context, reads *pgxpool.Pool, f func(ctx context.Context, q pgx.Tx) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, reads, options, func(q pgx.Tx) error { return f(ctx, q) })
}

// list answers a question of one statement whose rows scan reads. After a replica has failed scan reads them once more.
func list[T any](ctx context.Context, d *DB, name, text string, args pgx.NamedArgs, scan func(pgx.Rows) (T, error)) (items []T, err error) {
	items = []T{}
	if unstorable(args) {
		return items, nil
	}
	err = d.reading(ctx, func(ctx context.Context, reads *pgxpool.Pool) error {
		rows, err := reads.Query(ctx, text, args)
		if err == nil {
			items, err = collect(rows, scan)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, classify(err))
	}
	return items, nil
}

// unstorable reports a text among the arguments that PostgreSQL cannot hold: nothing is equal to it.
func unstorable(args pgx.NamedArgs) bool {
	for _, value := range args {
		if text, ok := value.(string); ok && !storableText(text) {
			return true
		}
	}
	return false
}

func storableText(text string) bool { return utf8.ValidString(text) && !strings.Contains(text, "\x00") }

func scanText(rows pgx.Rows) (text string, err error) { return text, rows.Scan(&text) }

// Check implements store.Reader.
func (d *DB) Check(ctx context.Context) error {
	_, err := positions(ctx, d.reads)
	return classify(err)
}

// Ledger implements store.Reader. It comes from the primary: who compares it with the log wants to know how things stand.
func (d *DB) Ledger(ctx context.Context, project string) (ledger rum.StoreLedger, err error) {
	args := pgx.NamedArgs{"project": project}
	ledger.Processed = map[string]int64{}
	if unstorable(args) {
		return ledger, nil
	}
	err = classify(snapshot(ctx, d.reads, func(ctx context.Context, q pgx.Tx) error {
		// A day that is dropped vanishes from older snapshots, too: it has to wait.
		if _, err := q.Exec(ctx, statement("LockDays")); err != nil {
			return err
		}
		if ledger.Positions, err = positions(ctx, q); err != nil {
			return err
		}
		if err := q.QueryRow(ctx, statement("LedgerVisible"), args).Scan(&ledger.Visible, &ledger.DeadLettered); err != nil {
			return err
		}
		rows, err := q.Query(ctx, statement("LedgerTaken"), args)
		if err != nil {
			return err
		}
		var log string
		var processed, merged, deduplicated, deleted int64
		_, err = pgx.ForEachRow(rows, []any{&log, &processed, &merged, &deduplicated, &deleted}, func() error {
			ledger.Processed[log] += processed
			ledger.Merged += merged
			ledger.Deduplicated += deduplicated
			ledger.Deleted += deleted
			return nil
		})
		return err
	}))
	return ledger, err
}

// querier is a pool, or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func positions(ctx context.Context, q querier) (list rum.Positions, err error) {
	rows, err := q.Query(ctx, statement("Positions"))
	if err != nil {
		return nil, err
	}
	var partition int
	var position rum.Position
	_, err = pgx.ForEachRow(rows, []any{&partition, &position.Log, &position.Seq}, func() error {
		for len(list) <= partition {
			list = append(list, rum.Position{})
		}
		list[partition] = position
		return nil
	})
	return list, err
}

// DeadLetters implements store.Reader.
func (d *DB) DeadLetters(ctx context.Context, project string, limit int) ([]rum.StoredDeadLetter, error) {
	args := pgx.NamedArgs{"project": project, "limit": limit}
	return list(ctx, d, "dead letters", statement("DeadLetters"), args, func(rows pgx.Rows) (rum.StoredDeadLetter, error) {
		var letter rum.StoredDeadLetter
		var event string
		err := rows.Scan(&letter.Arrived, &letter.Reason, &event)
		letter.Arrived, letter.Event = letter.Arrived.UTC(), []byte(event)
		return letter, err
	})
}

// one reads the row of a statement from the primary, if there is one: what is asked so is small, and may be new.
func one[T any](ctx context.Context, d *DB, name string, args pgx.NamedArgs) (value T, err error) {
	if unstorable(args) {
		return value, nil
	}
	err = d.reads.QueryRow(ctx, statement(name), args).Scan(&value)
	if errors.Is(err, pgx.ErrNoRows) {
		return value, nil
	}
	return value, classify(err)
}

func spanArgs(args pgx.NamedArgs, span rum.Span) pgx.NamedArgs {
	args["from"], args["to"] = span.From.UTC(), span.To.UTC()
	return args
}

// utc brings a time from the database into UTC, as rum has its times.
func utc(times ...*time.Time) {
	for _, t := range times {
		*t = t.UTC()
	}
}
