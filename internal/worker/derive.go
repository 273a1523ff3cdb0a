package worker

import (
	"encoding/binary"
	"encoding/hex"

	"github.com/cespare/xxhash/v2"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Clients that send no view id: a view is (session, ungrouped path). A new one begins at a page_view, at a
// second report of a vital that a view has once (TTFB, say) with another time, or 30 minutes after the last one began.

const viewLength = 30 * 60 * 1000 // ms

// match finds the view of the trail that the fact belongs to, or nil when it begins a new one.
func (one *trail) match(f *fact) *rum.PageView {
	if f.event.Type == rum.TypePageView {
		return one.matchOpening(f.event.TS)
	}
	if v := one.reportedIn(f); v != nil {
		return v
	}
	before, after := one.around(f.event.TS)
	if before != nil && f.event.TS-before.FirstTS <= viewLength && !f.beginsAnother(before) {
		return before
	}
	// The beginning of the view may still be under way: a report that is older than all that is known of a
	// view belongs to it, unless the view is known to have begun later.
	if before == nil && after != nil && after.PageViewTS == 0 && after.FirstTS-f.event.TS <= viewLength && !f.beginsAnother(after) {
		return after
	}
	return nil
}

// matchOpening finds the view that a page_view opens: the one it has opened before (a repeat), or the one that
// begins after it and is not opened yet (its other events came first).
func (one *trail) matchOpening(ts int64) *rum.PageView {
	for _, v := range one.views {
		if v.PageViewTS == ts {
			return v
		}
	}
	if _, after := one.around(ts - 1); after != nil && after.PageViewTS == 0 && after.FirstTS-ts <= viewLength {
		return after
	}
	return nil
}

// reportedIn finds the view that shows this very report already, wherever a later page_view has put its beginning.
func (one *trail) reportedIn(f *fact) *rum.PageView {
	vital, ok := f.vital()
	if !ok {
		return nil
	}
	for _, v := range one.views {
		if known := v.Vitals[vital]; known.Reported && known.TS == f.event.TS && known.Value == f.reading().Value {
			return v
		}
	}
	return nil
}

// around returns the last view that began at or before a time, and the first that began after it.
func (one *trail) around(ts int64) (before, after *rum.PageView) {
	for _, v := range one.views {
		if v.FirstTS <= ts {
			if before == nil || v.FirstTS > before.FirstTS {
				before = v
			}
		} else if after == nil || v.FirstTS < after.FirstTS {
			after = v
		}
	}
	return before, after
}

// beginsAnother reports whether the fact is a second report of a vital that a page view has only once.
func (f *fact) beginsAnother(v *rum.PageView) bool {
	vital, ok := f.vital()
	if !ok || !vital.Info().Once {
		return false
	}
	known := v.Vitals[vital]
	return known.Reported && known.TS != f.event.TS
}

// derivedViewID names a view after the event that was first seen of it.
func derivedViewID(key store.ViewKey, f *fact) string {
	h := xxhash.New()
	_, _ = h.WriteString(key.Project + "\x00" + key.SessionID + "\x00" + f.event.ID)
	var sum [16]byte
	binary.BigEndian.PutUint64(sum[:8], key.PathHash)
	binary.BigEndian.PutUint64(sum[8:], h.Sum64())
	return hex.EncodeToString(sum[:])
}
