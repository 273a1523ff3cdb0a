package duckdb

import (
	"database/sql/driver"
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

// viewColumns names the columns of metrics in the order of putView.
func viewColumns() []string {
	columns := []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "view_id", "view_text", "session_id", "path_hash",
		"first_ts", "last_ts", "page_view_ts", "website",
	}
	columns = append(columns, visitorColumns()...)
	columns = append(columns, "navigation_type", "viewport_width", "viewport_height", "rtt", "flags",
		"screen_width", "screen_height", "device_memory", "cores", "dimensions", "weight")
	for _, vital := range rum.Vitals() {
		column := vital.Info().Column
		columns = append(columns, column, column+"_ts", column+"_attribution")
	}
	return columns
}

// putView appends a row of metrics. Times are stored as differences, which take half the room: clocks that are wrong
// spread the absolute times.
func putView(c *columnar, v *rum.PageView) {
	c.text(v.Project)
	c.integer(v.WebsiteID)
	c.integer(v.PageID)
	c.timestamp(v.Timestamp)
	c.integer(v.Arrived - v.Timestamp)
	id, keep := packView(v.ViewID)
	c.uuid(id)
	if keep {
		c.text(v.ViewID)
	} else {
		c.null()
	}
	c.blob(packSession(v.SessionID))
	c.unsignedOrNull(v.PathHash)
	c.integer(v.FirstTS - v.Timestamp)
	c.integer(v.LastTS - v.FirstTS)
	c.integerOrNull(v.PageViewTS-v.FirstTS, v.PageViewTS != 0)
	c.text(v.Website)
	putVisitor(c, &v.Visitor)
	c.textOrNull(v.NavigationType)
	c.small(v.ViewportWidth)
	c.small(v.ViewportHeight)
	c.doubleOrNull(v.RTT, v.RTT != 0)
	c.short(uint16(v.Flags))
	c.smallOrNull(v.ScreenWidth)
	c.smallOrNull(v.ScreenHeight)
	c.doubleOrNull(v.Memory, v.Memory != 0)
	c.smallOrNull(v.Cores)
	c.textOrNull(v.Dimensions)
	c.doubleOrNull(v.Weight, v.Weight != 0)
	for i := range v.Vitals {
		putReading(c, v, rum.Vital(i))
	}
}

func putVisitor(c *columnar, v *rum.Visitor) {
	for _, text := range [...]string{v.Device, v.Browser, v.OS, v.Country, v.Connection, v.Language, v.Release, v.User} {
		c.textOrNull(text)
	}
	c.boolean(v.Bot)
}

func putReading(c *columnar, v *rum.PageView, vital rum.Vital) {
	r := &v.Vitals[vital]
	c.doubleOrNull(r.Value, r.Reported && r.Valid)
	c.integerOrNull(r.TS-timeBase(v, vital), r.Reported)
	c.textOrNull(string(r.Attribution))
}

// timeBase is what the time of a vital's report is counted from, so that little is left to store: what is reported once
// comes soon after the view's first event, what changes until the visitor goes mostly with its last.
func timeBase(v *rum.PageView, vital rum.Vital) int64 {
	if vital.Info().Once {
		return v.FirstTS
	}
	return v.LastTS
}

// visitorColumns names the columns that metrics and js_errors share, in the order of appendVisitor.
func visitorColumns() []string {
	return []string{"device_type", "browser", "os", "country", "connection", "language", "release", "user_hash", "bot"}
}

func appendVisitor(row []driver.Value, v *rum.Visitor) []driver.Value {
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

func errorRow(e *rum.JSError) []driver.Value {
	row := []driver.Value{
		e.Project, e.WebsiteID, e.PageID, utc(e.Timestamp), utc(e.Arrived), e.ID, e.SessionID, e.ViewID,
		e.Name, e.Message, orNull(e.Stack), orNull(e.Source), int32(e.Line), int32(e.Column), orNull(e.Kind), e.Website,
	}
	return append(appendVisitor(row, &e.Visitor), uint16(e.Flags), orNull(e.Weight))
}

// eventColumns names the columns of events in the order of eventRow.
func eventColumns() []string {
	return []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "type", "name", "value",
		"session_id", "view_id", "website", "data", "flags", "weight",
	}
}

func eventRow(e *rum.LoggedEvent) []driver.Value {
	var value driver.Value
	if e.Value != nil {
		value = *e.Value
	}
	return []driver.Value{
		e.Project, e.WebsiteID, e.PageID, utc(e.Timestamp), utc(e.Arrived), e.ID, string(e.Type), e.Name, value,
		e.SessionID, e.ViewID, e.Website, orNull(string(e.Data)), uint16(e.Flags), orNull(e.Weight),
	}
}
