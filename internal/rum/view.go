package rum

import "encoding/json"

// Where is the page something happened on.
type Where struct {
	Project   string
	Website   string // domain with port; Other over the cap
	Path      string // grouped: /product/*; Other over the cap
	WebsiteID int64  // given by the store
	PageID    int64  // given by the store
}

// Visitor is what is known of who looked: the values of the dimensions. An empty string is unknown.
type Visitor struct {
	Device     string // mobile, tablet, desktop
	Browser    string
	OS         string
	Country    string // ISO 3166-1 alpha-2
	Connection string
	Language   string
	Release    string
	User       string // hashed
	Bot        bool
}

// Reading is the report of one vital that counts in a page view.
type Reading struct {
	Reported    bool    // an event is visible here
	Valid       bool    // Value is set; false when it was dropped as implausible
	Value       float64 // ms, or the score for CLS
	TS          int64   // client clock of the report, ms since the epoch
	Attribution json.RawMessage
}

// PageView is one page being looked at: one row, although its events arrive in several beacons.
type PageView struct {
	Where
	Visitor
	ViewID         string // the client's, or derived (see package worker)
	SessionID      string
	PathHash       uint64 // of the ungrouped path, for views without a client's view id; else 0
	Timestamp      int64  // start of the view, corrected client clock, ms; fixed at the first write
	Arrived        int64  // server clock of the first event, ms
	FirstTS        int64  // least client time of an event, ms
	LastTS         int64  // greatest client time of an event, ms
	PageViewTS     int64  // client time of the page_view event; 0 while there is none
	NavigationType string
	Vitals         [VitalCount]Reading
	ViewportWidth  int32
	ViewportHeight int32
	ScreenWidth    int32
	ScreenHeight   int32
	RTT            float64 // ms; 0 is unknown
	Memory         float64 // GiB, as the browser rounds it; 0 is unknown
	Cores          int32   // logical processors; 0 is unknown
	Dimensions     string  // the site's own: a JSON object of strings; empty is none
	Weight         float64 // how many page views it stands for, where the client samples; 0 is 1
	Flags          Flags
	Stored         bool  // came from the store: writing it replaces
	Fresh          uint8 // a bit for each vital that was first reported since the view was made or came from the store; not stored
}

// IsFresh reports whether the vital was reported for the first time since the view was made or came from the store.
func (v *PageView) IsFresh(vital Vital) bool { return v.Fresh&(1<<vital) != 0 }

// Report takes a report of a vital; see Reading.Merge.
func (v *PageView) Report(vital Vital, r Reading) Outcome {
	outcome := v.Vitals[vital].Merge(r)
	if outcome == Shown {
		v.Fresh |= 1 << vital
	}
	return outcome
}

// Visible counts the events that can be seen in the row.
func (v *PageView) Visible() int {
	n := 0
	if v.PageViewTS != 0 {
		n++
	}
	for i := range v.Vitals {
		if v.Vitals[i].Reported {
			n++
		}
	}
	return n
}

// JSError is one JavaScript error event.
type JSError struct {
	Where
	Visitor
	ErrorDetail
	ID        string // the event's identity
	SessionID string
	ViewID    string
	Name      string // "TypeError"
	Timestamp int64  // corrected client clock, ms
	Arrived   int64  // server clock, ms
	Flags     Flags
	Weight    float64 // how many errors it stands for, where the client samples; 0 is 1
}

// LoggedEvent is one custom or resource event. It is never a sample of a vital.
type LoggedEvent struct {
	Where
	ID        string // the event's identity
	Type      EventType
	Name      string
	Value     *float64
	SessionID string
	ViewID    string
	Timestamp int64 // corrected client clock, ms
	Arrived   int64 // server clock, ms
	Data      json.RawMessage
	Flags     Flags
	Weight    float64 // how many events it stands for, where the client samples; 0 is 1
}

// DeadLetter is an event that could not be processed, kept with its reason.
type DeadLetter struct {
	Project  string
	Position Position
	Arrived  int64           // server clock, ms
	Reason   string          // for people
	Request  string          // id of the request that brought it; for the worker's log, not stored
	Event    json.RawMessage // as JSON; of a record that cannot be decoded its bytes, a JSON string, in base64 where they are not text
}

// Tally is what became of a project's events in one batch: the ledger's counters, moved with the position.
type Tally struct {
	Processed    int64 // taken from the log
	Merged       int64 // superseded by, or not newer than, another report of the same view and vital
	Deduplicated int64 // repeats of an event that was already there
	DeadLettered int64
}
