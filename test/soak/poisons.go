package soak

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// poison makes a beacon with something that cannot be processed, and says what must become of it.
func (v *visitor) poison(p *Project) *Beacon {
	switch v.random.IntN(4) {
	case 0:
		return v.brokenEnvelope(p)
	case 1:
		return v.brokenEvents(p)
	case 2:
		return v.implausible(p)
	default:
		return v.unwritable(p)
	}
}

// single makes one event of a view of its own.
func (v *visitor) single(k kind) *Event {
	one := 1.0
	v.events++
	v.visits++
	id := fmt.Sprintf("%s.%d", v.name, v.events)
	e := &Event{
		ID: id, Kind: k, Name: id, Value: &one, TS: v.now(), Session: v.name + "-single",
		ViewID: fmt.Sprintf("%s-view-%d", v.name, v.visits), Path: "/",
	}
	if k == jsError {
		e.Name, e.Value = brokenMessage(id), nil
	}
	return e
}

// envelopes break a body as a whole: it gets a 400 (or 413), and nothing of it is taken.
var envelopes = []func(body []byte) []byte{
	func(b []byte) []byte { return b[:len(b)-1] },
	func(b []byte) []byte { return b[:len(b)/2] },
	func([]byte) []byte { return nil },
	func([]byte) []byte { return []byte("null") },
	func([]byte) []byte { return []byte(`"text"`) },
	func(b []byte) []byte { return append(append([]byte("["), b...), ']') },
	func(b []byte) []byte { return append(slices.Clone(b), b...) },
	func(b []byte) []byte { return append(slices.Clone(b), '}') },
	func(b []byte) []byte { return append([]byte{0x1f, 0x8b}, b...) }, // says that it is gzip
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"events":[`), []byte(`"events":[],"more":[`), 1)
	},
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"events":[`), []byte(`"events":{},"more":[`), 1)
	},
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"projectKey":"`), []byte(`"projectKey":"a b`), 1)
	},
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"projectKey":"`), []byte(`"projectKey":7,"more":"`), 1)
	},
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"events":[`), []byte(`"deep":`+strings.Repeat("[", 40)+strings.Repeat("]", 40)+`,"events":[`), 1)
	},
	func(b []byte) []byte {
		return bytes.Replace(b, []byte(`"events":[`), []byte(`"events":[`+strings.Repeat("{},", 1000)), 1)
	},
}

func (v *visitor) brokenEnvelope(p *Project) *Beacon {
	e := v.single(custom)
	e.encode(true, nil)
	e.Kind = ""
	b := newBeacon(p, []*Event{e}, v.head())
	b.body, b.status = envelopes[v.random.IntN(len(envelopes))](b.body), 400
	return b
}

// broken are changes to an event after which it must be refused.
var broken = []object{
	{"type": "page_viewed"}, {"type": nil}, {"type": 7}, {"name": ""}, {"name": nil}, {"name": "\x00"}, {"name": []int{1}},
	{"ts": nil}, {"ts": 0}, {"ts": -1}, {"ts": "now"}, {"ts": 1e300}, {"page": nil}, {"page": ""}, {"page": object{}},
	{"sessionId": nil}, {"sessionId": ""}, {"sessionId": strings.Repeat("s", 129)}, {"sessionId": "a\x00b"},
	{"viewId": ""}, {"viewId": strings.Repeat("v", 129)}, {"viewId": "a\x00b"}, {"id": ""}, {"id": strings.Repeat("i", 129)},
	{"attribution": []int{}}, {"attribution": "text"}, {"data": "text"}, {"data": []int{1}},
	{"value": "12"}, {"value": object{}}, {"data": object{"long": strings.Repeat("x", 33<<10)}},
}

// brokenEvents are refused one by one; good ones beside them are taken.
func (v *visitor) brokenEvents(p *Project) *Beacon {
	var events []*Event
	for range 1 + v.random.IntN(3) {
		e := v.single(custom)
		e.encode(true, broken[v.random.IntN(len(broken))])
		e.Kind = ""
		events = append(events, e)
	}
	alone := v.chance(0.3)
	if !alone {
		events = append(events, v.pageView()...)
		v.shuffle(events)
	}
	b := newBeacon(p, events, v.head())
	if alone {
		b.status = 400
	}
	return b
}

// oddities are changes to an event that is taken nevertheless, in part.
var oddities = []object{
	{"value": json.RawMessage("1e999")}, {"value": json.RawMessage("-1e999")}, {"data": object{"a": "\x00", "b": json.RawMessage(`"\ud800"`)}},
	{"data": object{"n": json.RawMessage("1e999")}}, {"data": object{"": ""}}, {"ts": 253402300799999}, {"ts": 1}, {"ts": 1.5},
	{"viewStart": 1e300}, {"viewStart": -1}, {"page": "?a=b"}, {"page": "#"}, {"page": "https://"}, {"page": "javascript:alert(1)"},
	{"page": "https://user:secret@example.com/%zz/%00"}, {"page": strings.Repeat("/long", 2000)}, {"page": "//[::1"}, {"page": "\u202e"},
	{"unknown": strings.Repeat("x", 1000)}, {"data": nil}, {"attribution": nil},
}

// implausible makes events of which something is dropped, and the rest is shown.
func (v *visitor) implausible(p *Project) *Beacon {
	odd := v.single(custom)
	odd.encode(true, oddities[v.random.IntN(len(oddities))])
	vital := v.single(webVital)
	vital.Name, vital.Value = "lcp", nil
	vital.encode(true, object{"value": []any{-1, 600_001, 1e308, json.RawMessage("1e999")}[v.random.IntN(4)]})
	unknown := v.single(custom)
	unknown.encode(true, object{"type": webVital}) // a vital nobody knows is a custom event
	return newBeacon(p, []*Event{odd, vital, unknown}, v.head())
}

// unwritable makes an event that the store refuses, beside good ones.
func (v *visitor) unwritable(p *Project) *Beacon {
	bad := v.single([]kind{custom, resource, jsError}[v.random.IntN(3)])
	bad.Name, bad.dead = bad.Name+" "+unwritable, true
	bad.encode(true, nil)
	events := append(v.pageView(), bad)
	v.shuffle(events)
	return newBeacon(p, events, v.head())
}
