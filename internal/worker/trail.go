package worker

import (
	"cmp"
	"slices"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// trail is the page views that may be one: those of a client's view id, or, for clients that send none, those
// of one session on one ungrouped path.
type trail struct {
	facts   []*fact
	views   []*rum.PageView
	changed []*rum.PageView // those of views that are to be written
	tally   rum.Tally       // what became of the facts
	memory  *memory
	// Most have one view:
	first, firstChanged [1]*rum.PageView
}

// trails gathers the facts of a batch by trail, in the order in which trails are first seen.
type trails struct {
	memory *memory
	byKey  map[store.ViewKey]*trail
	keys   []store.ViewKey
	list   []*trail // as keys
}

// reset forgets all of them.
func (t *trails) reset() {
	clear(t.byKey)
	clear(t.keys)
	clear(t.list)
	t.keys, t.list = t.keys[:0], t.list[:0]
}

func (f *fact) viewKey() store.ViewKey {
	if f.event.ViewID != "" {
		return store.ViewKey{Project: f.project, ViewID: f.event.ViewID}
	}
	return store.ViewKey{Project: f.project, SessionID: f.session, PathHash: f.page.hash}
}

// viewEvents is about how many events a page view has in one batch.
const viewEvents = 6

func (t *trails) add(f *fact) {
	one := t.of(f.viewKey())
	one.facts = append(one.facts, f)
}

func (t *trails) of(key store.ViewKey) *trail {
	if last := len(t.keys) - 1; last >= 0 && t.keys[last] == key {
		return t.list[last] // events of one page view come together
	}
	one, ok := t.byKey[key]
	if !ok {
		one = t.memory.trails.one()
		one.memory, one.facts = t.memory, t.memory.lists.take(viewEvents)[:0]
		one.views, one.changed = one.first[:0:1], one.firstChanged[:0:1]
		t.byKey[key] = one
		t.keys, t.list = append(t.keys, key), append(t.list, one)
	}
	return one
}

// imagine makes the views that there are if none is stored, which is so for most: it is done ahead of the store.
func (t *trails) imagine() {
	for i, one := range t.list {
		slices.SortStableFunc(one.facts, inClientOrder)
		one.merge(t.keys[i])
	}
}

// merge does what imagine did again, for the trails that have stored views, and returns all views that are to be written.
func (t *trails) merge(stored []rum.PageView) []*rum.PageView {
	found := make(map[store.ViewKey][]*rum.PageView, len(stored))
	for i := range stored {
		key := keyOf(&stored[i])
		found[key] = append(found[key], &stored[i])
	}
	for key, views := range found {
		if one, ok := t.byKey[key]; ok {
			one.views = views
			one.merge(key)
		}
	}
	all := make([]*rum.PageView, 0, len(t.list))
	for _, one := range t.list {
		all = append(all, one.changed...)
	}
	return all
}

// keyOf is the key of the trail that a view belongs to.
func keyOf(v *rum.PageView) store.ViewKey {
	if v.PathHash != 0 {
		return store.ViewKey{Project: v.Project, SessionID: v.SessionID, PathHash: v.PathHash}
	}
	return store.ViewKey{Project: v.Project, ViewID: v.ViewID}
}

// merge adds the facts to the views of the trail and to new ones.
func (one *trail) merge(key store.ViewKey) {
	one.changed, one.tally = one.changed[:0], rum.Tally{}
	for _, f := range one.facts {
		view := one.find(key, f)
		outcome := f.mergeInto(view)
		if outcome != rum.Repeated && !slices.Contains(one.changed, view) {
			one.changed = append(one.changed, view)
		}
		count(&one.tally, outcome)
	}
}

// inClientOrder sorts by the client's clock; a page_view comes before what was reported in its millisecond.
func inClientOrder(a, b *fact) int {
	return cmp.Or(cmp.Compare(a.event.TS, b.event.TS), cmp.Compare(a.rank(), b.rank()))
}

func (f *fact) rank() int {
	if f.event.Type == rum.TypePageView {
		return 0
	}
	return 1
}

// find returns the view the fact belongs to, which is a new one when none of the trail is.
func (one *trail) find(key store.ViewKey, f *fact) *rum.PageView {
	if key.ViewID != "" {
		if len(one.views) == 0 {
			one.views = append(one.views, f.newView(key.ViewID, one.memory))
		}
		return one.views[0]
	}
	if v := one.match(f); v != nil {
		return v
	}
	v := f.newView(derivedViewID(key, f), one.memory)
	one.views = append(one.views, v)
	return v
}
