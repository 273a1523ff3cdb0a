package storetest

import (
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// everyDimension finds a dimension that is registered and not stored, and a table that lacks its column.
func everyDimension(t *testing.T, s Store) {
	v := full()
	write(t, s, batch{
		views:  []rum.PageView{v},
		errors: []rum.JSError{{Where: v.Where, Visitor: v.Visitor, ID: "e", SessionID: v.SessionID, Timestamp: at(3), Arrived: at(3)}},
	})
	for _, d := range rum.Dimensions() {
		rows, _, err := s.Breakdown(t.Context(), hour("shop"), d, 10)
		value := single(t, must(rows, err)(t)).Value
		if value == rum.Unknown {
			t.Errorf("%s of a page view with every field set is %s", d.Name, value)
		}
		is := rum.Filter{Dimension: d, Op: rum.Is, Values: []string{value}}
		diff(t, "answers with "+d.Name+" "+value, counted(t, s, hour("shop", is)), counts{1, 1, 1, 1, 1, 1, 1, 1})
		isNot := rum.Filter{Dimension: d, Op: rum.IsNot, Values: []string{value}}
		want := counts{}
		if !d.Errors {
			want.Errors = 1 // the filter does not apply to them
		}
		diff(t, "answers without "+d.Name+" "+value, counted(t, s, hour("shop", isNot)), want)
	}
}

// counts is how much each answer that takes filters has.
type counts struct{ Views, Errors, Distribution, Series, Pages, SlowPages, Breakdown, LatestViews int }

func counted(t *testing.T, s Store, sel store.Select) (n counts) {
	t.Helper()
	ctx := t.Context()
	summary := must(s.Summary(ctx, sel))(t)
	n.Views, n.Errors = int(summary.Views), int(summary.Errors)
	n.Distribution = int(must(s.Distribution(ctx, sel, rum.LCP))(t).Samples)
	buckets, _, err := s.Series(ctx, sel, time.Hour)
	for _, bucket := range must(buckets, err)(t) {
		n.Series += int(bucket.Views)
	}
	pages, _, err := s.Pages(ctx, sel, 10)
	n.Pages = len(must(pages, err)(t))
	slow, _, err := s.SlowPages(ctx, sel, rum.LCP, 75, 10)
	n.SlowPages = len(must(slow, err)(t))
	parts, _, err := s.Breakdown(ctx, sel, dimension(t, "bot"), 10)
	n.Breakdown = len(must(parts, err)(t))
	n.LatestViews = len(must(s.LatestViews(ctx, sel, 10))(t))
	return n
}
