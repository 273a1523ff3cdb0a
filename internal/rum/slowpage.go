package rum

import (
	"cmp"
	"slices"
)

// SlowPage is one page ranked by one vital.
type SlowPage struct {
	ID        int64
	Path      string
	Website   string
	Views     int64
	Estimated float64 // how many page views they stand for
	P75, P95  *float64
	Samples   int64
}

// RankSlowPages puts the slowest first, by the 75th or else the 95th percentile, which every page must have. Pages that are
// as slow as each other stand by name, so that every store lists them alike: ids only tell which page came first.
func RankSlowPages(list []SlowPage, percentile int) {
	rank := func(p SlowPage) float64 { return *p.P75 }
	if percentile == 95 {
		rank = func(p SlowPage) float64 { return *p.P95 }
	}
	slices.SortFunc(list, func(a, b SlowPage) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Website, b.Website), cmp.Compare(a.ID, b.ID))
	})
}
