package bench

import (
	"math"
	"strings"
	"testing"

	"paceline/internal/rum"
)

// What is in the sample up to which rate. packages/sdk/test/sampling.test.ts has the same list.
func TestTheSampleIsTheSDKs(t *testing.T) {
	for session, from := range map[string]float64{
		"AAAAAAAAAAAAAAAA": 0.345001, "Zm9vYmFyYmF6cXV4": 0.732301, "-_-_-_-_-_-_-_-_": 0.429761, "qL0vX3kPz7Tn1YwB": 0.949046,
	} {
		if InSample(session, from-1e-6) || !InSample(session, from+1e-6) {
			t.Errorf("%s is not in the sample from a rate of %v on", session, from)
		}
	}
}

func TestEachViewWeighsWhatItStandsFor(t *testing.T) {
	view := func(lcp float64, failed bool) *sampledView {
		v := &sampledView{failed: failed}
		v.vitals[rum.LCP], v.has[rum.LCP] = lcp, true
		return v
	}
	for name, c := range map[string]struct {
		view    *sampledView
		keep    string
		sampled bool
		want    float64 // 0: it is not sent
	}{
		"fast, in the sample":                 {view(1000, false), "poor", true, 10},
		"fast, outside it":                    {view(1000, false), "poor", false, 0},
		"poor, in the sample":                 {view(5000, false), "poor", true, 1},
		"poor, outside it":                    {view(5000, false), "poor", false, 1},
		"with an error, in the sample":        {view(1000, true), "poor", true, 1},
		"with an error, outside it":           {view(1000, true), "poor", false, 1},
		"not good, in the sample":             {view(3000, false), "poor", true, 10},
		"not good but kept, in the sample":    {view(3000, false), "not-good", true, 1},
		"not good but kept, outside it":       {view(3000, false), "not-good", false, 1},
		"poor, nothing is kept":               {view(5000, true), "none", true, 10},
		"poor, nothing is kept, not measured": {view(5000, true), "none", false, 0},
	} {
		script := newSampledScript(0.1, c.keep, 1)
		for range 20 { // in any order
			if weight, sent := script.weigh(c.view, c.sampled); weight != c.want || sent != (c.want > 0) {
				t.Errorf("%s: weighs %v, sent %v, want %v", name, weight, sent, c.want)
			}
		}
	}
}

func TestPercentilesByWeightAreThoseOfAllAndOthersAreNot(t *testing.T) {
	for _, keep := range Keeps {
		b := Sampling{Seeds: 12, Views: 100_000, Rate: 0.1, Keep: keep, Progress: func(string, ...any) {}}
		r, err := b.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Figures {
			// So few page views are not as sure as those of docs/performance.md.
			if f.Bar != nil && f.Value > 1.5 {
				t.Errorf("keeping %s: %s %v %%", keep, f.Name, f.Value)
			}
			wrong := math.Abs(f.Value) > 10
			if strings.Contains(f.Name, "without weights") && wrong != (keep != "none") {
				t.Errorf("keeping %s: %s %v %%", keep, f.Name, f.Value)
			}
		}
	}
}
