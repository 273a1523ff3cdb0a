package soak

import (
	"fmt"
	"maps"
	"slices"
)

// mostFindings bounds what is kept of what was found.
const mostFindings = 20

// Verdict is what a comparison found. All of it must be 0.
type Verdict struct {
	Lost       int      `json:"lost"`       // events with a 202 that are not visible, or were not merged as the rules say
	Doubled    int      `json:"doubled"`    // rows that are there more than once
	Invented   int      `json:"invented"`   // rows and values that nobody sent
	Difference int64    `json:"difference"` // of the ledger, and of its counts to what was sent
	Findings   []string `json:"findings,omitempty"`
}

// OK reports that nothing was found.
func (v *Verdict) OK() bool {
	return v.Lost == 0 && v.Doubled == 0 && v.Invented == 0 && v.Difference == 0 && len(v.Findings) == 0
}

func (v *Verdict) find(format string, args ...any) {
	if len(v.Findings) < mostFindings {
		v.Findings = append(v.Findings, fmt.Sprintf(format, args...))
	}
}

func (v *Verdict) add(more Verdict) {
	v.Lost += more.Lost
	v.Doubled += more.Doubled
	v.Invented += more.Invented
	v.Difference += more.Difference
	for _, f := range more.Findings {
		v.find("%s", f)
	}
}

// Compare holds what the query API shows of a project against what was sent for it, once its log is drained.
func Compare(sent *ProjectAccount, shown Facts) Verdict {
	v := &Verdict{}
	v.compareViews(sent, shown.Views)
	v.compareEvents(sent, shown.Events)
	v.compareErrors(sent, shown.Errors)
	v.compareLedger(sent, shown)
	return *v
}

// sentView is what was sent of one page view: the reports of each vital, and the page_view.
type sentView struct {
	opened  *Event
	session string
	reports map[string][]*Event
}

func (s *ProjectAccount) views() map[viewKey]*sentView {
	views := map[viewKey]*sentView{}
	for _, e := range s.events {
		if (e.Kind != pageView && e.Kind != webVital) || e.dead || !e.possible() {
			continue
		}
		view, ok := views[e.view()]
		if !ok {
			view = &sentView{session: e.Session, reports: map[string][]*Event{}}
			views[e.view()] = view
		}
		if e.Kind == pageView {
			view.opened = e
		} else {
			view.reports[e.Name] = append(view.reports[e.Name], e)
		}
	}
	return views
}

func (v *Verdict) compareViews(sent *ProjectAccount, rows []ViewRow) {
	views := sent.views()
	seen := map[viewKey]bool{}
	for i := range rows {
		row := &rows[i]
		key := viewKey{id: row.ViewID}
		if views[key] == nil {
			key = viewKey{session: row.SessionID, path: row.Path}
		}
		view := views[key]
		switch {
		case view == nil || view.session != row.SessionID:
			v.Invented++
			v.find("nobody sent the view %+v", *row)
		case seen[key]:
			v.Doubled++
			v.find("view %s is there again: %+v", key, *row)
		default:
			v.compareVitals(key, view, row)
		}
		seen[key] = true
	}
	for key, view := range views {
		if n := view.certain(); n > 0 && !seen[key] {
			v.Lost += n
			v.find("view %s of session %s is not there: %d events with a 202", key, view.session, n)
		}
	}
}

// certain counts the events of a view that must be there.
func (s *sentView) certain() (n int) {
	if s.opened != nil && s.opened.certain() {
		n++
	}
	for _, reports := range s.reports {
		for _, e := range reports {
			if e.certain() {
				n++
			}
		}
	}
	return n
}

func (v *Verdict) compareVitals(key viewKey, view *sentView, row *ViewRow) {
	for name, shown := range row.vitals() {
		reports := view.reports[name]
		best := greatest(reports, (*Event).certain)
		if shown == nil {
			if best != nil && best.Value != nil {
				v.Lost++
				v.find("view %s lacks its %s of %v", key, name, *best.Value)
			}
			continue
		}
		match := greatest(reports, func(e *Event) bool { return e.possible() && e.Value != nil && *e.Value == *shown })
		switch {
		case match == nil:
			v.Invented++
			v.find("view %s shows %s %v, which nobody sent", key, name, *shown)
		case best != nil && beats(best, match):
			v.Lost++
			v.find("view %s shows %s %v of %d, and not %v of %d", key, name, *shown, match.TS, *best.Value, best.TS)
		}
	}
}

// greatest is the report, of those that are asked for, that wins by the rules of merging.
func greatest(reports []*Event, asked func(*Event) bool) (best *Event) {
	for _, e := range reports {
		if asked(e) && (best == nil || beats(e, best)) {
			best = e
		}
	}
	return best
}

// beats says it again, apart from the product: a plausible value beats a dropped one, then the greatest time wins,
// then the greater value.
func beats(a, b *Event) bool {
	if (a.Value != nil) != (b.Value != nil) {
		return a.Value != nil
	}
	if a.TS != b.TS {
		return a.TS > b.TS
	}
	return a.Value != nil && *a.Value > *b.Value
}

// compareEvents compares custom events and resources, whose names are their ids.
func (v *Verdict) compareEvents(sent *ProjectAccount, rows []EventRow) {
	counts := map[string]int64{}
	for i := range rows {
		counts[rows[i].Name]++
	}
	for _, e := range sent.events {
		if (e.Kind == custom || e.Kind == resource) && !e.dead {
			v.compareCount(e, counts)
		}
	}
	v.rest(counts, "event")
}

func (v *Verdict) compareErrors(sent *ProjectAccount, shown map[string]int64) {
	counts := map[string]int64{}
	for message, n := range shown {
		counts[message] = n
	}
	for _, e := range sent.events {
		if e.Kind == jsError && !e.dead {
			v.compareCount(e, counts)
		}
	}
	v.rest(counts, "error")
}

// compareCount holds the number of rows of one event against what was sent of it, and takes them out of the counts.
func (v *Verdict) compareCount(e *Event, counts map[string]int64) {
	n := counts[e.Name]
	switch {
	case n == 0 && e.certain():
		v.Lost++
		v.find("%s %s has a 202 and is not there", e.Kind, e.Name)
	case n > 0 && !e.possible():
		return // stays in the counts: nobody sent it
	case n > 1:
		v.Doubled += int(n - 1)
		v.find("%s %s is there %d times", e.Kind, e.Name, n)
	}
	delete(counts, e.Name)
}

// rest finds what is left when everything that was sent has been taken out.
func (v *Verdict) rest(counts map[string]int64, what string) {
	for name, n := range counts {
		v.Invented += int(n)
		v.find("nobody sent the %s %q, which is there %d times", what, name, n)
	}
}

// compareLedger holds the ledger against itself, the rows, and what was sent.
func (v *Verdict) compareLedger(sent *ProjectAccount, shown Facts) {
	l := shown.Ledger
	unlike := func(what string, got, least, most int64) {
		if got < least || got > most {
			v.Difference += max(least-got, got-most)
			v.find("the ledger says %d %s, want %d to %d: %+v", got, what, least, most, l)
		}
	}
	unlike("difference", l.Difference, 0, 0)
	unlike("queued", l.Queued, 0, 0)
	unlike("deleted", l.Deleted, 0, 0)
	again := int64(0)
	if sent.reread {
		again = l.Deduplicated + l.Merged // an older report of a vital, read again, is older still
	}
	unlike("accepted", l.Accepted, sent.sure, sent.sure+sent.perhaps+again)
	least, most := sent.visible()
	unlike("visible", l.Visible, least, most)
	least, most = sent.deadLetters()
	unlike("dead letters", l.DeadLettered, least, most)
}

// visible is how many events can be seen when everything went right: one for each slot that events compete for.
func (s *ProjectAccount) visible() (least, most int64) {
	for _, view := range s.views() {
		slots := append(slices.Collect(maps.Values(view.reports)), []*Event{view.opened})
		for _, events := range slots {
			least += count(slices.ContainsFunc(events, func(e *Event) bool { return e != nil && e.certain() }))
			most += count(slices.ContainsFunc(events, func(e *Event) bool { return e != nil && e.possible() }))
		}
	}
	for _, e := range s.events {
		if e.Kind != pageView && e.Kind != webVital && !e.dead {
			least += count(e.certain())
			most += count(e.possible())
		}
	}
	return least, most
}

// deadLetters is how many sendings of events that cannot be written must have become dead letters.
func (s *ProjectAccount) deadLetters() (least, most int64) {
	for _, e := range s.events {
		if e.dead {
			least += int64(e.taken)
			most += int64(e.taken + e.perhaps)
		}
	}
	return least, most
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
