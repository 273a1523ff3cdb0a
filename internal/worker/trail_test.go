package worker

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"paceline/internal/rum"
)

// replay feeds batches to the grouping one after the other, as the worker does, with a slice for the store, and
// returns the rows that are left and the ledger's counts.
func replay(t interface{ Fatalf(string, ...any) }, batches ...[]*fact) ([]rum.PageView, rum.Tally) {
	stored := map[string]rum.PageView{}
	var tally rum.Tally
	for _, facts := range batches {
		trails := &newMemory().grouped
		for _, f := range facts {
			trails.add(f)
			tally.Processed++
		}
		var old []rum.PageView
		for _, v := range stored {
			if inWindows(trails, v.Timestamp) {
				v.Stored = true
				old = append(old, v)
			}
		}
		trails.imagine()
		for _, v := range trails.merge(old) {
			if _, exists := stored[v.ViewID]; exists != v.Stored {
				t.Fatalf("view %s: stored %v, but marked %v", v.ViewID, exists, v.Stored)
			}
			stored[v.ViewID] = *v
		}
		for _, one := range trails.list {
			tally.Merged += one.tally.Merged
			tally.Deduplicated += one.tally.Deduplicated
		}
	}
	var views []rum.PageView
	for _, v := range stored {
		views = append(views, v)
	}
	slices.SortFunc(views, func(a, b rum.PageView) int {
		return cmp.Or(int(a.FirstTS-b.FirstTS), strings.Compare(a.ViewID, b.ViewID))
	})
	return views, tally
}

func inWindows(t *trails, timestamp int64) bool {
	for _, w := range t.windows() {
		if w.From <= timestamp && timestamp <= w.To {
			return true
		}
	}
	return false
}

// parse reads "pv@10 LCP@500=2500 /b:TTFB@7=80 v1:LCP@9=1": events with their client time and value, on path
// /a unless another is named, without a view id unless one is.
func parse(t *testing.T, text string) []*fact {
	t.Helper()
	var facts []*fact
	for _, word := range strings.Fields(text) {
		f := blank()
		if prefix, rest, ok := strings.Cut(word, ":"); ok {
			if word = rest; strings.HasPrefix(prefix, "/") {
				f.page.hash = uint64(prefix[1])
			} else {
				f.event.ViewID = prefix
			}
		}
		name, rest, _ := strings.Cut(word, "@")
		at, value, hasValue := strings.Cut(rest, "=")
		ts, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			t.Fatalf("%q: %v", word, err)
		}
		f.event.TS, f.timestamp, f.arrived, f.event.ID = ts, ts, ts+5, word
		f.event.Type, f.event.Name = rum.TypePageView, "page_view"
		if name != "pv" {
			f.event.Type, f.event.Name = rum.TypeWebVital, name
		}
		if hasValue {
			v, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatalf("%q: %v", word, err)
			}
			f.event.Value = &v
		}
		facts = append(facts, f)
	}
	return facts
}

// blank is an event of session s on path /a.
func blank() *fact {
	return &fact{
		source: &source{project: "p", session: "s", context: &rum.Context{}}, event: &rum.Event{}, visitor: &rum.Visitor{},
		page: &page{hash: 1, where: rum.Where{Project: "p"}},
	}
}

func show(views []rum.PageView) []string {
	lines := []string{}
	for _, v := range views {
		line := fmt.Sprint(v.FirstTS)
		if v.PageViewTS != 0 {
			line += " pv"
		}
		for i, r := range v.Vitals {
			if r.Reported {
				line += fmt.Sprintf(" %s=%v", rum.Vital(i), r.Value)
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func TestGrouping(t *testing.T) {
	const minute = 60_000
	for name, row := range map[string]struct {
		batches []string
		want    []string
		tally   rum.Tally
	}{
		"one view, one row": {
			[]string{"v:pv@10 v:TTFB@11=90 v:LCP@20=2500"},
			[]string{"10 pv LCP=2500 TTFB=90"}, rum.Tally{Processed: 3},
		},
		"three beacons out of order, one twice": {
			[]string{"v:CLS@90=0.2 v:INP@80=40", "v:pv@10 v:LCP@20=2500", "v:CLS@30=0.1", "v:CLS@30=0.1"},
			[]string{"10 pv LCP=2500 INP=40 CLS=0.2"}, rum.Tally{Processed: 6, Merged: 2},
		},
		"the same beacon again": {
			[]string{"v:pv@10 v:LCP@20=2500", "v:pv@10 v:LCP@20=2500"},
			[]string{"10 pv LCP=2500"}, rum.Tally{Processed: 4, Deduplicated: 2},
		},
		"a real zero counts": {
			[]string{"v:CLS@20=0"}, []string{"20 CLS=0"}, rum.Tally{Processed: 1},
		},
		"a dropped value never beats one that was kept": {
			[]string{"v:LCP@20=2500", "v:LCP@30"}, []string{"20 LCP=2500"}, rum.Tally{Processed: 2, Merged: 1},
		},
		"without view id: over two batches, out of order": {
			[]string{"LCP@500=2500 CLS@900=0.1", "pv@10 TTFB@60=100"},
			[]string{"10 pv LCP=2500 CLS=0.1 TTFB=100"}, rum.Tally{Processed: 4},
		},
		"without view id: two paths are two views": {
			[]string{"/1:pv@10 /1:LCP@20=1 /2:pv@11 /2:LCP@21=2"},
			[]string{"10 pv LCP=1", "11 pv LCP=2"}, rum.Tally{Processed: 4},
		},
		"without view id: a page_view begins another": {
			[]string{"pv@10 LCP@20=1", "pv@1000 LCP@1020=2"},
			[]string{"10 pv LCP=1", "1000 pv LCP=2"}, rum.Tally{Processed: 4},
		},
		"without view id: a second TTFB begins another": {
			[]string{"TTFB@10=90 LCP@20=1 TTFB@50=80 LCP@60=2"},
			[]string{"10 LCP=1 TTFB=90", "50 LCP=2 TTFB=80"}, rum.Tally{Processed: 4},
		},
		"without view id: a second TTFB that comes first": {
			[]string{"TTFB@50=80", "TTFB@10=90"},
			[]string{"10 TTFB=90", "50 TTFB=80"}, rum.Tally{Processed: 2},
		},
		"without view id: half an hour later is another": {
			[]string{fmt.Sprintf("pv@10 LCP@20=1 CLS@%d=0.3", 31*minute)},
			[]string{"10 pv LCP=1", fmt.Sprintf("%d CLS=0.3", 31*minute)}, rum.Tally{Processed: 3},
		},
		"without view id: a repeat changes nothing, even when a later page_view took its place": {
			[]string{"pv@10 LCP@50=1", "pv@40", "LCP@50=1 pv@10"},
			[]string{"10 pv LCP=1", "40 pv"}, rum.Tally{Processed: 5, Deduplicated: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var batches [][]*fact
			for _, text := range row.batches {
				batches = append(batches, parse(t, text))
			}
			views, tally := replay(t, batches...)
			if diff := gocmp.Diff(row.want, show(views)); diff != "" {
				t.Errorf("views (-want +got):\n%s", diff)
			}
			if tally != row.tally {
				t.Errorf("tally %+v, want %+v", tally, row.tally)
			}
		})
	}
}

// Whatever order, batches and repeats the events of views arrive in, the same rows are left, and every event is
// accounted for.
func TestGroupingIsIndependentOfOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(drawFact), 1, 30).Draw(t, "events")
		seed := rapid.Uint64().Draw(t, "seed")
		straight, tally := replay(t, events)
		balance(t, straight, tally)
		shuffled, tally := replay(t, shuffle(events, seed)...)
		balance(t, shuffled, tally)
		if diff := gocmp.Diff(show(straight), show(shuffled)); diff != "" {
			t.Fatalf("in order and shuffled differ:\n%s", diff)
		}
	})
}

// Without view ids the rows may depend on the order, but the account may not.
func TestDerivedViewsBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(drawFact), 1, 30).Draw(t, "events")
		for _, f := range events {
			f.event.ViewID = ""
		}
		views, tally := replay(t, shuffle(events, rapid.Uint64().Draw(t, "seed"))...)
		balance(t, views, tally)
	})
}

func balance(t *rapid.T, views []rum.PageView, tally rum.Tally) {
	visible := 0
	for i := range views {
		visible += views[i].Visible()
	}
	if int64(visible)+tally.Merged+tally.Deduplicated != tally.Processed {
		t.Fatalf("%d visible, tally %+v", visible, tally)
	}
}

func drawFact(t *rapid.T) *fact {
	f := blank()
	f.event.ViewID = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "view")
	f.event.TS = rapid.Int64Range(1, 50).Draw(t, "ts")
	f.timestamp = f.event.TS
	f.event.Type = rum.TypePageView
	if vital := rapid.IntRange(-1, rum.VitalCount-1).Draw(t, "vital"); vital >= 0 {
		f.event.Type, f.event.Name = rum.TypeWebVital, rum.Vital(vital).String()
		value := float64(rapid.IntRange(0, 3).Draw(t, "value"))
		f.event.Value = &value
	}
	f.event.ID = fmt.Sprint(f.event.Name, f.event.TS, f.event.Value)
	return f
}

// shuffle deals the events, some of them twice, into batches in another order. Repeats are copies.
func shuffle(events []*fact, seed uint64) [][]*fact {
	random := rand.New(rand.NewPCG(seed, 1))
	deck := slices.Clone(events)
	for _, f := range events {
		if random.IntN(4) == 0 {
			again := *f
			deck = append(deck, &again)
		}
	}
	random.Shuffle(len(deck), func(i, j int) { deck[i], deck[j] = deck[j], deck[i] })
	var batches [][]*fact
	for len(deck) > 0 {
		n := 1 + random.IntN(len(deck))
		batches = append(batches, deck[:n])
		deck = deck[n:]
	}
	return batches
}
