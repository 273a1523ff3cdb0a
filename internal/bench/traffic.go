package bench

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"iter"
	"time"

	"paceline/internal/demo"
	"paceline/internal/ingest"
	"paceline/internal/rum"
)

// trafficSeed makes every run send the same.
const trafficSeed = 7

// Project is one that beacons are sent to.
type Project struct{ Key, APIKey string }

// ProjectKeys names n projects.
func ProjectKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("bench-%03d", i)
	}
	return keys
}

// records tells the visits of the demo's history in the hour before a time, about n page views of them, spread over
// the projects by session. A page view is one record when it loads and, mostly, another when the visitor goes.
func records(projects []string, before time.Time, n int) iter.Seq[rum.Record] {
	end := before.UTC().Truncate(time.Hour)
	history := demo.History(trafficSeed, end.Add(-time.Hour), end, n*24)
	return func(yield func(rum.Record) bool) {
		for record := range history {
			record.Project = projects[pickOf(record.Session, len(projects))]
			if !yield(record) {
				return
			}
		}
	}
}

func pickOf(session string, n int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(session)) // never fails
	return int(h.Sum32() % uint32(n))
}

// sending is one beacon ready for the wire.
type sending struct {
	project       int // index
	session, view string
	userAgent     string
	body          []byte
}

// sendings are about n beacons of recent visits, as the SDK sends them.
func sendings(projects []string, n int) ([]sending, error) {
	index := map[string]int{}
	for i, key := range projects {
		index[key] = i
	}
	// Twice as many views as needed: how busy an hour is depends on the hour.
	list := make([]sending, 0, n)
	for record := range records(projects, time.Now(), 2*n) {
		body, err := json.Marshal(beacon(record))
		if err != nil {
			return nil, fmt.Errorf("encode a beacon: %w", err)
		}
		list = append(list, sending{
			project: index[record.Project], session: record.Session, view: record.Events[0].ViewID,
			userAgent: record.UserAgent, body: body,
		})
		if len(list) == n {
			break
		}
	}
	return list, nil
}

// beacon is the beacon that led to a record.
func beacon(r rum.Record) ingest.Beacon {
	b := ingest.Beacon{
		ProjectKey: r.Project, SentAt: count(r.SentAt), SDK: r.SDK,
		Context: ingest.BeaconContext{
			Timezone: r.Context.Timezone, Language: r.Context.Language, Device: r.Context.Device, Browser: r.Context.Browser,
			OS: r.Context.OS, Connection: r.Context.Connection, Release: r.Context.Release,
			Viewport: []ingest.Number{amount(r.Context.Viewport[0]), amount(r.Context.Viewport[1])},
			RTT:      amount(r.Context.RTT),
		},
	}
	for _, e := range r.Events {
		event, _ := json.Marshal(wireEvent(r.Session, e)) // strings and finite numbers always can be
		b.Events = append(b.Events, event)
	}
	return b
}

func wireEvent(session string, e rum.Event) ingest.Event {
	sent := ingest.Event{
		ID: text(e.ID), Type: string(e.Type), Name: e.Name, TS: count(e.TS), Page: e.Page, SessionID: session,
		ViewID: text(e.ViewID), ViewStart: count(e.ViewStart), NavigationType: text(e.NavigationType),
		Attribution: e.Attribution, Data: e.Data,
	}
	if e.Value != nil {
		sent.Value = amount(*e.Value)
	}
	if e.Error != nil {
		sent.Data, _ = json.Marshal(e.Error) // the same names as on the wire
	}
	return sent
}

func count(n int64) ingest.Number    { return amount(float64(n)) }
func amount(f float64) ingest.Number { return ingest.Number{Float: f, Set: true} }
func text(s string) ingest.Text      { return ingest.Text{String: s, Set: s != ""} }
