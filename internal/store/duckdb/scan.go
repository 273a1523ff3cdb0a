package duckdb

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	duck "github.com/duckdb/duckdb-go/v2"

	"paceline/internal/rum"
)

// viewScanner reads rows of metrics with their page's path, whatever order the columns have.
type viewScanner struct {
	view      rum.PageView
	targets   map[string]any
	ordered   []any // targets in the order of the rows
	timestamp time.Time
	arrived   int64 // after timestamp, in ms
	id        duck.UUID
	text      string // of the id, where it is kept
	session   []byte
	first     int64         // after timestamp, in ms
	last      int64         // after first
	opened    sql.NullInt64 // after first

	values       [rum.VitalCount]sql.NullFloat64
	times        [rum.VitalCount]sql.NullInt64
	attributions [rum.VitalCount]string
}

func newViewScanner() *viewScanner {
	s := &viewScanner{}
	v := &s.view
	s.targets = map[string]any{
		"project": &v.Project, "website_id": &v.WebsiteID, "page_id": &v.PageID, "path": &v.Path,
		"timestamp": &s.timestamp, "arrived": &s.arrived,
		"view_id": &s.id, "view_text": orZero(&s.text), "session_id": &s.session, "path_hash": orZero(&v.PathHash),
		"first_ts": &s.first, "last_ts": &s.last, "page_view_ts": &s.opened,
		"navigation_type": orZero(&v.NavigationType),
		"viewport_width":  &v.ViewportWidth, "viewport_height": &v.ViewportHeight,
		"screen_width": orZero(&v.ScreenWidth), "screen_height": orZero(&v.ScreenHeight),
		"device_memory": orZero(&v.Memory), "cores": orZero(&v.Cores), "dimensions": orZero(&v.Dimensions), "weight": orZero(&v.Weight),
		"rtt": orZero(&v.RTT), "flags": &v.Flags, "website": &v.Website,
	}
	addVisitorTargets(s.targets, &v.Visitor)
	for i, vital := range rum.Vitals() {
		column := vital.Info().Column
		s.targets[column] = &s.values[i]
		s.targets[column+"_ts"] = &s.times[i]
		s.targets[column+"_attribution"] = orZero(&s.attributions[i])
	}
	return s
}

func addVisitorTargets(targets map[string]any, v *rum.Visitor) {
	targets["device_type"] = orZero(&v.Device)
	targets["browser"] = orZero(&v.Browser)
	targets["os"] = orZero(&v.OS)
	targets["country"] = orZero(&v.Country)
	targets["connection"] = orZero(&v.Connection)
	targets["language"] = orZero(&v.Language)
	targets["release"] = orZero(&v.Release)
	targets["user_hash"] = orZero(&v.User)
	targets["bot"] = &v.Bot
}

func (s *viewScanner) scan(rows *sql.Rows) (rum.PageView, error) {
	if s.ordered == nil {
		ordered, err := inOrder(rows, s.targets)
		if err != nil {
			return rum.PageView{}, err
		}
		s.ordered = ordered
	}
	if err := rows.Scan(s.ordered...); err != nil {
		return rum.PageView{}, err
	}
	v := s.view
	v.ViewID, v.SessionID = unpackView(viewID(s.id), s.text), unpackSession(string(s.session))
	v.Timestamp = s.timestamp.UnixMilli()
	v.Arrived = v.Timestamp + s.arrived
	v.FirstTS = v.Timestamp + s.first
	v.LastTS = v.FirstTS + s.last
	if s.opened.Valid {
		v.PageViewTS = v.FirstTS + s.opened.Int64
	}
	for i := range v.Vitals {
		v.Vitals[i] = s.reading(&v, rum.Vital(i))
	}
	return v, nil
}

func (s *viewScanner) reading(v *rum.PageView, vital rum.Vital) rum.Reading {
	if !s.times[vital].Valid {
		return rum.Reading{}
	}
	r := rum.Reading{
		Reported: true, TS: timeBase(v, vital) + s.times[vital].Int64,
		Valid: s.values[vital].Valid, Value: s.values[vital].Float64,
	}
	if text := s.attributions[vital]; text != "" {
		r.Attribution = json.RawMessage(text)
	}
	return r
}

// inOrder lists the targets as the rows have their columns.
func inOrder(rows *sql.Rows, targets map[string]any) ([]any, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	ordered := make([]any, len(columns))
	for i, column := range columns {
		target, ok := targets[column]
		if !ok {
			return nil, fmt.Errorf("column %q has no place in package rum", column)
		}
		ordered[i] = target
	}
	return ordered, nil
}

// zeroable scans NULL as the zero value.
type zeroable[T any] struct{ to *T }

func orZero[T any](to *T) sql.Scanner { return zeroable[T]{to} }

// Scan implements sql.Scanner.
func (z zeroable[T]) Scan(value any) error {
	var scanned sql.Null[T]
	err := scanned.Scan(value)
	*z.to = scanned.V
	return err
}
