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

// SessionProjects implements store.Reader.
func (d *DB) SessionProjects(ctx context.Context, sessionID string) ([]string, error) {
	return list(ctx, d, "session's projects", statement("SessionProjects"), []any{sql.Named("session", sessionID), packedSession(sessionID)}, scanText)
}

func scanText(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) }

// PageViews implements store.Reader.
func (d *DB) PageViews(ctx context.Context, pageID int64, span rum.Span, limit int) ([]rum.PageView, error) {
	args := append(spanArgs(span), sql.Named("page", pageID), sql.Named("limit", limit))
	return list(ctx, d, "page views", statement("PageViews"), args, newViewScanner().scan)
}

// LatestViews implements store.Reader.
//
// It looks at the end of the span first, and further back while that has too few: DuckDB skips the row groups that are
// older, where it would look at every view of the span for the order.
func (d *DB) LatestViews(ctx context.Context, s store.Select, limit int) ([]rum.PageView, error) {
	whole := s.Span
	for part := whole.To.Sub(whole.From) / latestParts; ; part *= latestGrowth {
		s.Span.From = whole.To.Add(-part)
		last := part <= 0 || !s.Span.From.After(whole.From)
		if last {
			s.Span.From = whole.From
		}
		views, err := d.latestViews(ctx, s, limit)
		if err != nil || last || len(views) >= limit {
			return views, err
		}
	}
}

const (
	latestParts  = 1024
	latestGrowth = 32
)

func (d *DB) latestViews(ctx context.Context, s store.Select, limit int) ([]rum.PageView, error) {
	text, args, err := filtered("LatestViews", s)
	if err != nil {
		return nil, err
	}
	return list(ctx, d, "latest views", text, append(args, sql.Named("limit", limit)), newViewScanner().scan)
}

// Journey implements store.Reader.
func (d *DB) Journey(ctx context.Context, project, sessionID string, limit int) ([]rum.PageView, error) {
	args := []any{sql.Named("project", project), packedSession(sessionID), sql.Named("limit", limit)}
	return list(ctx, d, "journey", statement("Journey"), args, newViewScanner().scan)
}

// SessionErrors implements store.Reader.
func (d *DB) SessionErrors(ctx context.Context, project, sessionID string, limit int) ([]rum.JSError, error) {
	args := sessionArgs(project, sessionID, limit)
	return list(ctx, d, "session's errors", statement("SessionErrors"), args, newErrorScanner().scan)
}

// packedSession is a session's id as metrics has it.
func packedSession(sessionID string) sql.NamedArg {
	return sql.Named("packed_session", []byte(packSession(sessionID)))
}

func sessionArgs(project, sessionID string, limit int) []any {
	return []any{sql.Named("project", project), sql.Named("session", sessionID), sql.Named("limit", limit)}
}

// ErrorGroups implements store.Reader.
func (d *DB) ErrorGroups(ctx context.Context, s store.Select, limit int) ([]rum.ErrorGroup, error) {
	args := append(spanArgs(s.Span), sql.Named("project", s.Project), sql.Named("limit", limit))
	return list(ctx, d, "error groups", statement("ErrorGroups"), args, func(rows *sql.Rows) (g rum.ErrorGroup, err error) {
		return g, rows.Scan(&g.Name, &g.Message, &g.Count, &g.Sessions, &g.FirstSeen, &g.LastSeen, &g.Path, &g.Stack, &g.Browser)
	})
}

// Events implements store.Reader.
func (d *DB) Events(ctx context.Context, s store.Select, kind rum.EventType, limit int) ([]rum.LoggedEvent, error) {
	args := append(spanArgs(s.Span), sql.Named("project", s.Project), sql.Named("type", string(kind)), sql.Named("limit", limit))
	return list(ctx, d, "events", statement("Events"), args, newEventScanner().scan)
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
