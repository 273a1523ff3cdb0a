package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

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
	args["limit"] = limit
	return list(ctx, d, "error groups", fillIn(text, "group", groupColumn), args, scanErrorGroup)
}

func scanErrorGroup(rows pgx.Rows) (g rum.ErrorGroup, err error) {
	err = rows.Scan(&g.ID, &g.Name, &g.Message, &g.Count, &g.Sessions, &g.FirstSeen, &g.LastSeen, &g.Path, &g.Stack, &g.Browser)
	utc(&g.FirstSeen, &g.LastSeen)
	return g, err
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
	args["interval"] = interval
	_, err = list(ctx, d, "error counts", text, args, func(rows pgx.Rows) (id string, err error) {
		var start time.Time
		var count int64
		err = rows.Scan(&id, &start, &count)
		if of, bucket := counts[id], int(start.Sub(buckets[0].Start)/interval); bucket >= 0 && bucket < len(of) {
			of[bucket] = count
		}
		return id, err
	})
	return counts, err
}

// groupsOf narrows a statement of the sql folder to the errors of some groups.
func groupsOf(name string, s store.Select, ids ...string) (text string, args pgx.NamedArgs, err error) {
	text, args, err = filtered(name, s)
	if err != nil {
		return "", nil, err
	}
	args["groups"] = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !storableText(id) })
	return fillIn(fillIn(text, "group", groupColumn), "groups", groupColumn+" = ANY(@groups::text[])"), args, nil
}

// SessionErrors implements store.SessionReader.
func (d *DB) SessionErrors(ctx context.Context, project, sessionID string, limit int) ([]rum.JSError, error) {
	args := pgx.NamedArgs{"project": project, "session": sessionID, "limit": limit}
	return list(ctx, d, "session's errors", statement("SessionErrors"), args, newErrorScanner().scan)
}
