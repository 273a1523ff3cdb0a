package pulse

import (
	"slices"

	"paceline/internal/rum"
)

// Commit is what a worker has just made visible.
type Commit struct {
	At     int64            // server clock, ms since the epoch
	Events map[string]int64 // processed, by project
	Views  []*rum.PageView  // new ones and changed ones
	Errors []rum.JSError    // new ones
}

// Summarise makes a pulse of each project that something was committed of. It keeps nothing of the rows.
func Summarise(c Commit) map[string]*Pulse {
	all := make(map[string]*Pulse, len(c.Events))
	for project, events := range c.Events {
		all[project] = &Pulse{From: c.At, To: c.At, Events: events}
	}
	of := sameAsLast(all, c.At)
	// The last rows are mostly the newest: those before them are then soon seen not to be among the latest.
	for _, v := range slices.Backward(c.Views) {
		of(v.Project).addView(v)
	}
	for i := range c.Errors {
		of(c.Errors[i].Project).addError(&c.Errors[i])
	}
	for _, p := range all {
		p.keepPages(mostPages)
	}
	return all
}

// sameAsLast finds a project's pulse; rows of one project mostly come together.
func sameAsLast(all map[string]*Pulse, at int64) func(project string) *Pulse {
	var lastKey string
	var last *Pulse
	return func(project string) *Pulse {
		if last != nil && lastKey == project {
			return last
		}
		lastKey, last = project, all[project]
		if last == nil {
			last = &Pulse{From: at, To: at}
			all[project] = last
		}
		return last
	}
}

func (p *Pulse) addView(v *rum.PageView) {
	weight := v.Weight
	if weight == 0 {
		weight = 1
	}
	for vital := range v.Vitals {
		if r := &v.Vitals[vital]; r.Valid && v.IsFresh(rum.Vital(vital)) {
			p.Vitals[vital].add(rum.Vital(vital), r.Value, weight)
		}
	}
	p.addLatest(v)
	if v.Stored {
		p.Updates++
		return
	}
	p.Views++
	p.addPage(v.PageID, v.Path, v.Website, 1)
	country := v.Country
	if country == "" {
		country = rum.Unknown
	}
	p.addCountry(country, 1)
}

// addLatest keeps the page view if it is among the newest.
func (p *Pulse) addLatest(v *rum.PageView) {
	if n := len(p.Latest); n == mostLatest && v.Timestamp <= p.Latest[n-1].Timestamp {
		return
	}
	at, _ := slices.BinarySearchFunc(p.Latest, v.Timestamp, func(l View, timestamp int64) int {
		if l.Timestamp > timestamp {
			return -1
		}
		return 1
	})
	p.Latest = slices.Insert(p.Latest, at, newView(v))
	p.Latest = p.Latest[:min(len(p.Latest), mostLatest)]
}

func newView(v *rum.PageView) View {
	view := View{
		ViewID: v.ViewID, SessionID: v.SessionID, Timestamp: v.Timestamp, PageID: v.PageID,
		Path: cut(v.Path), Website: v.Website, Country: v.Country, Device: v.Device, Browser: v.Browser,
		Bot: v.Bot, NavigationType: v.NavigationType,
	}
	for i := range v.Vitals {
		if v.Vitals[i].Valid {
			view.Vitals[i] = new(v.Vitals[i].Value)
		}
	}
	return view
}

func (p *Pulse) addError(e *rum.JSError) {
	p.Errors++
	if n := len(p.JSErrors); n == mostErrors && e.Timestamp <= p.JSErrors[n-1].Timestamp {
		return
	}
	p.JSErrors = newest(append(p.JSErrors, JSError{
		Name: e.Name, Message: cut(e.Message), Path: cut(e.Path), Website: e.Website, Browser: e.Browser,
		Country: e.Country, Timestamp: e.Timestamp, SessionID: e.SessionID,
		GroupID: rum.ErrorGroupID(e.Name, e.Message),
	}), mostErrors, func(e JSError) int64 { return e.Timestamp })
}
