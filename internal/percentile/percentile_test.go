package percentile

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"paceline/internal/rum"
)

func sample(values, weights []float64) *Sample {
	s := &Sample{}
	for i, value := range values {
		s.Add(value, weights[i])
	}
	return s
}

func all(p rum.Percentiles) []float64 {
	return []float64{*p.P50, *p.P75, *p.P90, *p.P95, *p.P99}
}

// cont is percentile_cont as SQL defines it.
func cont(sorted []float64, fraction float64) float64 {
	rank := fraction * float64(len(sorted)-1)
	lower, upper := sorted[int(math.Floor(rank))], sorted[int(math.Ceil(rank))]
	return lower + (upper-lower)*(rank-math.Floor(rank))
}

func TestByHand(t *testing.T) {
	for name, c := range map[string]struct {
		values, weights []float64
		want            [5]float64
	}{
		"one":                  {[]float64{7}, []float64{10}, [5]float64{7, 7, 7, 7, 7}},
		"weights of 1":         {[]float64{400, 100, 300, 200}, []float64{1, 1, 1, 1}, [5]float64{250, 325, 370, 385, 397}},
		"a heavy one":          {[]float64{100, 200}, []float64{9, 1}, [5]float64{100, 100, 110, 155, 191}}, // h = 4.5, 6.75, 8.1, 8.55, 8.91
		"a heavy one above":    {[]float64{100, 200}, []float64{1, 9}, [5]float64{200, 200, 200, 200, 200}},
		"weights that are odd": {[]float64{0, 10}, []float64{1.5, 2.5}, [5]float64{10, 10, 10, 10, 10}}, // of 4: h = 1.5, where the second begins
		"fractions of one":     {[]float64{0, 10}, []float64{2.5, 1.5}, [5]float64{0, 7.5, 10, 10, 10}}, // h = 1.5, 2.25, …
		"zeros":                {[]float64{0, 0, 5}, []float64{3, 1, 1}, [5]float64{0, 0, 3, 4, 4.8}},
	} {
		got := all(Of(sample(c.values, c.weights)))
		for i, want := range c.want {
			if math.Abs(got[i]-want) > 1e-12*max(1, want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
				break
			}
		}
	}
}

func values(dice *rand.Rand, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		switch dice.IntN(4) {
		case 0:
			list[i] = float64(dice.IntN(4)) // often the same, and 0
		default:
			list[i] = math.Exp(dice.NormFloat64()*2 + 5)
		}
	}
	return list
}

func ones(n int) []float64 { return slices.Repeat([]float64{1}, n) }

func TestWeightsOfOneAreSQLsPercentileContToTheLastBit(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	for range 2_000 {
		list := values(dice, 1+dice.IntN(200))
		got := Of(sample(list, ones(len(list))))
		slices.Sort(list)
		for i, fraction := range fractions {
			if want := cont(list, fraction); all(got)[i] != want {
				t.Fatalf("p%g of %d numbers is %v, want %v", 100*fraction, len(list), all(got)[i], want)
			}
		}
		if got.Samples != int64(len(list)) || got.Estimated != float64(len(list)) {
			t.Fatalf("%d samples, %v estimated, of %d", got.Samples, got.Estimated, len(list))
		}
	}
}

func TestWholeWeightsAreTheNumbersWrittenOut(t *testing.T) {
	dice := rand.New(rand.NewPCG(2, 2))
	for range 2_000 {
		list := values(dice, 1+dice.IntN(100))
		weights := make([]float64, len(list))
		var out []float64
		for i, value := range list {
			weights[i] = float64(1 + dice.IntN(2)*dice.IntN(12))
			out = append(out, slices.Repeat([]float64{value}, int(weights[i]))...)
		}
		got, want := all(Of(sample(list, weights))), all(Of(sample(out, ones(len(out)))))
		for i := range want {
			if math.Abs(got[i]-want[i]) > 1e-12*want[i] {
				t.Fatalf("percentiles are %v, of the numbers written out %v", got, want)
			}
		}
	}
}

func TestTheSketchIsNearTheExactOneWithAnyWeights(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 3))
	for range 2_000 {
		list, h, s := values(dice, 1+dice.IntN(300)), Histogram{}, Sample{}
		for _, value := range list {
			weight := 1 + dice.ExpFloat64()*float64(dice.IntN(2)*10)
			h.Add(value, weight)
			s.Add(value, weight)
		}
		sketched, exact := h.Sketched(), Of(&s)
		for i, want := range all(exact) {
			if got := all(sketched)[i]; math.Abs(got-want) > want*rum.SketchError*(1+1e-9) {
				t.Fatalf("p%g is %v, sketched %v", 100*fractions[i], want, got)
			}
		}
		if sketched.Samples != exact.Samples || math.Abs(sketched.Estimated-exact.Estimated) > 1e-9*exact.Estimated {
			t.Fatalf("%+v and %+v", sketched, exact)
		}
	}
}

// Columns of any cut, counted by several and put together, are the same as one number after another.
func TestPartsPutTogether(t *testing.T) {
	dice := rand.New(rand.NewPCG(4, 4))
	for range 300 {
		one, parts, kept := Histogram{}, [3]Histogram{}, [3]Sample{}
		var s Sample
		var ratings, wantRatings Ratings
		rater := Rater{Good: 50, Poor: 200}
		cuts := make([]struct{ of, weights Column }, 1+dice.IntN(6))
		for i := range cuts {
			list := values(dice, 1+dice.IntN(130))
			cut := &cuts[i]
			cut.of = Column{Values: list, Valid: make([]uint64, (len(list)+63)/64)}
			cut.weights = Column{Values: make([]float64, len(list)), Valid: make([]uint64, (len(list)+63)/64)}
			rows := make([]uint16, len(list))
			for row, value := range list {
				rows[row] = uint16(row)
				weight := 1.0
				if i%2 == 0 && dice.IntN(2) == 0 {
					weight = float64(2 + dice.IntN(20))
					cut.weights.Values[row] = weight
					cut.weights.Valid[row/64] |= 1 << (row % 64)
				}
				if dice.IntN(5) > 0 {
					cut.of.Valid[row/64] |= 1 << (row % 64)
					one.Add(value, weight)
					s.Add(value, weight)
					switch {
					case value <= rater.Good:
						wantRatings.Good += weight
					case value > rater.Poor:
						wantRatings.Poor += weight
					}
				}
			}
			if dice.IntN(2) == 0 {
				parts[i%3].Count(cut.of, Weights(cut.weights), rows)
				parts[i%3].rateOnly(cut.of, Weights(cut.weights), rater, &ratings)
			} else {
				parts[i%3].CountRated(cut.of, Weights(cut.weights), rater, &ratings)
			}
			kept[i%3].values = cut.of.Append(kept[i%3].values, rows)
			kept[i%3].weights = cut.of.AppendWeights(kept[i%3].weights, Weights(cut.weights), rows)
		}
		var sum Histogram
		for i := range parts {
			sum.Merge(&parts[i])
		}
		if sum.Samples() == 0 {
			continue
		}
		wanted := sum.Wanted()
		for i := range kept {
			wanted.AddAll(kept[i].values, kept[i].weights)
		}
		got, want := sum.Exact(wanted), Of(&s)
		if !slices.Equal(all(got), all(want)) || got.Samples != want.Samples || got.Estimated != want.Estimated {
			t.Fatalf("%+v %v, want %+v %v", got, all(got), want, all(want))
		}
		if !slices.Equal(all(one.Sketched()), all(sum.Sketched())) || ratings != wantRatings {
			t.Fatalf("sketches %v and %v, ratings %v, want %v", all(one.Sketched()), all(sum.Sketched()), ratings, wantRatings)
		}
		twoPasses := sum.Wanted()
		for _, cut := range cuts {
			of := sum.Wanted()
			of.AddRows(cut.of, Weights(cut.weights), everyRowOf(cut.of))
			twoPasses.Merge(of)
		}
		if second := sum.Exact(twoPasses); !slices.Equal(all(second), all(want)) {
			t.Fatalf("a second pass gives %v, want %v", all(second), all(want))
		}
	}
}

// rateOnly rates what Count has counted.
func (h *Histogram) rateOnly(of, weights Column, by Rater, to *Ratings) {
	var other Histogram
	other.CountRated(of, weights, by, to)
}

func everyRowOf(c Column) []uint16 {
	rows := make([]uint16, len(c.Values))
	for i := range rows {
		rows[i] = uint16(i)
	}
	return rows
}

func TestOfNothingThereIsNothing(t *testing.T) {
	if p := Of(&Sample{}); p.P50 != nil || p.Samples != 0 || p.Estimated != 0 {
		t.Errorf("%+v", p)
	}
	var h Histogram
	if p := h.Sketched(); p.P99 != nil || p.Samples != 0 {
		t.Errorf("%+v", p)
	}
}
