package ingest

import "sync/atomic"

// budget bounds the bytes of all bodies in memory. Nobody waits for it: a client that is told to come back later costs
// less than one that is kept.
type budget struct {
	limit int64
	used  atomic.Int64
}

func newBudget(limit int64) *budget { return &budget{limit: limit} }

// take takes n bytes, or none.
func (b *budget) take(n int64) bool {
	if b.used.Add(n) > b.limit {
		b.used.Add(-n)
		return false
	}
	return true
}

func (b *budget) give(n int64) { b.used.Add(-n) }
