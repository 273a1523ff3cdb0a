package duckdb

import (
	"sync"
	"sync/atomic"

	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// kept is the readings that a pass holds on to: then it needs no second one to be exact. It does so for as many page
// views as a question may hold in memory.
type kept struct {
	left atomic.Int64

	mu    sync.Mutex
	parts []*keeping
}

func newKept(views int64) *kept {
	k := &kept{}
	k.left.Store(views)
	return k
}

// room takes the room for so many more page views. Once there is none left there never is again.
func (k *kept) room(views int) bool { return k.left.Add(-int64(views)) >= 0 }

// all reports that every page view found room.
func (k *kept) all() bool { return k.left.Load() >= 0 }

// keeping is what one thread keeps, chunk by chunk as it visits them: to sort the readings by cell any further would cost
// more than to look at all of them once again.
type keeping struct {
	chunks []keptChunk
	blocks []*[blockSize]float64
	free   []float64 // what is left of the last block
}

// blockSize is how many numbers are taken from the pool at once: many times those of a chunk.
const blockSize = 1 << 15

var blocks = sync.Pool{New: func() any { return new([blockSize]float64) }}

// keptChunk is the readings of a chunk: in each list those of the first cell, then those of the second, and so on.
type keptChunk struct {
	cells  []*cell
	vitals [rum.VitalCount]keptReadings
}

type keptReadings struct {
	values, weights []float64 // no weights: all are 1
	ends            []uint16  // of each cell
}

// keeping is a new thread's.
func (k *kept) keeping() *keeping {
	part := &keeping{}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.parts = append(k.parts, part)
	return part
}

// begin begins a chunk with rows of these cells.
func (k *keeping) begin(cells ...*cell) {
	k.chunks = append(k.chunks, keptChunk{cells: append([]*cell(nil), cells...)})
}

// take is an empty list with room for so many numbers.
func (k *keeping) take(count int) []float64 {
	if len(k.free) < count {
		block := blocks.Get().(*[blockSize]float64)
		k.blocks = append(k.blocks, block)
		k.free = block[:]
	}
	list := k.free[:0:count]
	k.free = k.free[count:]
	return list
}

// reading begins the readings of a vital, of at most so many rows.
func (k *keeping) reading(vital rum.Vital, weights percentile.Column, rows int) *keptReadings {
	chunk := &k.chunks[len(k.chunks)-1]
	to := &chunk.vitals[vital]
	to.values, to.ends = k.take(rows), make([]uint16, 0, len(chunk.cells))
	if len(weights.Valid) > 0 {
		to.weights = k.take(rows)
	}
	return to
}

// add adds the readings of the next cell's rows.
func (r *keptReadings) add(of, weights percentile.Column, rows []uint16) {
	r.values = of.Append(r.values, rows)
	if r.weights != nil {
		r.weights = of.AppendWeights(r.weights, weights, rows)
	}
	r.ends = append(r.ends, uint16(len(r.values)))
}

// recall is the second pass, over what was kept: it brings the cells the readings that they want.
func (k *kept) recall() {
	for _, part := range k.parts {
		for i := range part.chunks {
			part.chunks[i].recall()
		}
	}
}

func (c *keptChunk) recall() {
	for vital := range c.vitals {
		of, begin := &c.vitals[vital], 0
		for i, end := range of.ends {
			weights := of.weights
			if weights != nil {
				weights = weights[begin:end]
			}
			c.cells[i].sum().wanted[vital].AddAll(of.values[begin:end], weights)
			begin = int(end)
		}
	}
}

// release gives the room back.
func (k *kept) release() {
	for _, part := range k.parts {
		for _, block := range part.blocks {
			blocks.Put(block)
		}
	}
	k.parts = nil
}
