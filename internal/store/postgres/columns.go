package postgres

import (
	"time"

	"paceline/internal/rum"
)

// orNull stores the zero value, which is "unknown" in package rum, as NULL.
func orNull[T comparable](value T) any {
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
	columns = append(columns, "navigation_type", "viewport_width", "viewport_height", "screen_width", "screen_height",
		"rtt", "device_memory", "cores", "dimensions", "weight", "flags")
	for _, vital := range rum.Vitals() {
		column := vital.Info().Column
		columns = append(columns, column, column+"_ts", column+"_attribution")
	}
	return columns
}

func viewRow(v *rum.PageView) []any {
	row := make([]any, 0, 64)
	row = append(row, v.Project, v.WebsiteID, v.PageID, time.UnixMilli(v.Timestamp), time.UnixMilli(v.Arrived), v.ViewID,
		v.SessionID, orNull(int64(v.PathHash)), v.FirstTS, v.LastTS, orNull(v.PageViewTS), v.Website)
	row = appendVisitor(row, &v.Visitor)
	row = append(row, orNull(v.NavigationType), v.ViewportWidth, v.ViewportHeight, orNull(v.ScreenWidth), orNull(v.ScreenHeight),
		orNull(v.RTT), orNull(v.Memory), orNull(v.Cores), orNull(v.Dimensions), orNull(v.Weight), int32(v.Flags))
	for i := range v.Vitals {
		r := &v.Vitals[i]
		var value, at any
		if r.Reported {
			at = r.TS
			if r.Valid {
				value = r.Value
			}
		}
		row = append(row, value, at, orNull(string(r.Attribution)))
	}
	return row
}

// visitorColumns names the columns that metrics and js_errors share, in the order of appendVisitor.
func visitorColumns() []string {
	return []string{"device_type", "browser", "os", "country", "connection", "language", "release", "user_hash", "bot"}
}

func appendVisitor(row []any, v *rum.Visitor) []any {
	return append(row, orNull(v.Device), orNull(v.Browser), orNull(v.OS), orNull(v.Country), orNull(v.Connection),
		orNull(v.Language), orNull(v.Release), orNull(v.User), v.Bot)
}

// errorColumns names the columns of js_errors in the order of errorRow.
func errorColumns() []string {
	columns := []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "session_id", "view_id",
		"name", "message", "stack", "source", "line", "col", "kind", "website",
	}
	return append(append(columns, visitorColumns()...), "flags", "weight")
}

func errorRow(e *rum.JSError) []any {
	row := []any{
		e.Project, e.WebsiteID, e.PageID, time.UnixMilli(e.Timestamp), time.UnixMilli(e.Arrived), e.ID, e.SessionID, e.ViewID,
		e.Name, e.Message, orNull(e.Stack), orNull(e.Source), int32(e.Line), int32(e.Column), orNull(e.Kind), e.Website,
	}
	return append(appendVisitor(row, &e.Visitor), int32(e.Flags), orNull(e.Weight))
}

// eventColumns names the columns of events in the order of eventRow.
func eventColumns() []string {
	return []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "type", "name", "value",
		"session_id", "view_id", "website", "data", "flags", "weight",
	}
}

func eventRow(e *rum.LoggedEvent) []any {
	var value any
	if e.Value != nil {
		value = *e.Value
	}
	return []any{
		e.Project, e.WebsiteID, e.PageID, time.UnixMilli(e.Timestamp), time.UnixMilli(e.Arrived), e.ID, string(e.Type), e.Name, value,
		e.SessionID, e.ViewID, e.Website, orNull(string(e.Data)), int32(e.Flags), orNull(e.Weight),
	}
}
