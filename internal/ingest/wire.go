package ingest

import (
	"encoding/json"
	"math"
)

// Beacon is schema/beacon.schema.json; contract tests hold it, the schema, and what readBeacon reads together. A body's
// events are read beside it.
type Beacon struct {
	ProjectKey string            `json:"projectKey"`
	SentAt     Number            `json:"sentAt,omitzero"`
	SDK        string            `json:"sdk,omitempty"`
	Context    BeaconContext     `json:"context,omitzero"`
	Events     []json.RawMessage `json:"events"`
}

// BeaconContext is what holds for every event of the beacon.
type BeaconContext struct {
	Timezone   string   `json:"timezone,omitempty"`
	Language   string   `json:"language,omitempty"`
	Viewport   []Number `json:"viewport,omitzero"`
	Device     string   `json:"device,omitempty"`
	Browser    string   `json:"browser,omitempty"`
	OS         string   `json:"os,omitempty"`
	Connection string   `json:"connection,omitempty"`
	RTT        Number   `json:"rtt,omitzero"`
	Release    string   `json:"release,omitempty"`

	Screen       []Number        `json:"screen,omitzero"`
	DeviceMemory Number          `json:"deviceMemory,omitzero"`
	Cores        Number          `json:"cores,omitzero"`
	User         string          `json:"user,omitempty"`
	Dimensions   json.RawMessage `json:"dimensions,omitempty"`
}

// Event is one event as it is sent.
type Event struct {
	ID             Text            `json:"id,omitzero"`
	Type           string          `json:"type"`
	Name           string          `json:"name"`
	Value          Number          `json:"value,omitzero"`
	TS             Number          `json:"ts"`
	Page           string          `json:"page"`
	SessionID      string          `json:"sessionId"`
	ViewID         Text            `json:"viewId,omitzero"`
	ViewStart      Number          `json:"viewStart,omitzero"`
	NavigationType Text            `json:"navigationType,omitzero"`
	Group          string          `json:"group,omitempty"`
	Weight         Number          `json:"weight,omitzero"`
	Attribution    json.RawMessage `json:"attribution,omitempty"`
	Data           json.RawMessage `json:"data,omitempty"`
}

// ErrorReport is schema/error-report.schema.json.
type ErrorReport struct {
	ProjectKey string          `json:"projectKey"`
	Error      *ReportedError  `json:"error"`
	Page       string          `json:"page"`
	SessionID  Text            `json:"sessionId,omitzero"`
	Timestamp  json.RawMessage `json:"timestamp,omitempty"` // a number, ms since the epoch, or a string, RFC 3339
	UserAgent  string          `json:"userAgent,omitempty"`
	DeviceType string          `json:"deviceType,omitempty"`
	Browser    string          `json:"browser,omitempty"`
	Country    string          `json:"country,omitempty"`
}

// ReportedError is the error of an ErrorReport.
type ReportedError struct {
	Name    string `json:"name,omitempty"`
	Message string `json:"message"`
	Stack   string `json:"stack,omitempty"`
}

// Text is a string that may be absent, which is not the same as empty.
type Text struct {
	String string
	Set    bool
}

// MarshalJSON writes the string.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.String) }

// IsZero reports that the string is absent.
func (t Text) IsZero() bool { return !t.Set }

// Number is a JSON number that may be absent. One that no float64 can hold (1e999) is infinite;
// null, as which browsers write NaN, is absent.
type Number struct {
	Float float64
	Set   bool
}

// MarshalJSON writes the number.
func (n Number) MarshalJSON() ([]byte, error) { return json.Marshal(n.Float) }

// IsZero reports that the number is absent.
func (n Number) IsZero() bool { return !n.Set }

// within reports whether the number is there and between two bounds, both included.
func (n Number) within(low, high float64) bool { return n.Set && n.Float >= low && n.Float <= high }

// millis is a client's time stamp in ms since the epoch, rounded, from 1 up to the year 9999; 0 for any other.
func (n Number) millis() int64 {
	const year9999 = 253_402_300_799_999
	if !n.within(1, year9999) {
		return 0
	}
	return int64(math.Round(n.Float))
}
