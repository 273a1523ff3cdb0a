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
	facts []*fact
	views []*rum.PageView
}

// trails gathers the facts of a batch by trail, in the order in which trails are first seen.
type trails struct {
	byKey map[store.ViewKey]*trail
	keys  []store.ViewKey
	list  []*trail // as keys
}

// newTrails makes room for about so many trails.
func newTrails(about int) *trails {
	return &trails{byKey: make(map[store.ViewKey]*trail, about), keys: make([]store.ViewKey, 0, about), list: make([]*trail, 0, about)}
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
		one = &trail{facts: make([]*fact, 0, viewEvents)}
		t.byKey[key] = one
		t.keys, t.list = append(t.keys, key), append(t.list, one)
	}
	return one
}

// merge adds the facts to the stored views and to new ones, tells what became of each fact, and returns the
// views that changed. It can be called again and begins anew then.
func (t *trails) merge(stored []rum.PageView, tell func(*fact, rum.Outcome)) []rum.PageView {
	for _, one := range t.list {
		one.views = one.views[:0]
	}
	for i := range stored {
		v := &stored[i]
		key := store.ViewKey{Project: v.Project, ViewID: v.ViewID}
		if v.PathHash != 0 {
			key = store.ViewKey{Project: v.Project, SessionID: v.SessionID, PathHash: v.PathHash}
		}
		if one, ok := t.byKey[key]; ok {
			one.views = append(one.views, v)
		}
	}
	all := make([]rum.PageView, 0, len(t.list))
	var changed []*rum.PageView // of one trail
	for i, one := range t.list {
		changed = one.merge(t.keys[i], tell, changed[:0])
		for _, v := range changed {
			all = append(all, *v)
		}
	}
	return all
}

// merge appends the views of the trail that changed.
func (one *trail) merge(key store.ViewKey, tell func(*fact, rum.Outcome), changed []*rum.PageView) []*rum.PageView {
	slices.SortStableFunc(one.facts, inClientOrder)
	for _, f := range one.facts {
		view := one.find(key, f)
		outcome := f.mergeInto(view)
		if outcome != rum.Repeated && !slices.Contains(changed, view) {
			changed = append(changed, view)
		}
		tell(f, outcome)
	}
	return changed
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
			one.views = append(one.views, f.newView(key.ViewID))
		}
		return one.views[0]
	}
	if v := one.match(f); v != nil {
		return v
	}
	v := f.newView(derivedViewID(key, f))
	one.views = append(one.views, v)
	return v
}
