package duckdb

import (
	"time"
	"unsafe"

	"paceline/internal/rum"
)

// utc is a time stamp in ms as DuckDB's TIMESTAMP takes it.
func utc(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

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

// takeView undoes putView: it takes a row with the columns of viewColumns and then its page's path.
func takeView(f *fetched, v *rum.PageView) {
	v.Project = f.text()
	v.WebsiteID = f.integer()
	v.PageID = f.integer()
	v.Timestamp = f.timestamp()
	v.Arrived = v.Timestamp + f.integer()
	v.ViewID = unpackView(f.uuid(), f.text())
	v.SessionID = unpackSession(f.blob())
	v.PathHash = f.unsigned()
	v.FirstTS = v.Timestamp + f.integer()
	v.LastTS = v.FirstTS + f.integer()
	if opened := f.there(); opened {
		v.PageViewTS = v.FirstTS
	}
	v.PageViewTS += f.integer()
	v.Website = f.text()
	takeVisitor(f, &v.Visitor)
	v.NavigationType = f.text()
	v.ViewportWidth, v.ViewportHeight = f.small(), f.small()
	v.RTT = f.double()
	v.Flags = rum.Flags(f.short())
	v.ScreenWidth, v.ScreenHeight = f.small(), f.small()
	v.Memory = f.double()
	v.Cores = f.small()
	v.Dimensions = f.text()
	v.Weight = f.double()
	for i := range v.Vitals {
		takeReading(f, v, rum.Vital(i))
	}
	v.Path = f.text()
}

func putVisitor(c *columnar, v *rum.Visitor) {
	for _, text := range [...]string{v.Device, v.Browser, v.OS, v.Country, v.Connection, v.Language, v.Release, v.User} {
		c.textOrNull(text)
	}
	c.boolean(v.Bot)
}

func takeVisitor(f *fetched, v *rum.Visitor) {
	for _, text := range [...]*string{&v.Device, &v.Browser, &v.OS, &v.Country, &v.Connection, &v.Language, &v.Release, &v.User} {
		*text = f.text()
	}
	v.Bot = f.boolean()
}

func putReading(c *columnar, v *rum.PageView, vital rum.Vital) {
	r := &v.Vitals[vital]
	c.doubleOrNull(r.Value, r.Reported && r.Valid)
	c.integerOrNull(r.TS-timeBase(v, vital), r.Reported)
	c.textOrNull(unsafe.String(unsafe.SliceData(r.Attribution), len(r.Attribution)))
}

func takeReading(f *fetched, v *rum.PageView, vital rum.Vital) {
	r := &v.Vitals[vital]
	r.Valid, r.Value = f.there(), f.double()
	if r.Reported = f.there(); r.Reported {
		r.TS = timeBase(v, vital)
	}
	r.TS += f.integer()
	if text := f.text(); text != "" {
		r.Attribution = []byte(text)
	}
}

// timeBase is what the time of a vital's report is counted from, so that little is left to store: what is reported once
// comes soon after the view's first event, what changes until the visitor goes mostly with its last, and a first input with
// the LCP that it ends. Vitals are put and taken in their order: the LCP is there before.
func timeBase(v *rum.PageView, vital rum.Vital) int64 {
	if lcp := &v.Vitals[rum.LCP]; vital == rum.FID && lcp.Reported {
		return lcp.TS
	}
	if vital.Info().Once {
		return v.FirstTS
	}
	return v.LastTS
}

// visitorColumns names the columns that metrics and js_errors share, in the order of putVisitor.
func visitorColumns() []string {
	return []string{"device_type", "browser", "os", "country", "connection", "language", "release", "user_hash", "bot"}
}

// errorColumns names the columns of js_errors in the order of putError.
func errorColumns() []string {
	columns := []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "session_id", "view_id",
		"name", "message", "stack", "source", "line", "col", "kind", "website",
	}
	return append(append(columns, visitorColumns()...), "flags", "weight")
}

func putError(c *columnar, e *rum.JSError) {
	c.text(e.Project)
	c.integer(e.WebsiteID)
	c.integer(e.PageID)
	c.timestamp(e.Timestamp)
	c.timestamp(e.Arrived)
	for _, text := range [...]string{e.ID, e.SessionID, e.ViewID, e.Name, e.Message} {
		c.text(text)
	}
	c.textOrNull(e.Stack)
	c.textOrNull(e.Source)
	c.small(int32(e.Line))
	c.small(int32(e.Column))
	c.textOrNull(e.Kind)
	c.text(e.Website)
	putVisitor(c, &e.Visitor)
	c.short(uint16(e.Flags))
	c.doubleOrNull(e.Weight, e.Weight != 0)
}

// eventColumns names the columns of events in the order of putEvent.
func eventColumns() []string {
	return []string{
		"project", "website_id", "page_id", "timestamp", "arrived", "id", "type", "name", "value",
		"session_id", "view_id", "website", "data", "flags", "weight",
	}
}

func putEvent(c *columnar, e *rum.LoggedEvent) {
	c.text(e.Project)
	c.integer(e.WebsiteID)
	c.integer(e.PageID)
	c.timestamp(e.Timestamp)
	c.timestamp(e.Arrived)
	for _, text := range [...]string{e.ID, string(e.Type), e.Name} {
		c.text(text)
	}
	if e.Value != nil {
		c.double(*e.Value)
	} else {
		c.null()
	}
	for _, text := range [...]string{e.SessionID, e.ViewID, e.Website} {
		c.text(text)
	}
	c.textOrNull(string(e.Data))
	c.short(uint16(e.Flags))
	c.doubleOrNull(e.Weight, e.Weight != 0)
}
