package rum

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func binsOf(v Vital, p99 float64, values ...float64) []Bin {
	counts := make([]float64, len(v.Grid().Edges())+1)
	for _, value := range values {
		counts[v.Grid().Cell(value)]++
	}
	return v.Grid().Bins(counts, &p99)
}

func TestBinsReachThePercentileAndHaveBothThresholdsAsEdges(t *testing.T) {
	for _, v := range Vitals() {
		info := v.Info()
		for _, p99 := range []float64{0, info.Good / 3, info.Poor, info.Poor * 1.9, info.Poor * 7, info.Max} {
			bins := binsOf(v, p99, 0)
			if len(bins) > MaxBins || len(bins) < 10 {
				t.Errorf("%s up to %g: %d bins", v, p99, len(bins))
			}
			var edges []float64
			for i, bin := range bins {
				last := i == len(bins)-1
				if (bin.To == nil) != last || !last && bin.From >= *bin.To || !last && bins[i+1].From != *bin.To {
					t.Fatalf("%s up to %g: bin %d is %+v", v, p99, i, bin)
				}
				edges = append(edges, bin.From)
			}
			if bins[0].From != 0 || !slices.Contains(edges, info.Good) || !slices.Contains(edges, info.Poor) {
				t.Errorf("%s up to %g: the edges are %v", v, p99, edges)
			}
			// Bins are never wider than the widest, whatever the percentile is.
			widest := v.Grid().Edges()[len(v.Grid().Edges())-1]
			if over := bins[len(bins)-1].From; over < min(p99, widest) {
				t.Errorf("%s up to %g: the last bin begins at %g", v, p99, over)
			}
		}
	}
}

func TestBinsOfLCP(t *testing.T) {
	bins := binsOf(LCP, 3000, 0, 100, 100.5, 2500, 2501, 40_000)
	if len(bins) != 41 || *bins[0].To != 100 || bins[40].From != 4000 {
		t.Fatalf("%d bins, the first up to %g, the last from %g", len(bins), *bins[0].To, bins[40].From)
	}
	for i, want := range map[int]float64{0: 2, 1: 1, 2: 0, 24: 1, 25: 1, 40: 1} {
		if bins[i].Count != want {
			t.Errorf("bin %d has %v, want %v", i, bins[i].Count, want)
		}
	}
	if wide := binsOf(LCP, 9000); len(wide) != 37 || *wide[0].To != 250 {
		t.Errorf("up to 9 s: %d bins of %g", len(wide), *wide[0].To)
	}
}

func TestACellHoldsWhatIsNotAboveItsEdge(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for _, v := range Vitals() {
		edges := v.Grid().Edges()
		for i, edge := range edges {
			if got := v.Grid().Cell(edge); got != i {
				t.Errorf("%s: %g is in cell %d, want %d", v, edge, got, i)
			}
		}
		for range 10_000 {
			value := dice.Float64() * edges[len(edges)-1] * 1.2
			want, _ := slices.BinarySearch(edges, value)
			if got := v.Grid().Cell(value); got != want {
				t.Fatalf("%s: %g is in cell %d, want %d", v, value, got, want)
			}
		}
		if got := v.Grid().Cell(v.Info().Max); got != len(edges) {
			t.Errorf("%s: the greatest value is in cell %d of %d", v, got, len(edges))
		}
	}
}

func TestWithoutValuesThereAreNoBins(t *testing.T) {
	if bins := LCP.Grid().Bins(make([]float64, len(LCP.Grid().Edges())+1), nil); bins == nil || len(bins) != 0 {
		t.Errorf("bins are %v", bins)
	}
}
