package duckdb

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"paceline/internal/rum"
)

// viewScanner reads rows of metrics with their page's path, whatever order the columns have.
type viewScanner struct {
	view        rum.PageView
	targets     map[string]any
	ordered     []any // targets in the order of the rows
	timestamp   time.Time
	arrived     time.Time
	sinceFirst  int64         // the last time after the first
	pageViewTS  sql.NullInt64 // after the first, as times
	attribution sql.NullString
	values      [rum.VitalCount]sql.NullFloat64
	times       [rum.VitalCount]sql.NullInt64
}

func newViewScanner() *viewScanner {
	s := &viewScanner{}
	v := &s.view
	s.targets = map[string]any{
		"project": &v.Project, "website_id": &v.WebsiteID, "page_id": &v.PageID, "path": &v.Path,
		"timestamp": &s.timestamp, "arrived": &s.arrived,
		"view_id": &v.ViewID, "session_id": &v.SessionID, "path_hash": orZero(&v.PathHash),
		"first_ts": &v.FirstTS, "last_ts": &s.sinceFirst, "page_view_ts": &s.pageViewTS,
		"navigation_type": orZero(&v.NavigationType),
		"viewport_width":  &v.ViewportWidth, "viewport_height": &v.ViewportHeight,
		"rtt": orZero(&v.RTT), "flags": &v.Flags, "attribution": &s.attribution, "website": &v.Website,
	}
	addVisitorTargets(s.targets, &v.Visitor)
	for i, vital := range rum.Vitals() {
		s.targets[vital.Info().Column] = &s.values[i]
		s.targets[vital.Info().Column+"_ts"] = &s.times[i]
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
	v.Timestamp, v.Arrived = s.timestamp.UnixMilli(), s.arrived.UnixMilli()
	v.LastTS = v.FirstTS + s.sinceFirst
	v.PageViewTS = absolute(&v, s.pageViewTS)
	for i := range v.Vitals {
		v.Vitals[i] = rum.Reading{
			Reported: s.times[i].Valid, TS: absolute(&v, s.times[i]),
			Valid: s.values[i].Valid, Value: s.values[i].Float64,
		}
	}
	return v, decodeAttribution(&v, s.attribution)
}

// absolute undoes sinceFirst.
func absolute(v *rum.PageView, after sql.NullInt64) int64 {
	if !after.Valid {
		return 0
	}
	return v.FirstTS + after.Int64
}

func decodeAttribution(v *rum.PageView, text sql.NullString) error {
	if !text.Valid {
		return nil
	}
	var byVital map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text.String), &byVital); err != nil {
		return fmt.Errorf("attribution of view %s: %w", v.ViewID, err)
	}
	for i := range v.Vitals {
		v.Vitals[i].Attribution = byVital[rum.Vital(i).String()]
	}
	return nil
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
