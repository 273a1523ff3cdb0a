package rum

import (
	"encoding/json"
	"errors"
	"fmt"
	"unsafe"
)

// recordVersion is the first byte of an encoded record. The first release wrote JSON, which begins with '{'; another
// layout takes another version, and old ones stay readable for as long as a log may hold them.
const recordVersion = 3

// What sampling clients and sites' own names need came with version 2.
const sampledVersion = 2

// The id of the request came with version 3.
const requestVersion = 3

var errRecordCut = errors.New("the record ends early, or a length in it is too large")

// EncodeRecord is the log's encoding of a record: its version and its fields in order, strings behind their length, and
// of an event's fields only what the event before it does not tell already. It is about a third of the JSON, and takes a
// small part of the time. Today every record can be encoded.
func EncodeRecord(r Record) ([]byte, error) {
	w := recordWriter{data: make([]byte, 0, recordHeadBytes+len(r.Events)*recordEventBytes)}
	w.data = append(w.data, recordVersion)
	r.pass(&w)
	return w.data, nil
}

// About what a record and each of its events take. A larger one grows.
const (
	recordHeadBytes  = 384
	recordEventBytes = 192
)

// DecodeRecord reads what EncodeRecord wrote, in this release or an earlier one. It fails for anything else, and what it
// allocates is bounded by a small multiple of the data. All strings and raw JSON
// of the record share data: it must not change afterwards, and whoever keeps a part of a record for long clones it.
func DecodeRecord(data []byte) (Record, error) {
	var r Record
	err := decoding.Decode(data, &r)
	return r, err
}

var decoding = Decoder{
	Events: func(n int) []Event { return make([]Event, n) },
	Value:  func() *float64 { return new(float64) },
}

// Decoder decodes records into memory that is its owner's, who may use it again.
type Decoder struct {
	Events func(n int) []Event // so many empty ones
	Value  func() *float64     // of an event
}

// Decode is DecodeRecord into an empty record. When it fails, the record is empty again.
func (d *Decoder) Decode(data []byte, r *Record) (err error) {
	defer func() {
		if err != nil {
			*r = Record{}
		}
	}()
	switch {
	case len(data) == 0:
		return errRecordCut
	case data[0] == '{':
		return json.Unmarshal(data, r)
	case data[0] == 0, data[0] > recordVersion:
		return fmt.Errorf("the record has version %d, this program knows those up to %d", data[0], recordVersion)
	}
	reader := recordReader{data: data, text: unsafe.String(&data[0], len(data)), at: 1, version: data[0], decoder: d}
	r.pass(&reader)
	return reader.end()
}

// recordFields is what passes over the fields of a record: a writer, which appends each, or a reader, which fills it in.
// So the layout is told once, below, for both.
type recordFields interface {
	str(field *string, previous string)
	integer(field *int64, previous int64)
	place(field *int)
	number(field *float64)
	raw(field *json.RawMessage)
	flags(field *Flags)
	// has tells whether the layout has the fields that came with a version.
	has(version byte) bool
	// present tells whether an optional field is there, and count how many elements a list has: the writer what it is
	// given, the reader what was written. An element takes at least so many bytes.
	present(there bool) bool
	count(elements, leastBytes int) int
	// events and value make what the reader fills in; the writer is given all.
	events(n int) []Event
	value() *float64
}

func (r *Record) pass(f recordFields) {
	f.str(&r.Project, "")
	f.str(&r.Session, "")
	f.integer(&r.Arrived, 0)
	f.integer(&r.SentAt, r.Arrived)
	f.str(&r.SDK, "")
	f.str(&r.UserAgent, "")
	f.str(&r.Country, "")
	if f.has(requestVersion) {
		f.str(&r.Request, "")
	}
	r.Context.pass(f)
	if n := f.count(len(r.Events), leastEventBytes); n != len(r.Events) {
		r.Events = f.events(n)
	}
	before := &Event{TS: r.Arrived, ViewStart: r.Arrived}
	for i := range r.Events {
		r.Events[i].pass(f, before)
		before = &r.Events[i]
	}
}

func (c *Context) pass(f recordFields) {
	f.str(&c.Timezone, "")
	f.str(&c.Language, "")
	f.number(&c.Viewport[0])
	f.number(&c.Viewport[1])
	f.str(&c.Device, "")
	f.str(&c.Browser, "")
	f.str(&c.OS, "")
	f.str(&c.Connection, "")
	f.number(&c.RTT)
	f.str(&c.Release, "")
	if f.has(sampledVersion) {
		f.number(&c.Screen[0])
		f.number(&c.Screen[1])
		f.number(&c.Memory)
		f.place(&c.Cores)
		f.str(&c.User, "")
		f.str(&c.Dimensions, "")
	}
}

// leastEventBytes is the size of an event that is the one before it over again: a byte for every field of version 1.
const leastEventBytes = 18

func (e *Event) pass(f recordFields, before *Event) {
	f.str(&e.ID, before.ID)
	f.str((*string)(&e.Type), string(before.Type))
	f.str(&e.Name, before.Name)
	if f.present(e.Value != nil) {
		if e.Value == nil {
			e.Value = f.value()
		}
		f.number(e.Value)
	}
	f.integer(&e.TS, before.TS)
	f.str(&e.Page, before.Page)
	f.str(&e.ViewID, before.ViewID)
	f.integer(&e.ViewStart, before.ViewStart)
	f.str(&e.NavigationType, before.NavigationType)
	f.raw(&e.Attribution)
	if f.present(e.Error != nil) {
		if e.Error == nil {
			e.Error = new(ErrorDetail)
		}
		e.Error.pass(f)
	}
	e.Client.pass(f, &before.Client)
	f.raw(&e.Data)
	f.flags(&e.Flags)
	if f.has(sampledVersion) {
		f.str(&e.Group, before.Group)
		f.number(&e.Weight)
	}
}

func (c *Client) pass(f recordFields, before *Client) {
	f.str(&c.Device, before.Device)
	f.str(&c.Browser, before.Browser)
	f.str(&c.UserAgent, before.UserAgent)
	f.str(&c.Country, before.Country)
	f.str(&c.User, before.User)
}

func (d *ErrorDetail) pass(f recordFields) {
	f.str(&d.Message, "")
	f.str(&d.Stack, "")
	f.str(&d.Source, "")
	f.place(&d.Line)
	f.place(&d.Column)
	f.str(&d.Kind, "")
}
