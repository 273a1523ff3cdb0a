package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// Beacon is schema/beacon.schema.json; a contract test holds the two together.
type Beacon struct {
	ProjectKey string        `json:"projectKey"`
	SentAt     Number        `json:"sentAt,omitzero"`
	SDK        string        `json:"sdk,omitempty"`
	Context    BeaconContext `json:"context,omitzero"`
	Events     Events        `json:"events"`
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
}

// Events are not decoded with the envelope, so that a broken one does not break the others.
type Events []json.RawMessage

// UnmarshalJSON refuses too many events before it makes room for them.
func (e *Events) UnmarshalJSON(data []byte) error {
	if tooMany(data) {
		return errManyEvents
	}
	return json.Unmarshal(data, (*[]json.RawMessage)(e))
}

// Event is one event as it is sent. Pointers tell an absent string from an empty one, which is refused.
type Event struct {
	ID             *string         `json:"id,omitempty"`
	Type           string          `json:"type"`
	Name           string          `json:"name"`
	Value          Number          `json:"value,omitzero"`
	TS             Number          `json:"ts"`
	Page           string          `json:"page"`
	SessionID      string          `json:"sessionId"`
	ViewID         *string         `json:"viewId,omitempty"`
	ViewStart      Number          `json:"viewStart,omitzero"`
	NavigationType *string         `json:"navigationType,omitempty"`
	Attribution    json.RawMessage `json:"attribution,omitempty"`
	Data           json.RawMessage `json:"data,omitempty"`
}

// ErrorReport is schema/error-report.schema.json.
type ErrorReport struct {
	ProjectKey string         `json:"projectKey"`
	Error      *ReportedError `json:"error"`
	Page       string         `json:"page"`
	SessionID  *string        `json:"sessionId,omitempty"`
	Timestamp  Timestamp      `json:"timestamp,omitzero"`
	UserAgent  string         `json:"userAgent,omitempty"`
	DeviceType string         `json:"deviceType,omitempty"`
	Browser    string         `json:"browser,omitempty"`
	Country    string         `json:"country,omitempty"`
}

// ReportedError is the error of an ErrorReport.
type ReportedError struct {
	Name    string `json:"name,omitempty"`
	Message string `json:"message"`
	Stack   string `json:"stack,omitempty"`
}

// Number is a JSON number that may be absent. One that no float64 can hold (1e999) is infinite;
// null, as which browsers write NaN, is absent.
type Number struct {
	Float float64
	Set   bool
}

var errNotANumber = errors.New("not a number")

// UnmarshalJSON reads a number.
func (n *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	value, err := strconv.ParseFloat(string(data), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return errNotANumber
	}
	*n = Number{Float: value, Set: true}
	return nil
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

// Timestamp is a time that is sent as milliseconds since the epoch or as RFC 3339. It is kept as JSON.
type Timestamp struct{ raw json.RawMessage }

// UnmarshalJSON keeps a number or a string; null is absent.
func (t *Timestamp) UnmarshalJSON(data []byte) error {
	switch data[0] { // of well-formed JSON
	case 'n':
		return nil
	case '{', '[', 't', 'f':
		return errNotANumber
	}
	t.raw = bytes.Clone(data)
	return nil
}

// MarshalJSON writes what was kept.
func (t Timestamp) MarshalJSON() ([]byte, error) { return t.raw, nil }

// IsZero reports that the time stamp is absent.
func (t Timestamp) IsZero() bool { return len(t.raw) == 0 }
