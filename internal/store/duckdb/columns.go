package duckdb

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"paceline/internal/rum"
)

// utc is a time stamp in ms as DuckDB's TIMESTAMP takes it.
func utc(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// orNull stores the zero value, which is "unknown" in package rum, as NULL.
func orNull[T comparable](value T) driver.Value {
	var zero T
	if value == zero {
		return nil
	}
	return value
}

// viewColumns names the columns of metrics in the order of viewRow.
func viewColumns() []string {
	columns := []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "view_id", "session_id", "path_hash",
		"first_ts", "last_ts", "page_view_ts", "website",
	}
	columns = append(columns, visitorColumns()...)
	columns = append(columns, "navigation_type", "viewport_width", "viewport_height", "rtt", "flags", "attribution")
	for _, vital := range rum.Vitals() {
		columns = append(columns, vital.Info().Column, vital.Info().Column+"_ts")
	}
	return columns
}

func viewRow(v *rum.PageView) ([]driver.Value, error) {
	attribution, err := encodeAttribution(v)
	if err != nil {
		return nil, err
	}
	row := make([]driver.Value, 0, 27+2*rum.VitalCount)
	row = append(row,
		v.Project, v.WebsiteID, v.PageID, utc(v.Timestamp), utc(v.Arrived), v.ViewID, v.SessionID, orNull(v.PathHash),
		v.FirstTS, v.LastTS-v.FirstTS, sinceFirst(v, v.PageViewTS != 0, v.PageViewTS), v.Website)
	row = appendVisitor(row, &v.Visitor)
	row = append(row, orNull(v.NavigationType), v.ViewportWidth, v.ViewportHeight, orNull(v.RTT), uint16(v.Flags), attribution)
	for i := range v.Vitals {
		row = appendReading(row, v, &v.Vitals[i])
	}
	return row, nil
}

// visitorColumns names the columns that metrics and js_errors share, in the order of appendVisitor.
func visitorColumns() []string {
	return []string{"device_type", "browser", "os", "country", "connection", "language", "release", "user_hash", "bot"}
}

func appendVisitor(row []driver.Value, v *rum.Visitor) []driver.Value {
	return append(row, orNull(v.Device), orNull(v.Browser), orNull(v.OS), orNull(v.Country), orNull(v.Connection),
		orNull(v.Language), orNull(v.Release), orNull(v.User), v.Bot)
}

func appendReading(row []driver.Value, v *rum.PageView, r *rum.Reading) []driver.Value {
	var value driver.Value
	if r.Reported && r.Valid {
		value = r.Value
	}
	return append(row, value, sinceFirst(v, r.Reported, r.TS))
}

// sinceFirst is how a client time of a view is stored: in ms after the view's first, NULL when there is none.
func sinceFirst(v *rum.PageView, there bool, ts int64) driver.Value {
	if !there {
		return nil
	}
	return ts - v.FirstTS
}

// encodeAttribution is a JSON object by vital name; nil when no vital has an attribution.
func encodeAttribution(v *rum.PageView) (driver.Value, error) {
	var text bytes.Buffer
	for i := range v.Vitals {
		if len(v.Vitals[i].Attribution) == 0 {
			continue
		}
		lead := byte(',')
		if text.Len() == 0 {
			lead = '{'
		}
		text.WriteByte(lead)
		fmt.Fprintf(&text, "%q:", rum.Vital(i).String())
		if err := json.Compact(&text, v.Vitals[i].Attribution); err != nil {
			return nil, fmt.Errorf("attribution of %s: %w", rum.Vital(i), err)
		}
	}
	if text.Len() == 0 {
		return nil, nil
	}
	text.WriteByte('}')
	return text.String(), nil
}

// errorColumns names the columns of js_errors in the order of errorRow.
func errorColumns() []string {
	columns := []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "session_id", "view_id",
		"name", "message", "stack", "source", "line", "col", "kind", "website",
	}
	return append(append(columns, visitorColumns()...), "flags")
}

func errorRow(e *rum.JSError) []driver.Value {
	row := []driver.Value{
		e.Project, e.WebsiteID, e.PageID, utc(e.Timestamp), utc(e.Arrived), e.ID, e.SessionID, e.ViewID,
		e.Name, e.Message, orNull(e.Stack), orNull(e.Source), int32(e.Line), int32(e.Column), orNull(e.Kind), e.Website,
	}
	return append(appendVisitor(row, &e.Visitor), uint16(e.Flags))
}

// eventColumns names the columns of events in the order of eventRow.
func eventColumns() []string {
	return []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "type", "name", "value",
		"session_id", "view_id", "website", "data", "flags",
	}
}

func eventRow(e *rum.LoggedEvent) []driver.Value {
	var value driver.Value
	if e.Value != nil {
		value = *e.Value
	}
	return []driver.Value{
		e.Project, e.WebsiteID, e.PageID, utc(e.Timestamp), utc(e.Arrived), e.ID, string(e.Type), e.Name, value,
		e.SessionID, e.ViewID, e.Website, orNull(string(e.Data)), uint16(e.Flags),
	}
}
