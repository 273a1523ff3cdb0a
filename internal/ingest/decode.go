package ingest

import (
	"encoding/json"
	"net/http"
)

// The limits of events.
const (
	maxEvents = 1000
	maxEvent  = 32 << 10 // bytes

	usualEvents = 8 // for which room is made at once
)

// sentEvent is an event as it was read.
type sentEvent struct {
	Event
	raw      json.RawMessage // its bytes, in the body
	mistyped bool            // a field has the wrong type, or the event is no object
}

// readBeacon reads a body in one pass. What it returns shares the body's memory.
func readBeacon(body []byte) (beacon Beacon, events []sentEvent, err error) {
	s := newScanner(body)
	if !s.enter('{') {
		return beacon, nil, errJSON
	}
	for n := 0; s.more(n, '}'); n++ {
		switch s.name() {
		case "projectKey":
			s.intoString(&beacon.ProjectKey)
		case "sentAt":
			s.intoNumber(&beacon.SentAt)
		case "sdk":
			s.intoString(&beacon.SDK)
		case "context":
			s.context(&beacon.Context)
		case "events":
			s.events(&events)
		default:
			s.skip()
		}
	}
	return beacon, events, s.envelope()
}

// envelope ends the reading of a body, and tells what is wrong with its outer fields.
func (s *scanner) envelope() error {
	s.end()
	switch {
	case s.err != nil:
		return s.err
	case s.wrong != "":
		return refuse("envelope", http.StatusBadRequest, s.wrong+" has the wrong type")
	}
	return nil
}

func (s *scanner) context(c *BeaconContext) {
	if !s.object() {
		return
	}
	s.within = "context."
	for n := 0; s.more(n, '}'); n++ {
		switch s.name() {
		case "timezone":
			s.intoString(&c.Timezone)
		case "language":
			s.intoString(&c.Language)
		case "viewport":
			s.intoNumbers(&c.Viewport)
		case "device":
			s.intoString(&c.Device)
		case "browser":
			s.intoString(&c.Browser)
		case "os":
			s.intoString(&c.OS)
		case "connection":
			s.intoString(&c.Connection)
		case "rtt":
			s.intoNumber(&c.RTT)
		case "release":
			s.intoString(&c.Release)
		case "screen":
			s.intoNumbers(&c.Screen)
		case "deviceMemory":
			s.intoNumber(&c.DeviceMemory)
		case "cores":
			s.intoNumber(&c.Cores)
		case "user":
			s.intoString(&c.User)
		case "dimensions":
			s.intoRaw(&c.Dimensions)
		default:
			s.skip()
		}
	}
	s.within = ""
}

func (s *scanner) events(into *[]sentEvent) {
	switch {
	case s.enter('['):
		*into = make([]sentEvent, 0, usualEvents)
		for n := 0; s.more(n, ']'); n++ {
			if n == maxEvents {
				s.fail(errManyEvents)
				return
			}
			*into = append(*into, s.event())
		}
	case s.next() == 'n':
		s.word("null")
	default:
		s.mistyped()
	}
}

// event reads one event. What is wrong with it breaks neither the envelope nor the other events.
func (s *scanner) event() (e sentEvent) {
	s.next()
	from, outside := s.at, s.wrong
	s.wrong = ""
	if s.object() {
		s.eventFields(&e.Event)
	}
	e.raw = s.data[from:s.at:s.at]
	e.mistyped, s.wrong = s.wrong != "", outside
	return e
}

func (s *scanner) eventFields(e *Event) {
	for n := 0; s.more(n, '}'); n++ {
		switch s.name() {
		case "id":
			s.intoText(&e.ID)
		case "type":
			s.intoString(&e.Type)
		case "name":
			s.intoString(&e.Name)
		case "value":
			s.intoNumber(&e.Value)
		case "ts":
			s.intoNumber(&e.TS)
		case "page":
			s.intoString(&e.Page)
		case "sessionId":
			s.intoString(&e.SessionID)
		case "viewId":
			s.intoText(&e.ViewID)
		case "viewStart":
			s.intoNumber(&e.ViewStart)
		case "navigationType":
			s.intoText(&e.NavigationType)
		case "group":
			s.intoString(&e.Group)
		case "weight":
			s.intoNumber(&e.Weight)
		case "attribution":
			s.intoRaw(&e.Attribution)
		case "data":
			s.intoRaw(&e.Data)
		default:
			s.skip()
		}
	}
}

// readReport reads the body of an error report. What it returns shares the body's memory.
func readReport(body []byte) (report ErrorReport, err error) {
	s := newScanner(body)
	if !s.enter('{') {
		return report, errJSON
	}
	for n := 0; s.more(n, '}'); n++ {
		switch s.name() {
		case "projectKey":
			s.intoString(&report.ProjectKey)
		case "error":
			s.reported(&report)
		case "page":
			s.intoString(&report.Page)
		case "sessionId":
			s.intoText(&report.SessionID)
		case "timestamp":
			s.intoTimestamp(&report.Timestamp)
		case "userAgent":
			s.intoString(&report.UserAgent)
		case "deviceType":
			s.intoString(&report.DeviceType)
		case "browser":
			s.intoString(&report.Browser)
		case "country":
			s.intoString(&report.Country)
		default:
			s.skip()
		}
	}
	return report, s.envelope()
}

func (s *scanner) reported(report *ErrorReport) {
	if !s.object() {
		return
	}
	if report.Error == nil {
		report.Error = &ReportedError{}
	}
	s.within = "error."
	for n := 0; s.more(n, '}'); n++ {
		switch s.name() {
		case "name":
			s.intoString(&report.Error.Name)
		case "message":
			s.intoString(&report.Error.Message)
		case "stack":
			s.intoString(&report.Error.Stack)
		default:
			s.skip()
		}
	}
	s.within = ""
}
