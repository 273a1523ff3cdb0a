package storetest

import (
	"testing"

	"paceline/internal/rum"
)

func pageTests() []test {
	return []test{
		{"every answer that takes a selection can be of one page", onePage},
		{"pages that are equal are listed by name, whichever came first", equalPages},
	}
}

func equalPages(t *testing.T, s Store) {
	list := views(t, `
		shop b.example /two v1 s1 1 lcp=100
		shop b.example /one v2 s1 2 lcp=100
		shop a.example /two v3 s1 3 lcp=100
		shop a.example /One v4 s1 4 lcp=100`)
	failures := make([]rum.JSError, len(list))
	for i, v := range list {
		failures[i] = rum.JSError{Where: v.Where, ID: v.ViewID, Name: "TypeError", ErrorDetail: rum.ErrorDetail{Message: "m"}, SessionID: "s1", Timestamp: v.Timestamp, Arrived: v.Timestamp}
	}
	write(t, s, batch{views: list, errors: failures})
	want := []string{"a.example/One", "b.example/one", "a.example/two", "b.example/two"} // by code points, as Go compares
	pages, _, err := s.Pages(t.Context(), hour("shop"), 10)
	diff(t, "pages", names(must(pages, err)(t), func(p rum.PageRow) string { return p.Website + p.Path }), want)
	slow, _, err := s.SlowPages(t.Context(), hour("shop"), rum.LCP, 75, 10)
	group := must(s.ErrorGroup(t.Context(), hour("shop"), rum.ErrorGroupID("TypeError", "m"), 10))(t)
	diff(t, "pages with an error", names(group.Pages, func(p rum.ErrorPage) string { return p.Website + p.Path }), want)
	diff(t, "slow pages", names(must(slow, err)(t), func(p rum.SlowPage) string { return p.Website + p.Path }), want)
}

func names[T any](list []T, name func(T) string) (named []string) {
	for _, one := range list {
		named = append(named, name(one))
	}
	return named
}

func onePage(t *testing.T, s Store) {
	list := views(t, `
		shop a.example /fast v1 s1 1 lcp=100
		shop a.example /fast v2 s1 2 lcp=200
		shop a.example /slow v3 s1 3 lcp=900
		shop b.example /fast v4 s1 4 lcp=800
		zoo  a.example /fast v5 s1 5 lcp=700`)
	failure := rum.JSError{Where: list[2].Where, ID: "e", SessionID: "s1", Timestamp: at(3), Arrived: at(3)}
	write(t, s, batch{views: list, errors: []rum.JSError{failure}})
	sel := hour("shop")
	sel.Page = list[0].PageID
	diff(t, "one page", counted(t, s, sel), counts{Views: 2, Distribution: 2, Series: 2, Pages: 1, SlowPages: 1, Breakdown: 1, LatestViews: 2})
	diff(t, "its views", viewIDs(must(s.LatestViews(t.Context(), sel, 10))(t)), "v2 v1")
	diff(t, "its lcp", shown(must(s.Summary(t.Context(), sel))(t).Vitals[rum.LCP].Percentiles), "150 175 190 195 199 of 2")
	sel.Page = list[2].PageID
	diff(t, "one with an error", counted(t, s, sel), counts{1, 1, 1, 1, 1, 1, 1, 1})
	is, _ := rum.ParseFilter("website:a.example")
	isNot, _ := rum.ParseFilter("website!:a.example")
	sel.Filters = []rum.Filter{is}
	diff(t, "with a filter", counted(t, s, sel).Views, 1)
	sel.Filters = []rum.Filter{isNot}
	diff(t, "with a filter that excludes it", counted(t, s, sel), counts{})
	sel = hour("shop")
	for _, page := range []int64{list[4].PageID, 999_999} {
		sel.Page = page
		diff(t, "a page of another project, or of none", counted(t, s, sel), counts{})
	}
}
