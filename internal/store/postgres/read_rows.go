package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// PageProject implements store.Reader.
func (d *DB) PageProject(ctx context.Context, pageID int64) (string, error) {
	return one[string](ctx, d, "PageProject", pgx.NamedArgs{"page": pageID})
}

// PageViews implements store.Reader.
func (d *DB) PageViews(ctx context.Context, pageID int64, span rum.Span, limit int) ([]rum.PageView, error) {
	args := spanArgs(pgx.NamedArgs{"page": pageID, "limit": limit}, span)
	return list(ctx, d, "page views", statement("PageViews"), args, newViewScanner().scan)
}

// LatestViews implements store.Reader.
func (d *DB) LatestViews(ctx context.Context, s store.Select, limit int) ([]rum.PageView, error) {
	return latestFirst(s, limit, func(part store.Select) ([]rum.PageView, error) {
		text, args, err := filtered("LatestViews", part)
		if err != nil {
			return nil, err
		}
		args["limit"] = limit
		return list(ctx, d, "latest views", text, args, newViewScanner().scan)
	})
}

// latestFirst asks about the end of the span first, and further back while that has too few: no index has the order of
// all websites of a project.
func latestFirst[T any](s store.Select, limit int, ask func(part store.Select) ([]T, error)) ([]T, error) {
	whole := s.Span
	for part := whole.To.Sub(whole.From) / latestParts; ; part *= latestGrowth {
		s.Span.From = whole.To.Add(-part)
		last := part <= 0 || !s.Span.From.After(whole.From)
		if last {
			s.Span.From = whole.From
		}
		found, err := ask(s)
		if err != nil || last || len(found) >= limit {
			return found, err
		}
	}
}

const (
	latestParts  = 1024
	latestGrowth = 32
)

// NewestArrival implements store.Reader. It looks at the last days first: what has arrived in the last one is among them. The
// primary tells, as it does the ledger.
func (d *DB) NewestArrival(ctx context.Context, project string) (newest time.Time, err error) {
	now := time.Now().UTC()
	err = classify(snapshot(ctx, d.reads, func(ctx context.Context, q pgx.Tx) error {
		for _, since := range []time.Time{now.Add(-48 * time.Hour), time.UnixMilli(0).UTC()} {
			var found *time.Time
			args := pgx.NamedArgs{"project": storable(project), "since": since}
			if err := q.QueryRow(ctx, statement("NewestArrival"), args).Scan(&found); err != nil {
				return err
			}
			if found != nil {
				newest = found.UTC()
			}
			if newest.After(now.Add(-24 * time.Hour)) {
				return nil
			}
		}
		return nil
	}))
	return newest, err
}

// Events implements store.Reader.
func (d *DB) Events(ctx context.Context, s store.Select, kind rum.EventType, limit int) ([]rum.LoggedEvent, error) {
	args := spanArgs(pgx.NamedArgs{"project": s.Project, "type": string(kind), "limit": limit}, s.Span)
	return list(ctx, d, "events", statement("Events"), args, newEventScanner().scan)
}
