package duckdb

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// groupColumn is the SQL for rum.ErrorGroupID of a row of js_errors.
var groupColumn = fmt.Sprintf("left(md5(name || chr(10) || regexp_replace(message, '%s', '%s', 'g')), %d)",
	rum.VariablePart, rum.VariableMark, rum.ErrorGroupIDLength)

// ofErrors is a selection without the filters by dimensions that JavaScript errors do not have.
func ofErrors(s store.Select) store.Select {
	s.Filters = slices.DeleteFunc(slices.Clone(s.Filters), func(f rum.Filter) bool { return !f.Dimension.Errors })
	return s
}

// ErrorGroups implements store.ErrorReader.
func (d *DB) ErrorGroups(ctx context.Context, s store.Select, limit int) ([]rum.ErrorGroup, error) {
	text, args, err := filtered("ErrorGroups", ofErrors(s))
	if err != nil {
		return nil, err
	}
	return list(ctx, d, "error groups", fillIn(text, "group", groupColumn), append(args, sql.Named("limit", limit)), scanErrorGroup)
}

func scanErrorGroup(rows *sql.Rows) (g rum.ErrorGroup, err error) {
	return g, rows.Scan(&g.ID, &g.Name, &g.Message, &g.Count, &g.Sessions, &g.FirstSeen, &g.LastSeen, &g.Path, &g.Stack, &g.Browser)
}

// ErrorCounts implements store.ErrorReader.
func (d *DB) ErrorCounts(ctx context.Context, s store.Select, ids []string, interval time.Duration) (map[string][]int64, error) {
	buckets := emptyBuckets(s.Span, interval)
	counts := make(map[string][]int64, len(ids))
	for _, id := range ids {
		counts[id] = make([]int64, len(buckets))
	}
	if len(ids) == 0 || len(buckets) == 0 {
		return counts, nil
	}
	text, args, err := groupsOf("ErrorCounts", ofErrors(s), ids...)
	if err != nil {
		return nil, err
	}
	args = append(args, sql.Named("first", buckets[0].Start.UnixMilli()), sql.Named("interval", interval.Milliseconds()))
	_, err = list(ctx, d, "error counts", text, args, func(rows *sql.Rows) (id string, err error) {
		var bucket, count int64
		err = rows.Scan(&id, &bucket, &count)
		if of := counts[id]; bucket < int64(len(of)) {
			of[bucket] = count
		}
		return id, err
	})
	return counts, err
}

// SessionErrors implements store.SessionReader.
func (d *DB) SessionErrors(ctx context.Context, project, sessionID string, limit int) ([]rum.JSError, error) {
	args := sessionArgs(project, sessionID, limit)
	return list(ctx, d, "session's errors", statement("SessionErrors"), args, newErrorScanner().scan)
}

// errorScanner reads rows of js_errors with their page's path.
type errorScanner struct {
	item               rum.JSError
	timestamp, arrived time.Time
	targets            map[string]any
}

func newErrorScanner() *errorScanner {
	s := &errorScanner{}
	e := &s.item
	s.targets = map[string]any{
		"project": &e.Project, "website_id": &e.WebsiteID, "page_id": &e.PageID, "website": &e.Website, "path": &e.Path,
		"timestamp": &s.timestamp, "arrived": &s.arrived, "id": &e.ID, "session_id": &e.SessionID, "view_id": &e.ViewID,
		"name": &e.Name, "message": &e.Message, "stack": orZero(&e.Stack), "source": orZero(&e.Source),
		"line": &e.Line, "col": &e.Column, "kind": orZero(&e.Kind), "flags": &e.Flags, "weight": orZero(&e.Weight),
	}
	addVisitorTargets(s.targets, &e.Visitor)
	return s
}

func (s *errorScanner) scan(rows *sql.Rows) (rum.JSError, error) {
	ordered, err := inOrder(rows, s.targets)
	if err == nil {
		err = rows.Scan(ordered...)
	}
	s.item.Timestamp, s.item.Arrived = s.timestamp.UnixMilli(), s.arrived.UnixMilli()
	return s.item, err
}
