package live

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"time"

	"paceline/internal/pulse"
	"paceline/internal/rum"
)

// The names of the events. The last is what clients send.
const (
	eventConnected = "connected"
	eventMetrics   = "metrics"
	eventError     = "error"
	eventRenew     = "renew"
)

// The most of a kind that an event lists.
const (
	mostPages     = 20
	mostCountries = 50
)

// connected is schema/live-connected.schema.json.
type connected struct {
	ProjectKey string  `json:"projectKey"`
	ExpiresAt  instant `json:"expiresAt"`
}

// metrics is schema/live-metrics.schema.json.
type metrics struct {
	ProjectKey string           `json:"projectKey"`
	From       instant          `json:"from"`
	To         instant          `json:"to"`
	CatchUp    bool             `json:"catchUp"`
	Events     int64            `json:"events"`
	Views      int64            `json:"views"`
	Updates    int64            `json:"updates"`
	Errors     int64            `json:"errors"`
	Vitals     map[string]vital `json:"vitals"` // by column
	Pages      []page           `json:"pages"`
	Countries  []country        `json:"countries"`
	Latest     []view           `json:"latest"`
}

type vital struct {
	Samples          int64    `json:"samples"`
	Good             float64  `json:"good"`
	NeedsImprovement float64  `json:"needsImprovement"`
	Poor             float64  `json:"poor"`
	P75              *float64 `json:"p75"`
}

type page struct {
	ID      int64  `json:"id"`
	Path    string `json:"path"`
	Website string `json:"website"`
	Views   int64  `json:"views"`
}

type country struct {
	Country string `json:"country"`
	Views   int64  `json:"views"`
}

// view is a page view; MarshalJSON adds a field for each vital.
type view struct {
	ViewID         string  `json:"viewId"`
	SessionID      string  `json:"sessionId"`
	Timestamp      instant `json:"timestamp"`
	PageID         int64   `json:"pageId"`
	Path           string  `json:"path"`
	Website        string  `json:"website"`
	Country        *string `json:"country"`
	Device         *string `json:"device"`
	Browser        *string `json:"browser"`
	Bot            bool    `json:"bot"`
	NavigationType *string `json:"navigationType"`

	vitals [rum.VitalCount]*float64
}

// jsErrors is schema/live-error.schema.json.
type jsErrors struct {
	ProjectKey string    `json:"projectKey"`
	Total      int64     `json:"total"`
	Errors     []jsError `json:"errors"`
}

type jsError struct {
	Name      string  `json:"name"`
	Message   string  `json:"message"`
	Path      string  `json:"path"`
	Website   string  `json:"website"`
	Browser   *string `json:"browser"`
	Country   *string `json:"country"`
	Timestamp instant `json:"timestamp"`
	SessionID *string `json:"sessionId"`
	GroupID   string  `json:"groupId"`
}

// instant is a time in ms since the epoch, written as ISO 8601.
type instant int64

// MarshalJSON writes "2026-11-25T12:00:00.000Z".
func (i instant) MarshalJSON() ([]byte, error) {
	return []byte(time.UnixMilli(int64(i)).UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

// MarshalJSON writes the vitals by their columns, null where there is none.
func (v view) MarshalJSON() ([]byte, error) {
	type fields view
	text, err := json.Marshal(fields(v))
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for _, one := range rum.Vitals() {
		value, err := json.Marshal(v.vitals[one])
		if err != nil {
			return nil, err
		}
		text = append(text, `,"`+one.Info().Column+`":`...)
		text = append(text, value...)
	}
	return append(text, '}'), nil
}

func newMetrics(project string, p *pulse.Pulse, catchUp bool) metrics {
	m := metrics{
		ProjectKey: project, From: instant(p.From), To: instant(p.To), CatchUp: catchUp,
		Events: p.Events, Views: p.Views, Updates: p.Updates, Errors: p.Errors,
		Vitals: make(map[string]vital, rum.VitalCount), Pages: []page{}, Countries: newCountries(p.Countries), Latest: []view{},
	}
	for _, v := range rum.Vitals() {
		d := &p.Vitals[v]
		m.Vitals[v.Info().Column] = vital{
			Samples: d.Samples, Good: cents(d.Good), NeedsImprovement: cents(d.Middle), Poor: cents(d.Poor), P75: d.Percentile(0.75),
		}
	}
	for _, id := range p.PagesByViews()[:min(len(p.Pages), mostPages)] {
		one := p.Pages[id]
		m.Pages = append(m.Pages, page{ID: id, Path: one.Path, Website: one.Website, Views: one.Views})
	}
	for _, v := range p.Latest {
		m.Latest = append(m.Latest, view{
			ViewID: v.ViewID, SessionID: v.SessionID, Timestamp: instant(v.Timestamp), PageID: v.PageID, Path: v.Path, Website: v.Website,
			Country: known(v.Country), Device: known(v.Device), Browser: known(v.Browser), Bot: v.Bot, NavigationType: known(v.NavigationType),
			vitals: v.Vitals,
		})
	}
	return m
}

func newCountries(views map[string]int64) []country {
	list := make([]country, 0, len(views))
	for code, n := range views {
		list = append(list, country{code, n})
	}
	slices.SortFunc(list, func(a, b country) int {
		return cmp.Or(cmp.Compare(b.Views, a.Views), cmp.Compare(a.Country, b.Country))
	})
	return list[:min(len(list), mostCountries)]
}

func newJSErrors(project string, p *pulse.Pulse) jsErrors {
	e := jsErrors{ProjectKey: project, Total: p.Errors, Errors: []jsError{}}
	for _, one := range p.JSErrors {
		e.Errors = append(e.Errors, jsError{
			Name: one.Name, Message: one.Message, Path: one.Path, Website: one.Website, Browser: known(one.Browser),
			Country: known(one.Country), Timestamp: instant(one.Timestamp), SessionID: known(one.SessionID),
			GroupID: one.GroupID,
		})
	}
	return e
}

// known is null for what is not.
func known(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// cents rounds a weight: sums of fractions have more digits than they mean.
func cents(weight float64) float64 { return math.Round(weight*100) / 100 }
