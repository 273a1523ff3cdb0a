package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// chunkRows is the most rows of a chunk. Rows are named by their place in the table, which DuckDB finds without looking
// through the others, and which stays what it is until somebody writes.
const chunkRows = 10_000

// kinds are the tables that are given away, in this order.
var kinds = []struct {
	table, statement string
	read             func(ctx context.Context, q querier, text string, args []any, into *store.Chunk) error
}{
	{"pages", "ExportPlaces", exportPlaces},
	{"tag_values", "ExportTags", exportTags},
	{"metrics", "ExportViews", func(ctx context.Context, q querier, text string, args []any, into *store.Chunk) (err error) {
		into.Views, err = queryAll(ctx, q, text, args, newViewScanner().scan)
		return err
	}},
	{"js_errors", "ExportErrors", func(ctx context.Context, q querier, text string, args []any, into *store.Chunk) (err error) {
		into.Errors, err = queryAll(ctx, q, text, args, newErrorScanner().scan)
		return err
	}},
	{"events", "ExportEvents", func(ctx context.Context, q querier, text string, args []any, into *store.Chunk) (err error) {
		into.Events, err = queryAll(ctx, q, text, args, newEventScanner().scan)
		return err
	}},
	{"dead_letters", "ExportLetters", func(ctx context.Context, q querier, text string, args []any, into *store.Chunk) (err error) {
		into.Letters, err = queryAll(ctx, q, text, args, scanLetter)
		return err
	}},
}

// share is the chunks of one table: those from first on that come before the next share's.
type share struct {
	kind  int
	first int64
}

func divide(ctx context.Context, q querier) (shares []share, chunks int64, err error) {
	for kind, k := range kinds {
		var end int64
		if err := one(ctx, q, "SELECT coalesce(max(rowid) + 1, 0) FROM "+k.table, nil, &end); err != nil {
			return nil, 0, err
		}
		if end > 0 {
			shares = append(shares, share{kind: kind, first: chunks})
			chunks += (end + chunkRows - 1) / chunkRows
		}
	}
	return shares, chunks, nil
}

// Chunks implements store.Exporter.
func (s *Source) Chunks() int64 { return s.chunks }

// Chunk implements store.Exporter.
func (s *Source) Chunk(ctx context.Context, n int64) (chunk store.Chunk, err error) {
	if n < 0 || n >= s.chunks {
		return chunk, fmt.Errorf("chunk %d of %d", n, s.chunks)
	}
	of := s.shares[0]
	for _, next := range s.shares[1:] {
		if next.first <= n {
			of = next
		}
	}
	k, from := kinds[of.kind], (n-of.first)*chunkRows
	args := []any{sql.Named("from", from), sql.Named("to", from+chunkRows)}
	err = s.db.read(ctx, func(q querier) error { return k.read(ctx, q, statement(k.statement), args, &chunk) })
	if err != nil {
		return chunk, fmt.Errorf("read %s: %w", k.table, err)
	}
	return chunk, nil
}

func exportPlaces(ctx context.Context, q querier, text string, args []any, into *store.Chunk) (err error) {
	into.Places, err = queryAll(ctx, q, text, args, func(rows *sql.Rows) (w rum.Where, err error) {
		return w, rows.Scan(&w.Project, &w.Website, &w.Path)
	})
	return err
}

func exportTags(ctx context.Context, q querier, text string, args []any, into *store.Chunk) error {
	into.Tags = map[string][]store.Tag{}
	_, err := queryAll(ctx, q, text, args, func(rows *sql.Rows) (tag store.Tag, err error) {
		var dimension string
		err = rows.Scan(&tag.Project, &dimension, &tag.Value)
		into.Tags[dimension] = append(into.Tags[dimension], tag)
		return tag, err
	})
	return err
}

func scanLetter(rows *sql.Rows) (l rum.DeadLetter, err error) {
	var arrived time.Time
	var event string
	err = rows.Scan(&l.Project, &l.Position.Log, &l.Position.Seq, &arrived, &l.Reason, &event)
	l.Arrived, l.Event = arrived.UnixMilli(), []byte(event)
	return l, err
}
