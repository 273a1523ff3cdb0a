package storetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func weightTests() []test {
	return []test{
		{"weights of 1 change nothing", weightsOfOne},
		{"a page view counts by its weight", heavyViews},
		{"the heaviest are listed first", heaviestFirst},
		{"a late report changes what a page view weighs", reweighed},
	}
}

// answers is all that is answered about page views with their weights.
type answers struct {
	Summary       rum.Summary
	Distributions []rum.Distribution
	Series        []rum.Bucket
	Pages         []rum.PageRow
	SlowPages     []rum.SlowPage
	Breakdown     []rum.BreakdownRow
}

func allAnswers(t *testing.T, s Store, sel store.Select) (all answers) {
	t.Helper()
	ctx := t.Context()
	all.Summary = must(s.Summary(ctx, sel))(t)
	for _, v := range rum.Vitals() {
		all.Distributions = append(all.Distributions, must(s.Distribution(ctx, sel, v))(t))
	}
	var err error
	all.Series, _, err = s.Series(ctx, sel, 20*time.Minute)
	must(0, err)(t)
	all.Pages, _, err = s.Pages(ctx, sel, 10)
	must(0, err)(t)
	all.SlowPages, _, err = s.SlowPages(ctx, sel, rum.INP, 75, 10)
	must(0, err)(t)
	all.Breakdown, _, err = s.Breakdown(ctx, sel, dimension(t, "device"), 10)
	must(0, err)(t)
	return all
}

// weighed are random page views of a project on two pages and devices.
func weighed(t *testing.T, project string, count int, weight func(random *rand.Rand) float64) []rum.PageView {
	random := rand.New(rand.NewPCG(5, 6))
	list := make([]rum.PageView, count)
	for i := range list {
		list[i] = views(t, fmt.Sprintf("%s example.com /%d v%d s%d %v device=%s", project, random.IntN(2), i, i%7, random.Float64()*59,
			[]string{"mobile", "desktop"}[random.IntN(2)]))[0]
		list[i].Weight = weight(random)
		for v := range list[i].Vitals {
			if random.IntN(4) > 0 {
				list[i].Vitals[v] = rum.Reading{Reported: true, Valid: true, Value: min(randomValue(random), rum.Vital(v).Info().Max), TS: at(1)}
			}
		}
	}
	return list
}

func weightsOfOne(t *testing.T, s Store) {
	without := weighed(t, "shop", 300, func(*rand.Rand) float64 { return 0 })
	with := weighed(t, "zoo", 300, func(random *rand.Rand) float64 { return 1 })
	write(t, s, batch{views: without})
	write(t, s, batch{views: with})
	want, got := allAnswers(t, s, hour("shop")), allAnswers(t, s, hour("zoo"))
	for _, list := range [][]rum.PageRow{want.Pages, got.Pages} {
		for i := range list {
			list[i].ID = 0
		}
	}
	for _, list := range [][]rum.SlowPage{want.SlowPages, got.SlowPages} {
		for i := range list {
			list[i].ID = 0
		}
	}
	diff(t, "answers with weights of 1", got, want)
	if want.Summary.Estimated != 300 || want.Summary.Vitals[rum.LCP].Estimated != float64(want.Summary.Vitals[rum.LCP].Samples) {
		t.Errorf("without weights %v are estimated: %+v", want.Summary.Estimated, want.Summary.Vitals[rum.LCP])
	}
}

func heavyViews(t *testing.T, s Store) { heavy(t, s, 1e-9) }

// heavy compares with the page views written out, each as often as it weighs: plainly sorted, and percentile_cont.
func heavy(t *testing.T, s Store, tolerance float64) {
	list := weighed(t, "shop", 400, func(random *rand.Rand) float64 { return float64(random.IntN(2) * random.IntN(12)) })
	write(t, s, batch{views: list})
	got := allAnswers(t, s, hour("shop"))
	c := outwritten{t: t, tolerance: tolerance}
	whole := c.of(list, func(*rum.PageView) bool { return true })
	c.views("summary", got.Summary.Views, got.Summary.Estimated, whole)
	for _, v := range rum.Vitals() {
		summary, spread := got.Summary.Vitals[v], got.Distributions[v]
		c.percentiles("summary", v, summary.Percentiles, whole)
		diff(t, "ratings of "+v.String(), [3]float64{summary.Good, summary.NeedsImprovement, summary.Poor}, whole.ratings(v))
		diff(t, "distribution of "+v.String(), spread.VitalSummary, summary)
		counts := make([]float64, len(v.Grid().Edges())+1)
		for _, value := range whole.values[v] {
			counts[v.Grid().Cell(value)]++
		}
		diff(t, "bins of "+v.String(), spread.Bins, v.Grid().Bins(counts, summary.P99))
	}
	for i, bucket := range got.Series {
		begin, end := at(float64(20*i)), at(float64(20*i+20))
		part := c.of(list, func(v *rum.PageView) bool { return v.Timestamp >= begin && v.Timestamp < end })
		c.group(fmt.Sprint("bucket ", i), bucket.Views, bucket.Estimated, bucket.Vitals, part)
	}
	for _, row := range got.Pages {
		part := c.of(list, func(v *rum.PageView) bool { return v.Path == row.Path })
		c.group(row.Path, row.Views, row.Estimated, row.Vitals, part)
	}
	for _, row := range got.SlowPages {
		part := c.of(list, func(v *rum.PageView) bool { return v.Path == row.Path })
		c.views("slow "+row.Path, row.Views, row.Estimated, part)
		c.percentiles("slow "+row.Path, rum.INP, rum.Percentiles{P75: row.P75, P95: row.P95, Samples: row.Samples,
			Estimated: float64(len(part.values[rum.INP]))}, part)
	}
	for _, row := range got.Breakdown {
		part := c.of(list, func(v *rum.PageView) bool { return v.Device == row.Value })
		c.group(row.Value, row.Views, row.Estimated, row.Vitals, part)
	}
	if len(got.Series) != 3 || len(got.Pages) != 2 || len(got.SlowPages) != 2 || len(got.Breakdown) != 2 {
		t.Errorf("%d buckets, %d pages, %d slow ones, %d devices", len(got.Series), len(got.Pages), len(got.SlowPages), len(got.Breakdown))
	}
}

// outwritten compares answers with page views written out.
type outwritten struct {
	t         *testing.T
	tolerance float64 // of percentiles, relative
}

// population is page views and their values in order, each as often as it weighs.
type population struct {
	rows   int64
	views  int
	values [rum.VitalCount][]float64
	raw    [rum.VitalCount]int64
}

func (outwritten) of(list []rum.PageView, belongs func(*rum.PageView) bool) (p population) {
	for i := range list {
		view := &list[i]
		if !belongs(view) {
			continue
		}
		times := max(1, int(view.Weight))
		p.rows++
		p.views += times
		for v, r := range view.Vitals {
			if r.Valid {
				p.raw[v]++
				p.values[v] = append(p.values[v], slices.Repeat([]float64{r.Value}, times)...)
			}
		}
	}
	for v := range p.values {
		slices.Sort(p.values[v])
	}
	return p
}

func (p population) ratings(vital rum.Vital) (counts [3]float64) {
	for _, value := range p.values[vital] {
		switch vital.Rate(value) {
		case rum.Good:
			counts[0]++
		case rum.NeedsImprovement:
			counts[1]++
		default:
			counts[2]++
		}
	}
	return counts
}

func (c outwritten) group(what string, views int64, estimated float64, vitals [rum.VitalCount]rum.Percentiles, want population) {
	c.t.Helper()
	c.views(what, views, estimated, want)
	for _, v := range rum.Vitals() {
		c.percentiles(what, v, vitals[v], want)
	}
}

func (c outwritten) views(what string, views int64, estimated float64, want population) {
	c.t.Helper()
	if views != want.rows || estimated != float64(want.views) {
		c.t.Errorf("%s: %d page views stand for %v, want %d for %d", what, views, estimated, want.rows, want.views)
	}
}

// percentiles leaves out what an answer does not have.
func (c outwritten) percentiles(what string, vital rum.Vital, got rum.Percentiles, want population) {
	c.t.Helper()
	values := want.values[vital]
	if got.Samples != want.raw[vital] || got.Estimated != float64(len(values)) {
		c.t.Errorf("%s: %d samples of %s stand for %v, want %d for %d", what, got.Samples, vital, got.Estimated, want.raw[vital], len(values))
	}
	if got.P75 == nil || got.P95 == nil {
		c.t.Fatalf("%s: no percentiles of %s", what, vital)
	}
	for fraction, value := range map[float64]*float64{0.5: got.P50, 0.75: got.P75, 0.9: got.P90, 0.95: got.P95, 0.99: got.P99} {
		if value == nil {
			continue
		}
		rank := fraction * float64(len(values)-1)
		low, high := values[int(math.Floor(rank))], values[int(math.Ceil(rank))]
		if wanted := low + (high-low)*(rank-math.Floor(rank)); math.Abs(*value-wanted) > c.tolerance*wanted {
			c.t.Errorf("%s: p%g of %s is %v, want %v", what, 100*fraction, vital, *value, wanted)
		}
	}
}

func heaviestFirst(t *testing.T, s Store) {
	list := views(t, `
		shop example.com /many  v1 s1 0 device=mobile lcp=0
		shop example.com /many  v2 s1 1 device=mobile lcp=0
		shop example.com /heavy v3 s2 2 device=desktop lcp=10`)
	list[0].Weight, list[2].Weight = 1.5, 2.75
	write(t, s, batch{views: list})
	got := allAnswers(t, s, hour("shop"))
	diff(t, "pages", []string{got.Pages[0].Path, got.Pages[1].Path}, []string{"/heavy", "/many"})
	diff(t, "devices", []string{got.Breakdown[0].Value, got.Breakdown[1].Value}, []string{"desktop", "mobile"})
	diff(t, "devices' weights", []float64{got.Breakdown[0].Estimated, got.Breakdown[1].Estimated}, []float64{2.75, 2.5})
	// Of 5.25, the median begins at 2.125 and reaches 0.625 into what begins at 2.5.
	diff(t, "lcp", shown(got.Summary.Vitals[rum.LCP].Percentiles), "6.25 10 10 10 10 of 3")
}

func reweighed(t *testing.T, s Store) {
	list := views(t, "shop example.com / v1 s1 0 lcp=5000")
	list[0].Weight = 10
	write(t, s, batch{views: list})
	diff(t, "at first", must(s.Summary(t.Context(), hour("shop")))(t).Estimated, 10.0)
	again := stored(t, s, "shop", "v1")
	again[0].Weight = 0
	write(t, s, batch{views: again})
	summary := must(s.Summary(t.Context(), hour("shop")))(t)
	diff(t, "once it is known to be kept for itself", []any{summary.Views, summary.Estimated}, []any{int64(1), 1.0})
}
