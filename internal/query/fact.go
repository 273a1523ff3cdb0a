package query

import (
	"bytes"
	"encoding/json"
	"time"

	"paceline/internal/admin"
	"paceline/internal/rum"
)

// The answers about single facts: schema/page-views, events, ledger, dead-letters and projects.

type projectAnswer struct {
	ProjectKey string   `json:"projectKey"`
	Demo       bool     `json:"demo"`
	Origins    []string `json:"origins"`
}

func newProjectAnswer(p admin.ProjectInfo) projectAnswer {
	return projectAnswer{ProjectKey: p.Key, Demo: p.Demo, Origins: append([]string{}, p.Origins...)}
}

type viewAnswer rum.PageView

func (a viewAnswer) MarshalJSON() ([]byte, error) {
	type plain struct {
		ViewID         string          `json:"view_id"`
		SessionID      string          `json:"session_id"`
		Timestamp      instant         `json:"timestamp"`
		Arrived        instant         `json:"arrived"`
		PageID         int64           `json:"page_id"`
		Path           string          `json:"path"`
		Website        string          `json:"website"`
		NavigationType *string         `json:"navigation_type"`
		DeviceType     *string         `json:"device_type"`
		Browser        *string         `json:"browser"`
		OS             *string         `json:"os"`
		Country        *string         `json:"country"`
		Connection     *string         `json:"connection"`
		Language       *string         `json:"language"`
		Release        *string         `json:"release"`
		Bot            bool            `json:"bot"`
		Viewport       []int32         `json:"viewport"`
		Screen         []int32         `json:"screen"`
		DeviceMemory   *float64        `json:"device_memory"`
		Cores          *int32          `json:"cores"`
		Dimensions     json.RawMessage `json:"dimensions"`
		Weight         float64         `json:"weight"`
		Flags          []string        `json:"flags"`
	}
	text, err := json.Marshal(plain{
		ViewID: a.ViewID, SessionID: a.SessionID, Timestamp: fromMillis(a.Timestamp), Arrived: fromMillis(a.Arrived),
		PageID: a.PageID, Path: a.Path, Website: a.Website, NavigationType: known(a.NavigationType),
		DeviceType: known(a.Device), Browser: known(a.Browser), OS: known(a.OS), Country: known(a.Country),
		Connection: known(a.Connection), Language: known(a.Language), Release: known(a.Release), Bot: a.Bot,
		Viewport: area(a.ViewportWidth, a.ViewportHeight), Screen: area(a.ScreenWidth, a.ScreenHeight),
		DeviceMemory: known(a.Memory), Cores: known(a.Cores), Dimensions: orNull(json.RawMessage(a.Dimensions)),
		Weight: max(a.Weight, 1), Flags: a.Flags.Names(),
	})
	if err != nil {
		return nil, err
	}
	o := object{text: bytes.TrimSuffix(text, []byte("}"))} // left open for the vitals
	a.addVitals(&o)
	return o.end()
}

// area is a width and a height in CSS pixels; nil, which is null, when they are unknown.
func area(width, height int32) []int32 {
	if width == 0 && height == 0 {
		return nil
	}
	return []int32{width, height}
}

// addVitals writes the value of each vital, and what explains them, by vital name.
func (a viewAnswer) addVitals(o *object) {
	var attribution object
	for _, v := range rum.Vitals() {
		reading := a.Vitals[v]
		if reading.Valid {
			o.number(v.Info().Column, &reading.Value)
		} else {
			o.number(v.Info().Column, nil)
		}
		if json.Valid(reading.Attribution) {
			attribution.name(v.String())
			attribution.text = append(attribution.text, reading.Attribution...)
		}
	}
	o.name("attribution")
	if len(attribution.text) == 0 {
		o.text = append(o.text, "null"...)
		return
	}
	o.text = append(append(o.text, attribution.text...), '}')
}

type eventAnswer struct {
	ID        string          `json:"id"`
	Type      rum.EventType   `json:"type"`
	Name      string          `json:"name"`
	Value     *float64        `json:"value"`
	SessionID string          `json:"session_id"`
	ViewID    *string         `json:"view_id"`
	Timestamp instant         `json:"timestamp"`
	PageID    int64           `json:"page_id"`
	Path      string          `json:"path"`
	Website   string          `json:"website"`
	Data      json.RawMessage `json:"data"`
}

func newEventAnswer(e rum.LoggedEvent) eventAnswer {
	return eventAnswer{
		ID: e.ID, Type: e.Type, Name: e.Name, Value: e.Value, SessionID: e.SessionID, ViewID: known(e.ViewID),
		Timestamp: fromMillis(e.Timestamp), PageID: e.PageID, Path: e.Path, Website: e.Website, Data: orNull(e.Data),
	}
}

// ledgerAnswer adds to the account how fresh it is.
type ledgerAnswer struct {
	rum.Ledger
	NewestVisible *instant `json:"newestVisible"`
	OldestWaiting *instant `json:"oldestWaiting"`
}

// since is null for the zero time.
func since(at time.Time) *instant {
	if at.IsZero() {
		return nil
	}
	i := instant(at)
	return &i
}

type deadLetterAnswer struct {
	Arrived instant         `json:"arrived"`
	Reason  string          `json:"reason"`
	Event   json.RawMessage `json:"event"`
}

func newDeadLetterAnswer(l rum.StoredDeadLetter) deadLetterAnswer {
	return deadLetterAnswer{Arrived: instant(l.Arrived), Reason: l.Reason, Event: orNull(l.Event)}
}

// known is nil for the zero value: what is unknown is null.
func known[T comparable](value T) *T {
	var zero T
	if value == zero {
		return nil
	}
	return &value
}

// orNull keeps a document that is absent, or none, from breaking the answer it stands in.
func orNull(document json.RawMessage) json.RawMessage {
	if !json.Valid(document) {
		return json.RawMessage("null")
	}
	return document
}
