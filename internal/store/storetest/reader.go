package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func readerTests() []test {
	return []test{
		{"an empty store answers with empty lists and nulls", emptyAnswers},
		{"breakdowns", breakdowns},
		{"filters", filters},
		{"every dimension of a page view is known, and every answer can be filtered by it", everyDimension},
		{"series has every interval, empty ones too", series},
		{"pages lists the most viewed first", pages},
		{"slow pages lists the slowest first", slowPages},
		{"raw views come newest first, journeys oldest first", rawViews},
		{"check answers", check},
	}
}

func emptyAnswers(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "zoo example.com / v1 s1 0 lcp=1")}) // another project's
	ctx, sel := t.Context(), hour("shop")
	summary := must(s.Summary(ctx, sel))(t)
	diff(t, "summary", summary, rum.Summary{Method: rum.Exact})
	diff(t, "distribution", must(s.Distribution(ctx, sel, rum.INP))(t), rum.Distribution{Method: rum.Exact, Bins: []rum.Bin{}})
	empty := map[string]any{
		"journey":        must(s.Journey(ctx, "shop", "s1", 9))(t),
		"session errors": must(s.SessionErrors(ctx, "shop", "s1", 9))(t),
		"error groups":   must(s.ErrorGroups(ctx, sel, 9))(t),
		"events":         must(s.Events(ctx, sel, rum.TypeCustom, 9))(t),
		"dead letters":   must(s.DeadLetters(ctx, "shop", 9))(t),
		"latest views":   must(s.LatestViews(ctx, sel, 9))(t),
		"page views":     must(s.PageViews(ctx, 999_999, sel.Span, 9))(t),
		"sessions":       must(s.LatestSessions(ctx, sel, 9))(t),
		"projects":       must(s.SessionProjects(ctx, "none"))(t),
	}
	list, _, err := s.Pages(ctx, sel, 9)
	empty["pages"] = must(list, err)(t)
	slow, _, err := s.SlowPages(ctx, sel, rum.LCP, 75, 9)
	empty["slow pages"] = must(slow, err)(t)
	parts, _, err := s.Breakdown(ctx, sel, dimension(t, "device"), 9)
	empty["breakdown"] = must(parts, err)(t)
	for name, list := range empty {
		if text := fmt.Sprintf("%#v", list); !strings.HasSuffix(text, "{}") { // nil prints as (nil)
			t.Errorf("%s: got %s, want an empty list that is not nil", name, text)
		}
	}
}

func dimension(t *testing.T, name string) rum.Dimension {
	t.Helper()
	d, ok := rum.ParseDimension(name)
	if !ok {
		t.Fatalf("no dimension %q", name)
	}
	return d
}

// mixed is read by the tests of breakdowns and filters.
const mixed = `
	shop a.example / v1 s1 0 device=mobile browser=Chrome os=iOS country=DE connection=4g language=de release=1 navigation-type=navigate lcp=100
	shop a.example / v2 s1 1 device=mobile browser=Safari os=iOS country=FR connection=3g language=fr release=2 navigation-type=reload lcp=300
	shop b.example / v3 s2 2 device=desktop bot lcp=1000
	shop b.example / v4 s3 3 lcp=0
	shop b.example / v5 s3 90 device=tablet
	zoo  a.example / v6 s9 2 device=mobile browser=Opera lcp=9`

func breakdowns(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, mixed)})
	wants := map[string]string{
		"device":          "mobile=2 (unknown)=1 desktop=1",
		"browser":         "(unknown)=2 Chrome=1 Safari=1",
		"os":              "(unknown)=2 iOS=2",
		"country":         "(unknown)=2 DE=1 FR=1",
		"connection":      "(unknown)=2 3g=1 4g=1",
		"language":        "(unknown)=2 de=1 fr=1",
		"release":         "(unknown)=2 1=1 2=1",
		"navigation-type": "(unknown)=2 navigate=1 reload=1",
		"website":         "a.example=2 b.example=2",
		"bot":             "false=3 true=1",
	}
	for _, d := range rum.Dimensions() {
		name := d.Name
		want, ok := wants[name]
		if !ok {
			t.Errorf("no breakdown by %s is tested: it wants a line here, and values in mixed", name)
		}
		rows, method, err := s.Breakdown(t.Context(), hour("shop"), d, 10)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rows {
			got = append(got, fmt.Sprintf("%s=%d", row.Value, row.Views))
		}
		diff(t, name, strings.Join(got, " "), want)
		diff(t, "method", method, rum.Exact)
	}
	rows, _, err := s.Breakdown(t.Context(), hour("shop"), dimension(t, "device"), 1)
	row := single(t, must(rows, err)(t))
	p75, p95 := 250.0, 290.0
	want := rum.BreakdownRow{Value: "mobile", Views: 2, Estimated: 2}
	want.Vitals[rum.LCP] = rum.Percentiles{P75: &p75, P95: &p95, Samples: 2, Estimated: 2}
	diff(t, "row", row, want)
	if _, _, err := s.Breakdown(t.Context(), hour("shop"), rum.Dimension{Name: "x", Column: "1; DROP TABLE metrics"}, 1); err == nil {
		t.Error("a dimension that is not in the registry was answered")
	}
}

func filters(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, mixed)})
	for text, want := range map[string]string{
		"":                                 "v4 v3 v2 v1",
		"device:mobile":                    "v2 v1",
		"device:mobile,desktop":            "v3 v2 v1",
		"device!:mobile":                   "v4 v3",
		"device:(unknown)":                 "v4",
		"device!:(unknown)":                "v3 v2 v1",
		"bot:true":                         "v3",
		"bot:false device!:mobile":         "v4",
		"browser:Chrome country:DE":        "v1",
		"browser:Chrome country:FR":        "",
		"navigation-type:reload":           "v2",
		"website:b.example":                "v4 v3",
		"browser:Opera":                    "",
		"browser:x')/**/OR/**/('1'='1":     "",
		"release!:1,2,(unknown)":           "",
		"connection:4g language:de os:iOS": "v1",
	} {
		sel := hour("shop")
		for _, part := range strings.Fields(text) {
			sel.Filters = append(sel.Filters, must(rum.ParseFilter(part))(t))
		}
		diff(t, "filter "+text, viewIDs(must(s.LatestViews(t.Context(), sel, 10))(t)), want)
		summary := must(s.Summary(t.Context(), sel))(t)
		diff(t, "views by filter "+text, int(summary.Views), len(strings.Fields(want)))
	}
}

func viewIDs(list []rum.PageView) string {
	var ids []string
	for i := range list {
		ids = append(ids, list[i].ViewID)
	}
	return strings.Join(ids, " ")
}

func series(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop example.com / v1 s1 7 lcp=100 cls=0
		shop example.com / v2 s1 9 lcp=300
		shop example.com / v3 s1 31
		shop example.com / v4 s1 45 lcp=1
		zoo  example.com / v5 s1 20 lcp=1`)})
	sel := store.Select{Project: "shop", Span: rum.Span{From: timeAt(5), To: timeAt(45)}}
	buckets, method, err := s.Series(t.Context(), sel, 10*time.Minute)
	if err != nil || method != rum.Exact {
		t.Fatal(method, err)
	}
	var got []string
	for _, b := range buckets {
		lcp, cls := b.Vitals[rum.LCP], b.Vitals[rum.CLS]
		got = append(got, fmt.Sprintf("%s views=%d lcp=%s/%s/%d cls=%s", b.Start.UTC().Format("15:04"), b.Views,
			show(lcp.P50), show(lcp.P99), lcp.Samples, show(cls.P75)))
	}
	diff(t, "series", got, []string{
		"12:00 views=2 lcp=200/298/2 cls=0",
		"12:10 views=0 lcp=null/null/0 cls=null",
		"12:20 views=0 lcp=null/null/0 cls=null",
		"12:30 views=1 lcp=null/null/0 cls=null",
		"12:40 views=0 lcp=null/null/0 cls=null",
	})
	future := time.Now().Add(24 * time.Hour)
	sel.Span = rum.Span{From: future, To: future.Add(time.Hour)}
	if buckets, _, err := s.Series(t.Context(), sel, time.Minute); err != nil || buckets == nil || len(buckets) != 0 {
		t.Errorf("intervals that have not begun: %v, %v", buckets, err)
	}
}

func show(value *float64) string {
	if value == nil {
		return "null"
	}
	return fmt.Sprintf("%.6g", *value)
}

const visited = `
	shop a.example /slow  v1 s1 0 lcp=4000 cls=0
	shop a.example /fast  v2 s1 1 lcp=100
	shop a.example /fast  v3 s1 2 lcp=200
	shop b.example /fast  v4 s1 3 lcp=900
	shop a.example /plain v5 s1 4
	shop a.example /fast  v6 s1 99 lcp=9999
	zoo  a.example /zoo   v7 s1 5 lcp=8000`

func pages(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, visited)})
	rows, _, err := s.Pages(t.Context(), hour("shop"), 10)
	var got []string
	for _, r := range must(rows, err)(t) {
		if owner := must(s.PageProject(t.Context(), r.ID))(t); owner != "shop" {
			t.Errorf("page %d of the list belongs to %q", r.ID, owner)
		}
		got = append(got, fmt.Sprintf("%s%s views=%d last=%s lcp=%s/%s cls=%s", r.Website, r.Path, r.Views,
			r.LastSeen.UTC().Format("15:04"), show(r.Vitals[rum.LCP].P75), show(r.Vitals[rum.LCP].P95), show(r.Vitals[rum.CLS].P75)))
	}
	diff(t, "pages", got, []string{
		"a.example/fast views=2 last=12:02 lcp=175/195 cls=null",
		"b.example/fast views=1 last=12:03 lcp=900/900 cls=null",
		"a.example/plain views=1 last=12:04 lcp=null/null cls=null",
		"a.example/slow views=1 last=12:00 lcp=4000/4000 cls=0",
	})
	rows, _, err = s.Pages(t.Context(), hour("shop"), 1)
	single(t, must(rows, err)(t))
}

func slowPages(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, visited)})
	for _, percentile := range []int{75, 95} {
		rows, _, err := s.SlowPages(t.Context(), hour("shop"), rum.LCP, percentile, 10)
		var got []string
		for _, r := range must(rows, err)(t) {
			got = append(got, fmt.Sprintf("%s%s views=%d samples=%d %s/%s", r.Website, r.Path, r.Views, r.Samples, show(r.P75), show(r.P95)))
		}
		diff(t, "slow pages", got, []string{
			"a.example/slow views=1 samples=1 4000/4000",
			"b.example/fast views=1 samples=1 900/900",
			"a.example/fast views=2 samples=2 175/195",
		})
	}
	rows, _, err := s.SlowPages(t.Context(), hour("shop"), rum.CLS, 75, 1)
	if got := single(t, must(rows, err)(t)); got.Path != "/slow" || show(got.P75) != "0" {
		t.Errorf("slowest by CLS: %+v", got)
	}
}

func rawViews(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop example.com /a v1 s1 0
		shop example.com /b v2 s1 2
		shop example.com /a v3 s2 1
		shop example.com /a v4 s1 80
		zoo  example.com /a v5 s1 1`)})
	ctx, span := t.Context(), hour("shop").Span
	diff(t, "latest", viewIDs(must(s.LatestViews(ctx, hour("shop"), 2))(t)), "v2 v3")
	diff(t, "journey", viewIDs(must(s.Journey(ctx, "shop", "s1", 10))(t)), "v1 v2 v4")
	diff(t, "journey, two", viewIDs(must(s.Journey(ctx, "shop", "s1", 2))(t)), "v1 v2")
	diff(t, "another project's journey", viewIDs(must(s.Journey(ctx, "zoo", "s1", 10))(t)), "v5")
	page := single(t, stored(t, s, "shop", "v1")).PageID
	diff(t, "page", viewIDs(must(s.PageViews(ctx, page, span, 10))(t)), "v3 v1")
	diff(t, "page, one", viewIDs(must(s.PageViews(ctx, page, span, 1))(t)), "v3")
}

func check(t *testing.T, s Store) {
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
