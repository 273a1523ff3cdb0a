// Package rum holds the words of real-user monitoring: what a browser reports, what is kept of it, and what
// is answered about it. It knows no transport, queue or database.
package rum

import "encoding/json"

// EventType says what an event reports.
type EventType string

// The event types of the wire.
const (
	TypePageView EventType = "page_view"
	TypeWebVital EventType = "web_vital"
	TypeError    EventType = "error"
	TypeResource EventType = "resource"
	TypeCustom   EventType = "custom"
)

// Valid reports whether the type is one of the wire's.
func (t EventType) Valid() bool {
	switch t {
	case TypePageView, TypeWebVital, TypeError, TypeResource, TypeCustom:
		return true
	}
	return false
}

// Context is what holds for every event of a beacon, as the browser told it.
type Context struct {
	Timezone   string     `json:"timezone,omitempty"` // IANA name
	Language   string     `json:"language,omitempty"`
	Viewport   [2]float64 `json:"viewport,omitzero"` // CSS pixels
	Device     string     `json:"device,omitempty"`
	Browser    string     `json:"browser,omitempty"`
	OS         string     `json:"os,omitempty"`
	Connection string     `json:"connection,omitempty"`
	RTT        float64    `json:"rtt,omitempty"` // ms
	Release    string     `json:"release,omitempty"`
	Screen     [2]float64 `json:"screen,omitzero"`      // CSS pixels
	Memory     float64    `json:"memory,omitempty"`     // GiB, as the browser rounds it
	Cores      int        `json:"cores,omitempty"`      // logical processors
	User       string     `json:"user,omitempty"`       // hashed
	Dimensions string     `json:"dimensions,omitempty"` // the site's own: a JSON object of strings
}

// Client is what clients without a beacon context put into an event's data. User is already hashed.
type Client struct {
	Device    string `json:"device,omitempty"`
	Browser   string `json:"browser,omitempty"`
	UserAgent string `json:"userAgent,omitempty"`
	Country   string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	User      string `json:"user,omitempty"`
}

// Event is one accepted event, as ingest leaves it in the log: validated, scrubbed, and with an identity.
type Event struct {
	ID             string          `json:"id"` // the client's, or a hash of project and canonical event
	Type           EventType       `json:"type"`
	Name           string          `json:"name"`
	Value          *float64        `json:"value,omitempty"` // nil when absent, or dropped as implausible
	TS             int64           `json:"ts"`              // client clock, ms since the epoch
	Page           string          `json:"page"`            // scrubbed URL or path: no query, no fragment
	ViewID         string          `json:"viewId,omitempty"`
	ViewStart      int64           `json:"viewStart,omitempty"` // client clock, ms since the epoch; 0 when absent
	NavigationType string          `json:"navigationType,omitempty"`
	Group          string          `json:"group,omitempty"`  // the page as the site's router names it
	Weight         float64         `json:"weight,omitempty"` // how many page views its page view stands for; 0 is 1
	Attribution    json.RawMessage `json:"attribution,omitempty"`
	Error          *ErrorDetail    `json:"error,omitempty"` // for TypeError
	Client         Client          `json:"client,omitzero"`
	Data           json.RawMessage `json:"data,omitempty"` // for TypeCustom and TypeResource
	Flags          Flags           `json:"flags,omitempty"`
}

// ErrorDetail is what an error event tells, within the limits: message 1,024 bytes, stack 16 KiB.
type ErrorDetail struct {
	Message string `json:"message"`
	Stack   string `json:"stack,omitempty"`
	Source  string `json:"source,omitempty"` // scrubbed URL of the script
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Kind    string `json:"kind,omitempty"` // "error", "unhandledrejection", ...
}

// Record is what one beacon said of one session: the unit of the log. A beacon with events of several
// sessions becomes several records, so that all of one session meets in one partition, in order.
type Record struct {
	Project   string  `json:"project"`
	Session   string  `json:"session"`
	Arrived   int64   `json:"arrived"`          // server clock, ms since the epoch
	SentAt    int64   `json:"sentAt,omitempty"` // client clock, ms since the epoch; 0 when absent
	SDK       string  `json:"sdk,omitempty"`
	UserAgent string  `json:"userAgent,omitempty"`
	Country   string  `json:"country,omitempty"` // from the address, where configured; ISO 3166-1 alpha-2
	Request   string  `json:"request,omitempty"` // id of the request that brought it, as X-Request-Id told the client; for logs
	Context   Context `json:"context,omitzero"`
	Events    []Event `json:"events"`
}

// Flags says what was corrected in a page view or event, as a bit set.
type Flags uint16

// The corrections.
const (
	FlagClockSkew     Flags = 1 << iota // the time stamp was corrected by sentAt
	FlagClockReplaced                   // the time stamp was implausible: it is the arrival time
	FlagValueDropped                    // a value was outside its bounds and dropped
	FlagTruncated                       // a string was cut at its limit
)

// Names lists the flags as the API shows them.
func (f Flags) Names() []string {
	names := []string{}
	for i, name := range []string{"clock-skew", "clock-replaced", "value-dropped", "truncated"} {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}
