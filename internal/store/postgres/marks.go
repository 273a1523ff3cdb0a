package postgres

import (
	"slices"
	"time"
)

// history is what places of a write-ahead log are comparable within: a failover begins a new timeline of the same system.
type history struct{ system, timeline int64 }

// mark says that all that was committed until a moment, by this process's clock, stands before a place of the primary's
// write-ahead log.
type mark struct {
	at    time.Time
	place int64 // bytes
}

// marks are where the primary stood lately, oldest first. A replica that has replayed a place has all of the newest mark
// before it: so its lag is told without comparing clocks, and does not grow while nothing is written.
type marks []mark

// mostMarks is an hour of them or more: a replica that is further behind is at least that far behind.
const mostMarks = 7200

// add takes what the primary was found at, asked for at a moment.
func (m *marks) add(at time.Time, place int64) {
	if n := len(*m); n > 0 && (*m)[n-1].place == place {
		(*m)[n-1].at = at // nothing was written since
		return
	}
	*m = append(*m, mark{at, place})
	if len(*m) > mostMarks {
		*m = slices.Delete(*m, 0, len(*m)-mostMarks)
	}
}

// reached is the moment until which who has replayed a place has everything. When no mark tells, it is before the
// oldest, which is returned with false.
func (m marks) reached(place int64) (at time.Time, known bool) {
	for _, mark := range slices.Backward(m) {
		if mark.place <= place {
			return mark.at, true
		}
	}
	if len(m) == 0 {
		return time.Time{}, false
	}
	return m[0].at, false
}
