package soak

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"testing"

	"paceline/test/harness"
)

// The checker finds what is wrong with a real answer that was doctored, and nothing in the answer itself.
func TestCheckerFindsWhatIsWrong(t *testing.T) {
	lab := newLab(binary, t.TempDir(), 7)
	stand, err := lab.Open(t.Context(), Setup{Projects: 1, Senders: 16})
	if err != nil {
		t.Fatal(err)
	}
	defer stand.Close()
	stand.Send(t.Context())
	err = harness.Eventually(t.Context(), "there is some of everything", func() error {
		if n := stand.Account.answers(http.StatusAccepted); n < 200 {
			return fmt.Errorf("%d beacons are accepted", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := stand.Settle(t.Context()); err != nil || !lab.Tally.OK() {
		t.Fatalf("%v, %+v", err, lab.Tally)
	}
	key := stand.Projects[0].Key
	sent := stand.Account.project(key)
	answer, err := ReadFacts(t.Context(), stand.Server, key)
	if err != nil {
		t.Fatal(err)
	}
	if v := Compare(sent, answer); !v.OK() {
		t.Fatalf("nothing was doctored: %+v", v)
	}
	for name, c := range map[string]struct {
		doctor func(*Facts)
		found  func(Verdict) bool
	}{
		"a view is missing":         {func(f *Facts) { f.Views = f.Views[1:] }, lost},
		"a view is there twice":     {func(f *Facts) { f.Views = append(f.Views, f.Views[0]) }, doubled},
		"a view nobody sent":        {func(f *Facts) { f.Views = append(f.Views, ViewRow{ViewID: "x", SessionID: "y", Path: "/"}) }, invented},
		"a view of another session": {func(f *Facts) { f.Views[0].SessionID += "x" }, invented},
		"a real 0 became no data":   {func(f *Facts) { zeroCLS(f).CLS = nil }, lost},
		"a value nobody sent":       {func(f *Facts) { *f.Views[0].TTFB += 0.125 }, invented},
		"a superseded report":       {func(f *Facts) { supersede(sent, f) }, lost},
		"an event is missing":       {func(f *Facts) { f.Events = f.Events[1:] }, lost},
		"an event is there twice":   {func(f *Facts) { f.Events = append(f.Events, f.Events[0]) }, doubled},
		"an event nobody sent":      {func(f *Facts) { f.Events = append(f.Events, EventRow{Name: "x"}) }, invented},
		"an error is missing":       {func(f *Facts) { delete(f.Errors, anyKey(f.Errors)) }, lost},
		"an error is there twice":   {func(f *Facts) { f.Errors[anyKey(f.Errors)]++ }, doubled},
		"an error nobody sent":      {func(f *Facts) { f.Errors["x"] = 1 }, invented},
		"the ledger's difference":   {func(f *Facts) { f.Ledger.Difference = -1 }, different},
		"what is still queued":      {func(f *Facts) { f.Ledger.Queued = 1 }, different},
		"one accepted too few":      {func(f *Facts) { f.Ledger.Accepted = sent.sure - 1 }, different},
		"one accepted too many":     {func(f *Facts) { f.Ledger.Accepted = sent.sure + sent.perhaps + 1 }, different},
		"one visible too few":       {func(f *Facts) { f.Ledger.Visible -= sent.perhaps + 1 }, different},
		"a dead letter":             {func(f *Facts) { f.Ledger.DeadLettered = 1 }, different},
	} {
		t.Run(name, func(t *testing.T) {
			doctored := answer.clone()
			c.doctor(&doctored)
			if v := Compare(sent, doctored); !c.found(v) {
				t.Errorf("found only %+v", v)
			}
		})
	}
}

func lost(v Verdict) bool      { return v.Lost > 0 }
func doubled(v Verdict) bool   { return v.Doubled > 0 }
func invented(v Verdict) bool  { return v.Invented > 0 }
func different(v Verdict) bool { return v.Difference > 0 }

func (f Facts) clone() Facts {
	f.Views, f.Events, f.Errors = slices.Clone(f.Views), slices.Clone(f.Events), maps.Clone(f.Errors)
	for i := range f.Views {
		if ttfb := f.Views[i].TTFB; ttfb != nil {
			value := *ttfb
			f.Views[i].TTFB = &value
		}
	}
	slices.SortFunc(f.Views, func(a, b ViewRow) int { return int(count(a.TTFB == nil)) - int(count(b.TTFB == nil)) })
	return f
}

func zeroCLS(f *Facts) *ViewRow {
	return &f.Views[slices.IndexFunc(f.Views, func(r ViewRow) bool { return r.CLS != nil && *r.CLS == 0 })]
}

// supersede shows, in some view, a report that another one with a 202 has superseded.
func supersede(sent *ProjectAccount, f *Facts) {
	for key, view := range sent.views() {
		reports := view.reports["lcp"]
		best := greatest(reports, (*Event).certain)
		for _, e := range reports {
			if !e.certain() || e == best || *e.Value == *best.Value {
				continue
			}
			for i := range f.Views {
				if f.Views[i].ViewID == key.id {
					f.Views[i].LCP = e.Value
					return
				}
			}
		}
	}
}

func anyKey(m map[string]int64) (key string) {
	for key = range m {
		break
	}
	return key
}
