package worker

import (
	"cmp"
	"slices"

	"paceline/internal/rum"
	"paceline/internal/store"
)

const (
	// clockSlack is how far two beacons may put the start of one view apart: the correction by sentAt moves with
	// the network's latency and the client's clock.
	clockSlack = 10 * 60 * 1000 // ms
	// latestArrival is how long after its first event a view may still be looked for by arrival.
	latestArrival = 25 * 3_600_000 // ms
	// mostWindows bounds the search's size; the nearest are joined.
	mostWindows = 8
)

// windows says where in time stored views of the facts can be.
func (t *trails) windows() []store.Window {
	var all []store.Window
	for _, one := range t.list {
		for _, f := range one.facts {
			all = f.addWindows(all)
		}
	}
	return join(all)
}

// addWindows adds where a stored view of the fact can be.
//
// It is stamped with its start by one of several clocks: the client's own, that corrected by what any of
// its beacons said of the drift, or the arrival of its first beacon. So the search goes from the earliest of these
// to now; where that would be longer than a day, to the places where a row can be.
func (f *fact) addWindows(all []store.Window) []store.Window {
	slack := int64(clockSlack)
	if f.event.ViewID == "" {
		slack += viewLength // a derived view's time stamp is that of whichever event came first
	}
	own := f.happened()
	began, now := min(own, f.timestamp), f.arrived+slack
	if f.event.ViewStart != 0 && f.arrived-began <= latestArrival {
		return addWindow(all, began-slack, now)
	}
	all = addWindow(all, own-slack, own+slack)
	all = addWindow(all, f.timestamp-slack, f.timestamp+slack)
	if f.event.ViewID != "" || f.flags&rum.FlagClockReplaced != 0 {
		all = addWindow(all, f.arrived-latestArrival, now)
	}
	return all
}

// addWindow widens the last window where that is enough: the facts of a batch are mostly of one time.
func addWindow(all []store.Window, from, to int64) []store.Window {
	if n := len(all); n > 0 && from <= all[n-1].To && all[n-1].From <= to {
		all[n-1] = store.Window{From: min(from, all[n-1].From), To: max(to, all[n-1].To)}
		return all
	}
	return append(all, store.Window{From: from, To: to})
}

// widen makes every window longer at both ends.
func widen(windows []store.Window, by int64) []store.Window {
	for i := range windows {
		windows[i].From -= by
		windows[i].To += by
	}
	return join(windows)
}

// join sorts windows, unites those that overlap, and then the nearest until there are few.
func join(windows []store.Window) []store.Window {
	slices.SortFunc(windows, func(a, b store.Window) int { return cmp.Compare(a.From, b.From) })
	joined := windows[:0]
	for _, w := range windows {
		if n := len(joined); n > 0 && w.From <= joined[n-1].To {
			joined[n-1].To = max(joined[n-1].To, w.To)
			continue
		}
		joined = append(joined, w)
	}
	for len(joined) > mostWindows {
		nearest := 1
		for i := 2; i < len(joined); i++ {
			if joined[i].From-joined[i-1].To < joined[nearest].From-joined[nearest-1].To {
				nearest = i
			}
		}
		joined[nearest-1].To = joined[nearest].To
		joined = slices.Delete(joined, nearest, nearest+1)
	}
	return joined
}
