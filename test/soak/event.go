package soak

import (
	"encoding/json"
	"fmt"
	"maps"
)

// object is JSON as it is sent.
type object = map[string]any

// kind is the type of an event on the wire.
type kind string

const (
	pageView kind = "page_view"
	webVital kind = "web_vital"
	jsError  kind = "error"
	custom   kind = "custom"
	resource kind = "resource"
)

// Event is one event as it was made, and what is known of its fate.
type Event struct {
	ID      string // unique; sent by clients that send ids
	Kind    kind
	Name    string   // of a vital: its column; of an error: its message, which holds the ID; of the others: the ID
	Value   *float64 // nil when there is none, or none that is plausible
	TS      int64
	Session string
	ViewID  string // empty for clients that send none
	Path    string
	wire    json.RawMessage

	taken   int // sendings that were answered with a 202
	perhaps int // sendings without an answer: taken or not
	dead    bool
}

// refused reports an event that the front door must not take.
func (e *Event) refused() bool { return e.Kind == "" }

// certain reports an event that must be there: it has a 202.
func (e *Event) certain() bool { return e.taken > 0 }

// possible reports an event that may be there.
func (e *Event) possible() bool { return e.taken+e.perhaps > 0 }

// view is what the rows of the event's page view are found by: the client's id, or the session and path.
func (e *Event) view() viewKey {
	if e.ViewID != "" {
		return viewKey{id: e.ViewID}
	}
	return viewKey{session: e.Session, path: e.Path}
}

type viewKey struct{ id, session, path string }

func (k viewKey) String() string {
	if k.id != "" {
		return k.id
	}
	return k.session + " " + k.path
}

// encode writes the event's wire form; more overrides and adds fields.
func (e *Event) encode(withID bool, more object) {
	name := e.Name
	o := object{"type": string(e.Kind), "ts": e.TS, "page": "https://example.com" + e.Path, "sessionId": e.Session}
	switch e.Kind {
	case jsError:
		name = "TypeError"
		o["data"] = object{"message": e.Name, "stack": "TypeError\n    at f (https://example.com/app.js:1:2)"}
	case webVital:
		name = wireName[e.Name]
	case pageView:
		name = string(pageView)
	}
	o["name"] = name
	if withID {
		o["id"] = e.ID
	}
	if e.ViewID != "" {
		o["viewId"] = e.ViewID
	}
	if e.Value != nil {
		o["value"] = *e.Value
	}
	maps.Copy(o, more)
	wire, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("event %s: %v", e.ID, err)) // maps of plain values: cannot be
	}
	e.wire = wire
}

// wireName is a vital's name on the wire, by its column.
var wireName = map[string]string{"lcp": "LCP", "inp": "INP", "cls": "CLS", "fcp": "FCP", "ttfb": "TTFB", "fid": "FID"}

// Beacon is one POST, which may be sent several times.
type Beacon struct {
	Project *Project
	Events  []*Event
	body    []byte
	status  int // the answer it must get; 202 unless it is poison
	again   int // deliberate repeats that are left after its 202
}

// Project is one tenant, as the generator sends for it.
type Project struct{ Key, apiKey string }

// newBeacon packs the events into one POST.
func newBeacon(p *Project, events []*Event, head object) *Beacon {
	wires := make([]json.RawMessage, len(events))
	for i, e := range events {
		wires[i] = e.wire
	}
	o := object{"projectKey": p.Key, "events": wires}
	maps.Copy(o, head)
	body, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("beacon: %v", err)) // as above
	}
	return &Beacon{Project: p, Events: events, body: body, status: 202}
}
