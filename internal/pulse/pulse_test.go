package pulse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paceline/internal/pubsub"
	"paceline/internal/rum"
)

const at = 1_700_000_000_000

// view makes a page view with fresh vitals.
func view(id string, page int64, values map[rum.Vital]float64) *rum.PageView {
	v := &rum.PageView{
		Where:  rum.Where{Project: "shop", Website: "shop.example", Path: fmt.Sprintf("/page/%d", page), PageID: page},
		ViewID: id, SessionID: "s", Timestamp: at,
	}
	for vital, value := range values {
		v.Report(vital, rum.Reading{Reported: true, Valid: true, Value: value, TS: at})
	}
	return v
}

func summarise(t *testing.T, views ...*rum.PageView) *Pulse {
	t.Helper()
	all := Summarise(Commit{At: at, Events: map[string]int64{"shop": int64(len(views))}, Views: views})
	if len(all) != 1 || all["shop"] == nil {
		t.Fatalf("pulses of %v", all)
	}
	return all["shop"]
}

func TestNewAndChangedPageViewsAreToldApart(t *testing.T) {
	known := view("known", 1, map[rum.Vital]float64{rum.INP: 600})
	known.Stored, known.Vitals[rum.LCP] = true, rum.Reading{Reported: true, Valid: true, Value: 1000, TS: at}
	known.Report(rum.LCP, rum.Reading{Reported: true, Valid: true, Value: 9000, TS: at + 1})
	p := summarise(t, known, view("new", 2, map[rum.Vital]float64{rum.LCP: 2600}))
	if p.Views != 1 || p.Updates != 1 || p.Events != 2 || len(p.Pages) != 1 || p.Pages[2].Views != 1 || p.Countries[rum.Unknown] != 1 {
		t.Errorf("%+v", p)
	}
	// The stored page view's LCP was counted when it was first reported; the newer report of it is no other sample.
	if d := p.Vitals[rum.LCP]; d.Samples != 1 || d.Middle != 1 || d.Good+d.Poor != 0 {
		t.Errorf("LCP: %+v", d)
	}
	if d := p.Vitals[rum.INP]; d.Samples != 1 || d.Poor != 1 {
		t.Errorf("INP: %+v", d)
	}
	if len(p.Latest) != 2 || *p.Latest[slices.IndexFunc(p.Latest, func(v View) bool { return v.ViewID == "known" })].Vitals[rum.LCP] != 9000 {
		t.Errorf("latest: %+v", p.Latest)
	}
}

func TestAValueThatWasDroppedIsNoSample(t *testing.T) {
	v := view("v", 1, nil)
	v.Report(rum.CLS, rum.Reading{Reported: true, TS: at})
	p := summarise(t, v, view("zero", 1, map[rum.Vital]float64{rum.CLS: 0}))
	if d := p.Vitals[rum.CLS]; d.Samples != 1 || d.Good != 1 || *d.Percentile(0.75) != 0 {
		t.Errorf("CLS: %+v", d)
	}
	if p.Vitals[rum.LCP].Percentile(0.75) != nil {
		t.Error("a percentile of nothing")
	}
}

func TestPercentilesAreWithinTheErrorAndWeighted(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var values []float64
	var d Distribution
	for range 20_000 {
		value := math.Exp(random.NormFloat64() + 7)
		values = append(values, value)
		d.add(rum.LCP, value, 1)
	}
	slices.Sort(values)
	for _, share := range []float64{0.5, 0.75, 0.95} {
		want := values[int(share*float64(len(values)))]
		if got := *d.Percentile(share); math.Abs(got-want)/want > 0.01 {
			t.Errorf("p%v is %v, want %v", 100*share, got, want)
		}
	}
	d.add(rum.LCP, 1, 1e6) // one page view that stands for a million
	if got := *d.Percentile(0.75); got > 1.01 {
		t.Errorf("the heavy page view does not count: p75 is %v", got)
	}
}

func TestPulsesAddUpHoweverTheyAreCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		views := make([]*rum.PageView, rapid.IntRange(1, 60).Draw(t, "views"))
		for i := range views {
			views[i] = view(fmt.Sprint(i), rapid.Int64Range(1, 9).Draw(t, "page"), map[rum.Vital]float64{
				rum.LCP: rapid.Float64Range(0, 600_000).Draw(t, "lcp"),
			})
			views[i].Timestamp = at + int64(i)
			views[i].Country = rapid.SampledFrom([]string{"", "DE", "US"}).Draw(t, "country")
		}
		whole := Summarise(Commit{At: at, Views: views})["shop"]
		sum := &Pulse{}
		for rest := views; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "part")
			m, err := Message("shop", Summarise(Commit{At: at, Views: rest[:n]})["shop"])
			if err != nil {
				t.Fatal(err)
			}
			part, err := Parse(m)
			if err != nil {
				t.Fatal(err)
			}
			sum.Merge(part)
			rest = rest[n:]
		}
		if d := cmp.Diff(whole, sum, sameDistribution); d != "" {
			t.Fatalf("whole and sum differ:\n%s", d)
		}
	})
}

// sameDistribution compares without the room that is kept to spare.
var sameDistribution = cmp.Transformer("message", func(d Distribution) string {
	text, err := d.MarshalJSON()
	return fmt.Sprint(string(text), err)
})

func TestAPageViewIsShownOnceAsItBecame(t *testing.T) {
	earlier := summarise(t, view("v", 1, map[rum.Vital]float64{rum.LCP: 1000}))
	later := summarise(t, view("v", 1, map[rum.Vital]float64{rum.LCP: 1000, rum.INP: 40}))
	earlier.Merge(later)
	if len(earlier.Latest) != 1 || earlier.Latest[0].Vitals[rum.INP] == nil {
		t.Errorf("latest: %+v", earlier.Latest)
	}
}

func TestTheLatestAreTheNewest(t *testing.T) {
	var views []*rum.PageView
	for _, i := range rand.New(rand.NewPCG(1, 2)).Perm(200) {
		v := view(fmt.Sprint(i), 1, nil)
		v.Timestamp = at + int64(i)
		views = append(views, v)
	}
	for i, v := range summarise(t, views...).Latest {
		if want := int64(at + 199 - i); v.Timestamp != want {
			t.Fatalf("number %d is of %d, want %d", i, v.Timestamp, want)
		}
	}
}

// Whatever was committed, what is told of it stays small.
func TestAMessageIsSmall(t *testing.T) {
	long := strings.Repeat("€", 700)
	commit := Commit{At: at}
	for i := range 5000 {
		value := math.Exp2(float64(i%190)/10) * 1.0001
		v := view(fmt.Sprint(i), int64(i), map[rum.Vital]float64{
			rum.LCP: value, rum.INP: value, rum.CLS: value / 1e4, rum.FCP: value, rum.TTFB: value, rum.FID: value,
		})
		v.Path, v.Website, v.Country, v.Browser, v.SessionID = long, long[:253], fmt.Sprint(i), long[:64], long[:128]
		v.Timestamp += int64(i)
		commit.Views = append(commit.Views, v)
		commit.Errors = append(commit.Errors, rum.JSError{Where: v.Where, Timestamp: v.Timestamp, ErrorDetail: rum.ErrorDetail{Message: long}})
	}
	commit.Views = append(commit.Views, commit.Views[17], commit.Views[17], commit.Views[17])
	p := Summarise(commit)["shop"]
	m, err := Message("shop", p)
	if err != nil || len(m.Data) > pubsub.MaxBytes {
		t.Fatalf("%d bytes, %v", len(m.Data), err)
	}
	back, err := Parse(m)
	if err != nil || back.Views != 5003 || back.Errors != 5000 || back.Vitals[rum.LCP].Samples != 5003 || len(back.Latest) == 0 {
		t.Errorf("%d views, %d errors, %d samples, %d latest, %v", back.Views, back.Errors, back.Vitals[rum.LCP].Samples, len(back.Latest), err)
	}
	if len(p.Pages) > mostPages || len(p.Countries) > mostCountries+1 || p.Countries[rum.Unknown] == 0 {
		t.Errorf("%d pages, %d countries", len(p.Pages), len(p.Countries))
	}
}

func BenchmarkSummarise(b *testing.B) {
	const n = 10_000
	c := Commit{At: at, Events: map[string]int64{}}
	for i := range n {
		v := view(fmt.Sprint(i), int64(i%500), map[rum.Vital]float64{
			rum.LCP: float64(900 + i%3000), rum.INP: float64(i % 400), rum.CLS: float64(i%30) / 100, rum.FCP: float64(500 + i%900), rum.TTFB: float64(i % 800),
		})
		v.Project, v.Country, v.Timestamp = fmt.Sprintf("bench-%03d", i%60), "DE", at+int64(i)
		c.Events[v.Project]++
		c.Views = append(c.Views, v)
	}
	b.ReportAllocs()
	for b.Loop() {
		Summarise(c)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/view")
}
