// Package pulse is what workers tell live servers of what they have committed: a summary of each project that stays
// small whatever was committed, and that can be added up over commits, workers and time.
package pulse

import (
	"cmp"
	"slices"

	"paceline/internal/rum"
)

// The most of a kind that a pulse holds.
const (
	mostPages     = 50
	mostCountries = 250
	mostLatest    = 20
	mostErrors    = 20
	// While a pulse is added up it may hold more pages for a while, so that the most viewed ones are found.
	mostPagesMeanwhile = 16 * mostPages
)

// longest is how many bytes of a free text are kept; the store has all of it.
const longest = 512

// Pulse sums up what was committed of one project in a while. The zero Pulse is one of nothing.
type Pulse struct {
	From    int64 `json:"from"`    // the earliest commit in it, server clock, ms since the epoch; 0 when there is none
	To      int64 `json:"to"`      // the last
	Events  int64 `json:"events"`  // events that were processed, whatever became of them
	Views   int64 `json:"views"`   // page views that are new
	Updates int64 `json:"updates"` // page views that were there and changed
	Errors  int64 `json:"errors"`  // JavaScript errors that are new

	Vitals    [rum.VitalCount]Distribution `json:"vitals"`
	Pages     map[int64]*Page              `json:"pages,omitempty"`     // those with most new page views, by their id
	Countries map[string]int64             `json:"countries,omitempty"` // new page views; rum.Unknown where it is not known
	Latest    []View                       `json:"latest,omitempty"`    // page views that are new or changed, newest first
	JSErrors  []JSError                    `json:"jsErrors,omitempty"`  // the newest of the errors, newest first
}

// Page is the new page views of a page.
type Page struct {
	Path    string `json:"path"`
	Website string `json:"website"`
	Views   int64  `json:"views"`
}

// View is one page view. Empty strings are unknown.
type View struct {
	ViewID         string                   `json:"viewId"`
	SessionID      string                   `json:"sessionId"`
	Timestamp      int64                    `json:"timestamp"` // ms since the epoch
	PageID         int64                    `json:"pageId"`
	Path           string                   `json:"path"`
	Website        string                   `json:"website"`
	Country        string                   `json:"country,omitempty"`
	Device         string                   `json:"device,omitempty"`
	Browser        string                   `json:"browser,omitempty"`
	Bot            bool                     `json:"bot,omitempty"`
	NavigationType string                   `json:"navigationType,omitempty"`
	Vitals         [rum.VitalCount]*float64 `json:"vitals"` // nil when there is none
}

// JSError is one JavaScript error. Empty strings are unknown.
type JSError struct {
	Name      string `json:"name"`
	Message   string `json:"message"`
	Path      string `json:"path"`
	Website   string `json:"website"`
	Browser   string `json:"browser,omitempty"`
	Country   string `json:"country,omitempty"`
	Timestamp int64  `json:"timestamp"` // ms since the epoch
	SessionID string `json:"sessionId,omitempty"`
	GroupID   string `json:"groupId"` // of the whole message, which is cut here
}

// Empty reports that nothing was committed.
func (p *Pulse) Empty() bool { return p.To == 0 }

// Merge adds another pulse of the same project. A page view that is in both is shown as it became last. The other
// pulse stays as it is.
func (p *Pulse) Merge(other *Pulse) {
	if other.Empty() {
		return
	}
	p.cover(other.From, other.To)
	p.Events += other.Events
	p.Views += other.Views
	p.Updates += other.Updates
	p.Errors += other.Errors
	for v := range p.Vitals {
		p.Vitals[v].merge(&other.Vitals[v])
	}
	for id, page := range other.Pages {
		p.addPage(id, page.Path, page.Website, page.Views)
	}
	for country, views := range other.Countries {
		p.addCountry(country, views)
	}
	p.Latest = newest(replaceChanged(p.Latest, other.Latest), mostLatest, func(v View) int64 { return v.Timestamp })
	p.JSErrors = newest(slices.Concat(other.JSErrors, p.JSErrors), mostErrors, func(e JSError) int64 { return e.Timestamp })
}

func (p *Pulse) cover(from, to int64) {
	if p.From == 0 || from < p.From {
		p.From = from
	}
	p.To = max(p.To, to)
}

// addPage counts page views. Of too many pages those with the fewest views are forgotten.
func (p *Pulse) addPage(id int64, path, website string, views int64) {
	if page := p.Pages[id]; page != nil {
		page.Views += views
		return
	}
	if p.Pages == nil {
		p.Pages = make(map[int64]*Page)
	}
	p.Pages[id] = &Page{Path: cut(path), Website: website, Views: views}
	if len(p.Pages) > mostPagesMeanwhile {
		p.keepPages(mostPages)
	}
}

// keepPages keeps the pages with most views.
func (p *Pulse) keepPages(most int) {
	if len(p.Pages) <= most {
		return
	}
	for _, id := range p.PagesByViews()[most:] {
		delete(p.Pages, id)
	}
}

// PagesByViews lists the pages' ids, those with most views first.
func (p *Pulse) PagesByViews() []int64 {
	ids := make([]int64, 0, len(p.Pages))
	for id := range p.Pages {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int {
		return cmp.Or(cmp.Compare(p.Pages[b].Views, p.Pages[a].Views), cmp.Compare(a, b))
	})
	return ids
}

// addCountry counts page views. There are fewer countries than there is room for; what is beyond is no country.
func (p *Pulse) addCountry(country string, views int64) {
	if _, known := p.Countries[country]; !known && len(p.Countries) >= mostCountries {
		country = rum.Unknown
	}
	if p.Countries == nil {
		p.Countries = make(map[string]int64)
	}
	p.Countries[country] += views
}

// replaceChanged puts the later state of page views before the earlier ones of others.
func replaceChanged(earlier, later []View) []View {
	all := slices.Clone(later)
	for _, v := range earlier {
		if !slices.ContainsFunc(later, func(l View) bool { return l.ViewID == v.ViewID }) {
			all = append(all, v)
		}
	}
	return all
}

// newest sorts by time, the latest first, and keeps so many.
func newest[T any](list []T, most int, at func(T) int64) []T {
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(at(b), at(a)) })
	return list[:min(len(list), most)]
}

// cut shortens a text to whole characters.
func cut(text string) string {
	if len(text) <= longest {
		return text
	}
	end := longest
	for end > 0 && text[end]&0xC0 == 0x80 { // within a character: https://www.rfc-editor.org/rfc/rfc3629#section-3
		end--
	}
	return text[:end]
}
