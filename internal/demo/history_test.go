package demo

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"paceline/internal/enrich"
	"paceline/internal/rum"
)

func monday() time.Time { return time.Date(2026, 11, 16, 0, 0, 0, 0, time.UTC) }

func collect(from, to time.Time) []rum.Record {
	return slices.Collect(History(7, from, to, HistoryPerDay))
}

func encode(t *testing.T, records []rum.Record) []string {
	t.Helper()
	var lines []string
	for _, r := range records {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(data))
	}
	slices.Sort(lines)
	return lines
}

func TestHistoryIsAFunctionOfTime(t *testing.T) {
	from, middle, to := monday(), monday().Add(30*time.Hour+17*time.Minute), monday().AddDate(0, 0, 3)
	whole := encode(t, collect(from, to))
	if !slices.Equal(whole, encode(t, collect(from, to))) {
		t.Error("told twice, it differs")
	}
	if !slices.Equal(whole, encode(t, append(collect(from, middle), collect(middle, to)...))) {
		t.Error("told in two parts, it differs")
	}
	if slices.Equal(whole, encode(t, slices.Collect(History(8, from, to, HistoryPerDay)))) {
		t.Error("another seed tells the same")
	}
}

func TestHistoryStopsWhenAsked(t *testing.T) {
	told := 0
	for range History(7, monday(), monday().AddDate(0, 0, 1), HistoryPerDay) {
		if told++; told == 3 {
			break
		}
	}
	if told != 3 {
		t.Errorf("told %d", told)
	}
}

func TestHistoryRecordsAreAsIngestLeavesThem(t *testing.T) {
	from, to := monday(), monday().AddDate(0, 0, 2)
	seen := map[string]bool{}
	last := map[string]int64{}
	for _, r := range collect(from, to) {
		if r.Project != HistoryProject || r.Session == "" || len(r.Events) == 0 {
			t.Fatalf("record %+v", r)
		}
		if r.Arrived > to.UnixMilli() || r.Arrived < last[r.Session] {
			t.Errorf("arrived at %d, after %d, before %d", r.Arrived, last[r.Session], to.UnixMilli())
		}
		last[r.Session] = r.Arrived
		for _, e := range r.Events {
			if seen[e.ID] {
				t.Errorf("id %s twice", e.ID)
			}
			seen[e.ID] = true
			checkEvent(t, r, e)
			if at, flags := enrich.Time(e, r); flags != 0 || at < from.Add(-historyLag).UnixMilli() || at >= to.Add(-historyLag).UnixMilli() {
				t.Errorf("begins at %d, flags %v", at, flags.Names())
			}
		}
	}
}

func checkEvent(t *testing.T, r rum.Record, e rum.Event) {
	t.Helper()
	website, _, _ := enrich.Page(e.Page)
	switch {
	case !e.Type.Valid() || e.Name == "" || e.ViewID == "" || website != HistoryWebsite:
		t.Errorf("event %+v", e)
	case e.TS < e.ViewStart || e.TS > r.SentAt:
		t.Errorf("ts %d is not between start %d and sending %d", e.TS, e.ViewStart, r.SentAt)
	case (e.Type == rum.TypeError) != (e.Error != nil):
		t.Errorf("error event %+v", e)
	}
	if e.Type == rum.TypeWebVital {
		if vital, ok := rum.ParseVital(e.Name); !ok || e.Value == nil || !vital.Accepts(*e.Value) {
			t.Errorf("vital %s %v", e.Name, e.Value)
		}
	}
}

// TestHistoryHasAStory looks for what the dashboard is to show: it fails when a change of the tables loses it.
func TestHistoryHasAStory(t *testing.T) {
	var views, bots, still, shifts, interactions, errors, customs float64
	countries, browsers, releases := map[string]bool{}, map[string]bool{}, map[string]bool{}
	lcp := map[bool][]float64{} // of product pages on telephones, by whether the release is faulty
	for _, r := range collect(monday(), monday().AddDate(0, 0, 7)) {
		for _, e := range r.Events {
			visitor := enrich.Visitor(r, e)
			switch {
			case e.Type == rum.TypePageView:
				views++
				countries[visitor.Country], browsers[visitor.Browser], releases[visitor.Release] = true, true, true
				if visitor.Bot {
					bots++
				}
			case e.Type == rum.TypeError:
				errors++
			case e.Type == rum.TypeCustom:
				customs++
			case e.Name == "INP":
				interactions++
			case e.Name == "CLS":
				shifts++
				if *e.Value == 0 {
					still++
				}
			case e.Name == "LCP" && visitor.Device == "mobile" && strings.Contains(e.Page, "/product/"):
				_, faulty := release(time.UnixMilli(e.ViewStart))
				lcp[faulty] = append(lcp[faulty], *e.Value)
			}
		}
	}
	for _, row := range []struct {
		what             string
		got, least, most float64
	}{
		{"page views", views, 6000, 8000},
		{"share of bots", bots / views, 0.015, 0.05},
		{"share of CLS that is 0", still / shifts, 0.4, 0.8},
		{"share of views with INP", interactions / views, 0.5, 0.9},
		{"errors", errors, 30, 400},
		{"custom events", customs, 100, 1500},
		{"countries", float64(len(countries)), 10, 20},
		{"browsers", float64(len(browsers)), 5, 8},
		{"releases", float64(len(releases)), 3, 3},
		{"LCP p75 of the good release", p75(lcp[false]), 1000, 3000},
		{"LCP p75 of the faulty release against it", p75(lcp[true]) / p75(lcp[false]), 1.4, 4},
	} {
		if !(row.got >= row.least && row.got <= row.most) {
			t.Errorf("%s: %v, want %v to %v", row.what, row.got, row.least, row.most)
		}
	}
}

func TestHistoryHasEveryVital(t *testing.T) {
	told := map[string]bool{}
	for _, r := range collect(monday(), monday().AddDate(0, 0, 1)) {
		for _, e := range r.Events {
			told[e.Name] = true
		}
	}
	for _, vital := range rum.Vitals() {
		if !told[vital.String()] {
			t.Errorf("no page view of a day has %s", vital)
		}
	}
}

func p75(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)*3/4]
}

func TestRelease(t *testing.T) {
	rows := []struct {
		at     string
		name   string
		faulty bool
	}{
		{"2026-11-17T08:59:00Z", "2026.11.12", true},
		{"2026-11-17T09:00:00Z", "2026.11.17", false},
		{"2026-11-19T08:59:00Z", "2026.11.17", false},
		{"2026-11-19T09:00:00Z", "2026.11.19", true},
		{"2026-11-23T12:00:00Z", "2026.11.19", true},
	}
	for _, row := range rows {
		at, err := time.Parse(time.RFC3339, row.at)
		if err != nil {
			t.Fatal(err)
		}
		if name, faulty := release(at); name != row.name || faulty != row.faulty {
			t.Errorf("%s: %s %v, want %s %v", row.at, name, faulty, row.name, row.faulty)
		}
	}
}

func BenchmarkHistory(b *testing.B) {
	for b.Loop() {
		collect(monday(), monday().AddDate(0, 0, 1))
	}
}
