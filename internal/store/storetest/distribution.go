package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"paceline/internal/rum"
)

func distributionTests() []test {
	return []test{
		{"a distribution counts in bins that keep the ratings apart", distribution},
		{"a distribution's bins, percentiles and ratings are those of its page views", distributionsAgree},
	}
}

func distribution(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop example.com / v1 s1 0 lcp=0 cls=0.1
		shop example.com / v2 s1 1 lcp=100 cls=0.25
		shop example.com / v3 s1 2 lcp=2500 cls=0.250001
		shop example.com / v4 s1 3 lcp=2500.5
		shop example.com / v5 s1 4 lcp=4000
		shop example.com / v6 s1 5 lcp=dropped
		shop example.com / v7 s1 6
		shop example.com / v8 s9 60 lcp=300
		zoo  example.com / v9 s9 1 lcp=300`)})
	lcp := must(s.Distribution(t.Context(), hour("shop"), rum.LCP))(t)
	diff(t, "lcp", shown(lcp.Percentiles), "2500 2500.5 3400.2 3700.1 3940.02 of 5")
	diff(t, "ratings", [3]float64{lcp.Good, lcp.NeedsImprovement, lcp.Poor}, [3]float64{3, 2, 0})
	diff(t, "bins of lcp", binned(lcp.Bins), "-100: 2, 2400-2500: 1, 2500-2600: 1, 3900-4000: 1")
	diff(t, "number of bins", len(lcp.Bins), 41)
	cls := must(s.Distribution(t.Context(), hour("shop"), rum.CLS))(t)
	diff(t, "bins of cls", binned(cls.Bins), "0.095-0.1: 1, 0.245-0.25: 1, 0.25-0.255: 1")
}

// binned spells the bins that have something in them.
func binned(bins []rum.Bin) string {
	var parts []string
	for _, bin := range bins {
		if bin.Count == 0 {
			continue
		}
		from, to := "", ""
		if bin.From > 0 {
			from = fmt.Sprint(bin.From)
		}
		if bin.To != nil {
			to = fmt.Sprint(*bin.To)
		}
		parts = append(parts, fmt.Sprintf("%s-%s: %g", from, to, bin.Count))
	}
	return strings.Join(parts, ", ")
}

// distributionsAgree compares with the summary, and counts the bins once more.
func distributionsAgree(t *testing.T, s Store) {
	random := rand.New(rand.NewPCG(3, 4))
	list := make([]rum.PageView, 300)
	for i := range list {
		list[i] = views(t, fmt.Sprintf("shop example.com / v%d s%d %v", i, i%7, random.Float64()*59))[0]
		for v := range list[i].Vitals {
			if random.IntN(4) > 0 {
				info := rum.Vital(v).Info()
				value := random.ExpFloat64() * info.Good
				if random.IntN(5) == 0 { // on an edge
					value = rum.Vital(v).Grid().Edges()[random.IntN(100)]
				}
				list[i].Vitals[v] = rum.Reading{Reported: true, Valid: true, Value: min(value, info.Max), TS: at(1)}
			}
		}
	}
	write(t, s, batch{views: list})
	summary := must(s.Summary(t.Context(), hour("shop")))(t)
	for _, v := range rum.Vitals() {
		got := must(s.Distribution(t.Context(), hour("shop"), v))(t)
		diff(t, v.String(), got.VitalSummary, summary.Vitals[v])
		counts := make([]float64, len(v.Grid().Edges())+1)
		for i := range list {
			if reading := list[i].Vitals[v]; reading.Valid {
				counts[v.Grid().Cell(reading.Value)]++
			}
		}
		diff(t, "bins of "+v.String(), got.Bins, v.Grid().Bins(counts, summary.Vitals[v].P99))
	}
}
