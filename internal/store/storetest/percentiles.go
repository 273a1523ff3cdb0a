package storetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"paceline/internal/rum"
)

func percentileTests() []test {
	return []test{
		{"percentiles interpolate between values", interpolated},
		{"every vital is summarised and rated", everyVital},
		{"no data is null and a real 0 is 0", nullsAndZeros},
	}
}

func interpolated(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop example.com / v1 s1 0 lcp=100
		shop example.com / v2 s1 1 lcp=200
		shop example.com / v3 s2 2 lcp=300
		shop example.com / v4 s2 3 lcp=400
		shop example.com / v5 s2 4
		shop example.com / v6 s9 60 lcp=100000
		zoo  example.com / v7 s9 1 lcp=100000`)})
	summary := must(s.Summary(t.Context(), hour("shop")))(t)
	diff(t, "lcp", shown(summary.Vitals[rum.LCP].Percentiles), "250 325 370 385 397 of 4")
	if summary.Views != 5 || summary.Sessions != 2 || summary.Method != rum.Exact {
		t.Errorf("views %d, sessions %d, method %s", summary.Views, summary.Sessions, summary.Method)
	}
}

func shown(p rum.Percentiles) string {
	return fmt.Sprintf("%s %s %s %s %s of %d", show(p.P50), show(p.P75), show(p.P90), show(p.P95), show(p.P99), p.Samples)
}

func everyVital(t *testing.T, s Store) {
	for i, vital := range rum.Vitals() {
		project := "p" + vital.Info().Column
		info := vital.Info()
		text := ""
		for j, value := range []float64{info.Good / 2, info.Good, info.Poor, info.Poor * 2, 0} {
			text += fmt.Sprintf("%s example.com / v%d s1 %d %s=%v\n", project, j, j, info.Column, value)
		}
		write(t, s, batch{views: views(t, text)})
		summary := must(s.Summary(t.Context(), hour(project)))(t)
		for j, got := range summary.Vitals {
			rated := [4]float64{float64(got.Samples), got.Good, got.NeedsImprovement, got.Poor}
			want := [4]float64{}
			if i == j {
				want = [4]float64{5, 3, 1, 1}
				diff(t, "p50 of "+info.Name, show(got.P50), show(&info.Good))
			}
			diff(t, fmt.Sprintf("samples and ratings of %s after %s", rum.Vital(j), info.Name), rated, want)
		}
	}
}

func nullsAndZeros(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "shop example.com / v1 s1 0 cls=0 inp=dropped")})
	summary := must(s.Summary(t.Context(), hour("shop")))(t)
	diff(t, "cls", shown(summary.Vitals[rum.CLS].Percentiles), "0 0 0 0 0 of 1")
	diff(t, "inp", shown(summary.Vitals[rum.INP].Percentiles), "null null null null null of 0")
	diff(t, "ratings of cls", summary.Vitals[rum.CLS].Good, 1.0)
}

// sketchSaysSo gets a store that answers at most three page views exactly.
func sketchSaysSo(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop a.example /1 v1 s1 0 device=mobile lcp=0 cls=0
		shop a.example /1 v2 s1 1 device=mobile lcp=0
		shop a.example /1 v3 s1 2 device=mobile lcp=0
		shop a.example /2 v4 s1 3 device=desktop lcp=1000
		zoo  a.example /1 v1 s1 0 lcp=7`)})
	ctx, sel := t.Context(), hour("shop")
	summary := must(s.Summary(ctx, sel))(t)
	diff(t, "summary", summary.Method, rum.Sketch)
	lcp := summary.Vitals[rum.LCP]
	if show(lcp.P50) != "0" || lcp.Samples != 4 || lcp.Good != 4 || math.Abs(*lcp.P99-970) > 9.7 {
		t.Errorf("sketch of 0, 0, 0, 1000: %s, %+v", shown(lcp.Percentiles), lcp)
	}
	if got := summary.Vitals[rum.INP]; shown(got.Percentiles) != "null null null null null of 0" {
		t.Errorf("no data in a sketch: %s", shown(got.Percentiles))
	}
	spread := must(s.Distribution(ctx, sel, rum.LCP))(t)
	diff(t, "distribution", spread.Method, rum.Sketch)
	diff(t, "distribution's percentiles", spread.VitalSummary, lcp)
	diff(t, "distribution's bins", binned(spread.Bins), "-100: 3, 900-1000: 1")
	buckets, method, err := s.Series(ctx, sel, 60*60*1e9)
	diff(t, "series", []any{len(buckets), method, err}, []any{1, rum.Sketch, error(nil)})
	diff(t, "series' lcp", buckets[0].Vitals[rum.LCP].Samples, int64(4))
	list, method, err := s.Pages(ctx, sel, 10)
	diff(t, "pages", []any{len(list), method, err}, []any{2, rum.Sketch, error(nil)})
	diff(t, "first page's lcp", show(list[0].Vitals[rum.LCP].P95), "0")
	slow, method, err := s.SlowPages(ctx, sel, rum.LCP, 75, 1)
	diff(t, "slow pages", []any{len(slow), method, err, slow[0].Path}, []any{1, rum.Sketch, error(nil), "/2"})
	parts, method, err := s.Breakdown(ctx, sel, dimension(t, "device"), 10)
	diff(t, "breakdown", []any{len(parts), method, err, parts[0].Value}, []any{2, rum.Sketch, error(nil), "mobile"})
	diff(t, "one project's few views are exact", must(s.Summary(ctx, hour("zoo")))(t).Method, rum.Exact)
}

// sketchNearExact compares both methods on random page views of several distributions.
func sketchNearExact(t *testing.T, open Open) {
	exact, sketch := open(t, 0), open(t, 1)
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		project := fmt.Sprintf("p%d", seed)
		list := make([]rum.PageView, 2+random.IntN(400))
		for i := range list {
			list[i] = views(t, fmt.Sprintf("%s example.com / v%d s%d %v", project, i, i%7, random.Float64()*60))[0]
			for v := range list[i].Vitals {
				if random.IntN(4) > 0 {
					list[i].Vitals[v] = rum.Reading{Reported: true, Valid: true, Value: randomValue(random), TS: at(1)}
				}
			}
		}
		write(t, exact, batch{views: slices.Clone(list)})
		write(t, sketch, batch{views: list})
		want, got := must(exact.Summary(t.Context(), hour(project)))(t), must(sketch.Summary(t.Context(), hour(project)))(t)
		if got.Method != rum.Sketch || want.Method != rum.Exact {
			t.Fatalf("methods: %s and %s", got.Method, want.Method)
		}
		for v := range got.Vitals {
			near(t, fmt.Sprintf("seed %d, %s", seed, rum.Vital(v)), got.Vitals[v].Percentiles, want.Vitals[v].Percentiles)
		}
	}
}

// randomValue is 0, tiny as CLS can be, or as times are, with a long tail.
func randomValue(random *rand.Rand) float64 {
	switch random.IntN(5) {
	case 0:
		return 0
	case 1:
		return random.Float64() * 1e-4
	case 2:
		return math.Round(random.Float64() * 50)
	default:
		return math.Min(math.Exp(random.NormFloat64()*1.5+6), 600_000)
	}
}

func near(t *testing.T, what string, got, want rum.Percentiles) {
	t.Helper()
	if got.Samples != want.Samples {
		t.Errorf("%s: %d samples, want %d", what, got.Samples, want.Samples)
	}
	gots, wants := []*float64{got.P50, got.P75, got.P90, got.P95, got.P99}, []*float64{want.P50, want.P75, want.P90, want.P95, want.P99}
	for i, w := range wants {
		g := gots[i]
		if (g == nil) != (w == nil) {
			t.Errorf("%s: percentile %d is %s, want %s", what, i, show(g), show(w))
			continue
		}
		const rounding = 1e-9
		if w != nil && math.Abs(*g-*w) > *w*(rum.SketchError+rounding) {
			t.Errorf("%s: percentile %d is %v, more than 1 %% from %v", what, i, *g, *w)
		}
	}
}
