package postgres

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/rum"
)

// collect reads all rows; the list is never nil.
func collect[T any](rows pgx.Rows, scan func(pgx.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	list := []T{}
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, rows.Err()
}

// targets reads rows by the names of their columns, whatever order they have.
type targets struct {
	byName  map[string]any
	settle  []func() // after each row
	ordered []any
}

func newTargets(byName map[string]any) *targets { return &targets{byName: byName} }

// zero makes a column that may be NULL a target: NULL is the zero value.
func zero[T any](t *targets, name string, to *T) {
	var scanned *T
	t.byName[name] = &scanned
	t.settle = append(t.settle, func() {
		if scanned == nil {
			var none T
			*to = none
			return
		}
		*to = *scanned
	})
}

// milliseconds makes a time stamp a target.
func (t *targets) milliseconds(name string, to *int64) {
	scanned := &time.Time{}
	t.byName[name] = scanned
	t.settle = append(t.settle, func() { *to = scanned.UnixMilli() })
}

func (t *targets) scan(rows pgx.Rows) error {
	if t.ordered == nil {
		for _, column := range rows.FieldDescriptions() {
			target, ok := t.byName[column.Name]
			if !ok {
				return fmt.Errorf("column %q has no place in package rum", column.Name)
			}
			t.ordered = append(t.ordered, target)
		}
	}
	if err := rows.Scan(t.ordered...); err != nil {
		return err
	}
	for _, settle := range t.settle {
		settle()
	}
	return nil
}

func addVisitor(t *targets, v *rum.Visitor) {
	for name, to := range map[string]*string{
		"device_type": &v.Device, "browser": &v.Browser, "os": &v.OS, "country": &v.Country, "connection": &v.Connection,
		"language": &v.Language, "release": &v.Release, "user_hash": &v.User,
	} {
		zero(t, name, to)
	}
	t.byName["bot"] = &v.Bot
}

// viewScanner reads rows of metrics with their page's path.
type viewScanner struct {
	targets *targets
	view    rum.PageView
	path    int64 // the hash's bits
	flags   int32

	values       [rum.VitalCount]*float64
	times        [rum.VitalCount]*int64
	attributions [rum.VitalCount]string
}

func newViewScanner() *viewScanner {
	s := &viewScanner{}
	v := &s.view
	t := newTargets(map[string]any{
		"project": &v.Project, "website_id": &v.WebsiteID, "page_id": &v.PageID, "path": &v.Path, "website": &v.Website,
		"view_id": &v.ViewID, "session_id": &v.SessionID, "first_ts": &v.FirstTS, "last_ts": &v.LastTS,
		"viewport_width": &v.ViewportWidth, "viewport_height": &v.ViewportHeight, "flags": &s.flags,
	})
	t.milliseconds("timestamp", &v.Timestamp)
	t.milliseconds("arrived", &v.Arrived)
	zero(t, "path_hash", &s.path)
	zero(t, "page_view_ts", &v.PageViewTS)
	zero(t, "navigation_type", &v.NavigationType)
	zero(t, "screen_width", &v.ScreenWidth)
	zero(t, "screen_height", &v.ScreenHeight)
	zero(t, "rtt", &v.RTT)
	zero(t, "device_memory", &v.Memory)
	zero(t, "cores", &v.Cores)
	zero(t, "dimensions", &v.Dimensions)
	zero(t, "weight", &v.Weight)
	addVisitor(t, &v.Visitor)
	for i, vital := range rum.Vitals() {
		column := vital.Info().Column
		t.byName[column], t.byName[column+"_ts"] = &s.values[i], &s.times[i]
		zero(t, column+"_attribution", &s.attributions[i])
	}
	s.targets = t
	return s
}

func (s *viewScanner) scan(rows pgx.Rows) (rum.PageView, error) {
	if err := s.targets.scan(rows); err != nil {
		return rum.PageView{}, err
	}
	v := s.view
	v.PathHash, v.Flags = uint64(s.path), rum.Flags(s.flags)
	for i := range v.Vitals {
		v.Vitals[i] = s.reading(rum.Vital(i))
	}
	return v, nil
}

func (s *viewScanner) reading(vital rum.Vital) rum.Reading {
	if s.times[vital] == nil {
		return rum.Reading{}
	}
	r := rum.Reading{Reported: true, TS: *s.times[vital]}
	if value := s.values[vital]; value != nil {
		r.Valid, r.Value = true, *value
	}
	if text := s.attributions[vital]; text != "" {
		r.Attribution = json.RawMessage(text)
	}
	return r
}

// errorScanner reads rows of js_errors with their page's path.
type errorScanner struct {
	targets *targets
	item    rum.JSError
	flags   int32
}

func newErrorScanner() *errorScanner {
	s := &errorScanner{}
	e := &s.item
	t := newTargets(map[string]any{
		"project": &e.Project, "website_id": &e.WebsiteID, "page_id": &e.PageID, "website": &e.Website, "path": &e.Path,
		"id": &e.ID, "session_id": &e.SessionID, "view_id": &e.ViewID, "name": &e.Name, "message": &e.Message,
		"line": &e.Line, "col": &e.Column, "flags": &s.flags,
	})
	t.milliseconds("timestamp", &e.Timestamp)
	t.milliseconds("arrived", &e.Arrived)
	zero(t, "stack", &e.Stack)
	zero(t, "source", &e.Source)
	zero(t, "kind", &e.Kind)
	zero(t, "weight", &e.Weight)
	addVisitor(t, &e.Visitor)
	s.targets = t
	return s
}

func (s *errorScanner) scan(rows pgx.Rows) (rum.JSError, error) {
	err := s.targets.scan(rows)
	s.item.Flags = rum.Flags(s.flags)
	return s.item, err
}

// eventScanner reads rows of events with their page's path.
type eventScanner struct {
	targets *targets
	item    rum.LoggedEvent
	kind    string
	data    string
	flags   int32
}

func newEventScanner() *eventScanner {
	s := &eventScanner{}
	e := &s.item
	t := newTargets(map[string]any{
		"project": &e.Project, "website_id": &e.WebsiteID, "page_id": &e.PageID, "website": &e.Website, "path": &e.Path,
		"id": &e.ID, "type": &s.kind, "name": &e.Name, "value": &e.Value, "session_id": &e.SessionID, "view_id": &e.ViewID,
		"flags": &s.flags,
	})
	t.milliseconds("timestamp", &e.Timestamp)
	t.milliseconds("arrived", &e.Arrived)
	zero(t, "data", &s.data)
	zero(t, "weight", &e.Weight)
	s.targets = t
	return s
}

func (s *eventScanner) scan(rows pgx.Rows) (rum.LoggedEvent, error) {
	err := s.targets.scan(rows)
	e := s.item
	e.Type, e.Flags, e.Data = rum.EventType(s.kind), rum.Flags(s.flags), nil
	if s.data != "" {
		e.Data = json.RawMessage(s.data)
	}
	return e, err
}
