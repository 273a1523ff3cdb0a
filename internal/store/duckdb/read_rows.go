package duckdb

import (
	"context"
	"database/sql"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// PageProject implements store.Reader.
func (d *DB) PageProject(ctx context.Context, pageID int64) (string, error) {
	projects, err := list(ctx, d, "page's project", statement("PageProject"), []any{sql.Named("page", pageID)}, scanText)
	if err != nil || len(projects) == 0 {
		return "", err
	}
	return projects[0], nil
}

func scanText(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) }

// PageViews implements store.Reader.
func (d *DB) PageViews(ctx context.Context, pageID int64, span rum.Span, limit int) ([]rum.PageView, error) {
	args := append(spanArgs(span), sql.Named("page", pageID), sql.Named("limit", limit))
	return list(ctx, d, "page views", statement("PageViews"), args, newViewScanner().scan)
}

// LatestViews implements store.Reader.
func (d *DB) LatestViews(ctx context.Context, s store.Select, limit int) ([]rum.PageView, error) {
	return latestFirst(s, limit, func(part store.Select) ([]rum.PageView, error) {
		text, args, err := filtered("LatestViews", part)
		if err != nil {
			return nil, err
		}
		return list(ctx, d, "latest views", text, append(args, sql.Named("limit", limit)), newViewScanner().scan)
	})
}

// latestFirst asks about the end of the span first, and further back while that has too few: DuckDB skips the row groups
// that are older, where it would look at every view of the span for the order.
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

// NewestArrival implements store.Reader. It looks at the last days first: what has arrived in the last one is among them.
func (d *DB) NewestArrival(ctx context.Context, project string) (newest time.Time, err error) {
	now := time.Now().UTC()
	err = d.read(ctx, func(q querier) error {
		for _, since := range []time.Time{now.Add(-48 * time.Hour), time.UnixMilli(0).UTC()} {
			var found sql.NullInt64
			args := []any{sql.Named("project", project), sql.Named("since", since)}
			if err := one(ctx, q, statement("NewestArrival"), args, &found); err != nil {
				return err
			}
			if !found.Valid {
				continue
			}
			newest = time.UnixMilli(found.Int64).UTC()
			if newest.After(now.Add(-24 * time.Hour)) {
				return nil
			}
		}
		return nil
	})
	return newest, err
}

// Events implements store.Reader.
func (d *DB) Events(ctx context.Context, s store.Select, kind rum.EventType, limit int) ([]rum.LoggedEvent, error) {
	args := append(spanArgs(s.Span), sql.Named("project", s.Project), sql.Named("type", string(kind)), sql.Named("limit", limit))
	return list(ctx, d, "events", statement("Events"), args, newEventScanner().scan)
}

// eventScanner reads rows of events with their page's path.
type eventScanner struct {
	item               rum.LoggedEvent
	timestamp, arrived time.Time
	value              sql.NullFloat64
	kind               string
	data               sql.NullString
	targets            map[string]any
}

func newEventScanner() *eventScanner {
	s := &eventScanner{}
	e := &s.item
	s.targets = map[string]any{
		"project": &e.Project, "website_id": &e.WebsiteID, "page_id": &e.PageID, "website": &e.Website, "path": &e.Path,
		"timestamp": &s.timestamp, "arrived": &s.arrived, "id": &e.ID, "session_id": &e.SessionID, "view_id": &e.ViewID,
		"type": &s.kind, "name": &e.Name, "value": &s.value, "data": &s.data, "flags": &e.Flags, "weight": orZero(&e.Weight),
	}
	return s
}

func (s *eventScanner) scan(rows *sql.Rows) (rum.LoggedEvent, error) {
	ordered, err := inOrder(rows, s.targets)
	if err == nil {
		err = rows.Scan(ordered...)
	}
	e := s.item
	e.Timestamp, e.Arrived, e.Type = s.timestamp.UnixMilli(), s.arrived.UnixMilli(), rum.EventType(s.kind)
	if s.value.Valid {
		value := s.value.Float64
		e.Value = &value
	}
	if s.data.Valid {
		e.Data = []byte(s.data.String)
	}
	return e, err
}
