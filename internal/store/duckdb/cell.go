package duckdb

import "paceline/internal/rum"

// cell is what a tally knows of one group of page views.
type cell struct {
	views  int64
	vitals [rum.VitalCount]histogram
	wanted [rum.VitalCount]wanted // of the second pass, which makes percentiles exact

	kept   [rum.VitalCount][]float64   // the readings, while there is room for them
	others [rum.VitalCount][][]float64 // what other threads have kept of this cell

	// Of the chunk that is being visited: how many rows are this cell's, and where the next of them is sorted to.
	here, next int
}

func (c *cell) merge(other *cell) {
	c.views += other.views
	for i := range c.vitals {
		c.vitals[i].merge(&other.vitals[i])
		c.wanted[i].merge(&other.wanted[i])
		c.others[i] = append(c.others[i], other.kept[i])
	}
}

// collector is an empty cell for the second pass: it wants the bins that hold this cell's percentiles.
func (c *cell) collector() *cell {
	of := &cell{}
	for i := range c.vitals {
		of.wanted[i] = wantedOf(&c.vitals[i])
	}
	return of
}

// adder adds to a cell its rows' readings of one vital.
type adder func(c *cell, vital rum.Vital, readings vector, rows []uint16)

// count counts readings by bin. The loop holds the histogram in registers: it is most of what a question costs.
func count(c *cell, vital rum.Vital, readings vector, rows []uint16) {
	h := &c.vitals[vital]
	counts, first := h.counts, h.first
	values, valid := readings.floats(), readings.valid
	for _, row := range rows {
		if valid[row/64]&(1<<(row%64)) == 0 {
			continue
		}
		value := values[row]
		if i := binOf(value) - first; uint(i) < uint(len(counts)) {
			counts[i]++
			continue
		}
		h.add(value)
		counts, first = h.counts, h.first
	}
}

// collect keeps the readings that are wanted.
func collect(c *cell, vital rum.Vital, readings vector, rows []uint16) {
	values := readings.floats()
	for _, row := range rows {
		if readings.has(int(row)) {
			c.wanted[vital].add(values[row])
		}
	}
}

// wanted collects the numbers of a few bins.
type wanted struct {
	first int
	slots []uint8 // by bin from first on: 0, or one more than the index in lists
	lists [][]float64
}

// add keeps a number of a bin that is wanted. Those of zeroBin are known without.
func (w *wanted) add(value float64) {
	if i := binOf(value) - w.first; uint(i) < uint(len(w.slots)) && w.slots[i] > 0 {
		list := &w.lists[w.slots[i]-1]
		*list = append(*list, value)
	}
}

// wantedOf asks for the bins that hold the percentiles, at most two for each.
func wantedOf(h *histogram) wanted {
	w := wanted{first: h.first, slots: make([]uint8, len(h.counts))}
	samples := h.samples()
	if samples == 0 {
		return w
	}
	for _, fraction := range fractions() {
		lower, upper, _ := ranksOf(fraction, samples)
		for _, rank := range [...]int64{lower, upper} {
			if bin, _ := h.binAt(rank); bin != zeroBin {
				w.want(bin)
			}
		}
	}
	return w
}

func (w *wanted) want(bin int) {
	if slot := &w.slots[bin-w.first]; *slot == 0 {
		w.lists = append(w.lists, nil)
		*slot = uint8(len(w.lists))
	}
}

func (w *wanted) merge(other *wanted) {
	for i, list := range other.lists {
		w.lists[i] = append(w.lists[i], list...)
	}
}

// list is what was collected of a bin.
func (w *wanted) list(bin int) []float64 { return w.lists[w.slots[bin-w.first]-1] }
