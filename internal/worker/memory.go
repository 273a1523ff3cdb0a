package worker

import (
	"sync"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// memory is what a batch is made in. It is used again once the batch is written: made anew for each, it was most of what the
// collector had to look through and the system to clear.
type memory struct {
	decoder  rum.Decoder
	records  slab[rum.Record]
	events   slab[rum.Event]
	values   slab[float64]
	sources  slab[source]
	pages    slab[page]
	visitors slab[rum.Visitor]
	facts    []fact
	trails   slab[trail]
	grouped  trails
	tagged   tags
	lists    slab[*fact]
	views    slab[rum.PageView]
}

// memories of batches that have been written. The collector takes those that are not needed for a while.
var memories = sync.Pool{New: func() any { return newMemory() }}

func newMemory() *memory {
	m := &memory{}
	m.grouped = trails{memory: m, byKey: map[store.ViewKey]*trail{}}
	m.decoder = rum.Decoder{Events: m.events.take, Value: m.values.one}
	return m
}

// smallFacts is of how many facts the memory may stay with batches that need less.
const smallFacts = 4096

// release gives the memory to another batch: nothing that was made in it must be used any more. That of a large batch is
// given up by the first small one, since the log has been caught up with.
func (m *memory) release() {
	if most := cap(m.facts); most > smallFacts && len(m.facts) < most/8 {
		return
	}
	m.records.reset()
	m.events.reset()
	m.values.reset()
	m.sources.reset()
	m.pages.reset()
	m.visitors.reset()
	clear(m.facts)
	m.facts = m.facts[:0]
	m.trails.reset()
	m.grouped.reset()
	m.tagged.reset()
	m.lists.reset()
	m.views.reset()
	memories.Put(m)
}

// slab gives out elements that stay where they are.
type slab[T any] struct {
	parts [][]T // each is given out up to its length
	at    int   // the part that is given from
}

// slabPart is for how many elements memory is made at a time.
const slabPart = 256

// take gives so many empty elements.
func (s *slab[T]) take(n int) []T {
	for ; s.at < len(s.parts); s.at++ {
		if part := s.parts[s.at]; cap(part)-len(part) >= n {
			from := len(part)
			s.parts[s.at] = part[:from+n]
			return part[from : from+n : from+n]
		}
	}
	part := make([]T, n, max(n, slabPart))
	s.parts = append(s.parts, part)
	return part[:n:n]
}

func (s *slab[T]) one() *T { return &s.take(1)[0] }

func (s *slab[T]) reset() {
	for i, part := range s.parts {
		clear(part)
		s.parts[i] = part[:0]
	}
	s.at = 0
}
