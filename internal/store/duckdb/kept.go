package duckdb

import "sync/atomic"

// kept says whether a pass keeps the readings themselves: then it needs no second one to be exact. It does so for as many
// page views as a question may hold in memory.
type kept struct{ left atomic.Int64 }

func newKept(views int64) *kept {
	k := &kept{}
	k.left.Store(views)
	return k
}

// room takes the room for so many more page views. Once there is none left there never is again.
func (k *kept) room(views int) bool { return k.left.Add(-int64(views)) >= 0 }

// all reports that every page view found room.
func (k *kept) all() bool { return k.left.Load() >= 0 }
