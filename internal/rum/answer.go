package rum

import (
	"encoding/json"
	"slices"
	"time"
)

// The answers of the query API as the store gives them. A nil *float64 is "no data", never 0.

// Percentiles of one vital over a set of page views, in the vital's unit. A page view counts by its weight: see package
// percentile.
type Percentiles struct {
	P50, P75, P90, P95, P99 *float64
	Samples                 int64   // page views with a value, as many as there are rows
	Estimated               float64 // how many those stand for: the sum of their weights
}

// Method says how percentiles were computed.
type Method string

// The methods. Exact interpolates between raw values as SQL's percentile_cont does; Sketch counts values in
// log-spaced bins whose centre is within SketchError of every value in them.
const (
	Exact  Method = "exact"
	Sketch Method = "sketch"
)

// SketchError bounds the relative error of Sketch percentiles.
const SketchError = 0.01

// ExactLimit is the most page views that are answered exactly.
const ExactLimit = 1_000_000

// Span is a range of time: From inclusive, To exclusive.
type Span struct{ From, To time.Time }

// Summary is one project's vitals over a span.
type Summary struct {
	Vitals    [VitalCount]VitalSummary
	Views     int64   // page views
	Estimated float64 // how many page views they stand for: the sum of their weights
	Sessions  int64   // distinct sessions; with Sketch an estimate, whose standard error is 0.4 %
	Errors    int64   // JavaScript errors
	Method    Method
}

// VitalSummary adds how the values rate, by weight: the three add up to Estimated.
type VitalSummary struct {
	Percentiles
	Good, NeedsImprovement, Poor float64
}

// Distribution is how the values of one vital lie over a span.
type Distribution struct {
	VitalSummary
	Bins   []Bin // of Vital.Grid; empty when there are no samples
	Method Method
}

// Bucket is one interval of a time series.
type Bucket struct {
	Start     time.Time
	Views     int64
	Estimated float64 // how many page views they stand for
	Vitals    [VitalCount]Percentiles
}

// PageRow is one page of a project's list.
type PageRow struct {
	ID        int64
	Path      string
	Website   string
	Views     int64
	Estimated float64 // how many page views they stand for
	LastSeen  time.Time
	Vitals    [VitalCount]Percentiles // P75 and P95 only
}

// BreakdownRow is the page views that share one value of a dimension; Value is Unknown where it is absent.
type BreakdownRow struct {
	Value     string
	Views     int64
	Estimated float64                 // how many page views they stand for
	Vitals    [VitalCount]Percentiles // P75 and P95 only
}

// StoreLedger is what the store knows of a project's events (or of all projects'), read in one transaction.
type StoreLedger struct {
	Positions    Positions        // where the store stands in the log
	Visible      int64            // counted from the rows, never derived
	Processed    map[string]int64 // events taken, by log id
	Merged       int64
	Deduplicated int64
	DeadLettered int64 // counted from the rows
	Deleted      int64
}

// Intake is what the log knows of a project's events (or of all projects'), each partition's read in one transaction.
type Intake struct {
	Logs     []string // the log id of each partition
	Accepted int64    // under these ids, ever
	Queued   int64    // counted from the records behind the positions asked for
}

// Ledger is the account of a project's events. Difference is 0 unless something was lost, doubled or invented.
type Ledger struct {
	Accepted     int64     `json:"accepted"`
	Visible      int64     `json:"visible"`
	Merged       int64     `json:"merged"`
	Deduplicated int64     `json:"deduplicated"`
	Queued       int64     `json:"queued"`
	DeadLettered int64     `json:"deadLettered"`
	Deleted      int64     `json:"deleted"`
	Difference   int64     `json:"difference"`
	At           time.Time `json:"at"`
}

// Balance draws up the ledger. The intake must have been read after the store's part, with its positions:
// then every event stands on exactly one side, however busy the system is. Events of logs that are gone
// count as accepted by what was taken from them.
func Balance(s StoreLedger, in Intake, at time.Time) Ledger {
	l := Ledger{
		Accepted: in.Accepted, Visible: s.Visible, Merged: s.Merged, Deduplicated: s.Deduplicated,
		Queued: in.Queued, DeadLettered: s.DeadLettered, Deleted: s.Deleted, At: at,
	}
	for log, processed := range s.Processed {
		if !slices.Contains(in.Logs, log) {
			l.Accepted += processed
		}
	}
	l.Difference = l.Accepted - l.Visible - l.Merged - l.Deduplicated - l.Queued - l.DeadLettered - l.Deleted
	return l
}

// StoredDeadLetter is a dead letter as it is shown.
type StoredDeadLetter struct {
	Arrived time.Time       `json:"arrived"`
	Reason  string          `json:"reason"`
	Event   json.RawMessage `json:"event"`
}
