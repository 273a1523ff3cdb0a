package percentile

// Wanted collects the numbers of the few bins that hold a histogram's percentiles: with them the percentiles are exact.
type Wanted struct {
	first int
	slots []uint8 // by bin from first on: 0, or one more than the index in lists
	lists []Sample
}

// Wanted asks for the bins that the percentiles stand in, at most two for each.
func (h *Histogram) Wanted() *Wanted {
	w := &Wanted{first: h.first, slots: make([]uint8, len(h.counts))}
	places, weight := h.places()
	if weight == 0 {
		return w
	}
	for _, place := range places {
		w.want(place.lower)
		w.want(place.upper)
	}
	return w
}

// want asks for a bin. What is in zeroBin is known without.
func (w *Wanted) want(bin int) {
	if bin == zeroBin {
		return
	}
	if slot := &w.slots[bin-w.first]; *slot == 0 {
		w.lists = append(w.lists, Sample{})
		*slot = uint8(len(w.lists))
	}
}

// Bins lists the bins that are wanted.
func (w *Wanted) Bins() (bins []int) {
	for i, slot := range w.slots {
		if slot > 0 {
			bins = append(bins, w.first+i)
		}
	}
	return bins
}

// Add keeps a number of a bin that is wanted.
func (w *Wanted) Add(value, weight float64) {
	if i := binOf(value) - w.first; uint(i) < uint(len(w.slots)) && w.slots[i] > 0 {
		w.lists[w.slots[i]-1].Add(value, weight)
	}
}

// AddRows is Add for the numbers in some rows.
func (w *Wanted) AddRows(of, weights Column, rows []uint16) {
	for _, row := range rows {
		if of.Has(int(row)) {
			w.Add(of.Values[row], weights.Or(int(row), 1))
		}
	}
}

// AddAll is Add for a list. No weights: all are 1.
func (w *Wanted) AddAll(values, weights []float64) {
	first, slots := w.first, w.slots
	for i, value := range values {
		at := binOf(value) - first
		if uint(at) >= uint(len(slots)) || slots[at] == 0 {
			continue
		}
		list := &w.lists[slots[at]-1]
		switch {
		case weights != nil:
			list.Add(value, weights[i])
		case list.weights != nil:
			list.Add(value, 1)
		default:
			list.values = append(list.values, value)
		}
	}
}

// Merge takes what another has collected of the same bins.
func (w *Wanted) Merge(other *Wanted) {
	for i := range other.lists {
		w.lists[i].merge(&other.lists[i])
	}
}

func (w *Wanted) sort() {
	for i := range w.lists {
		w.lists[i].sort()
	}
}

// at is what stands at a place, exactly.
func (w *Wanted) at(p place) float64 {
	if p.upper == p.lower {
		if p.lower == zeroBin {
			return 0
		}
		return w.list(p.lower).at(p.rank - p.before)
	}
	value := 0.0
	if p.lower != zeroBin {
		lower := w.list(p.lower).values
		value = lower[len(lower)-1]
	}
	return value + (w.list(p.upper).values[0]-value)*p.share
}

func (w *Wanted) list(bin int) *Sample { return &w.lists[w.slots[bin-w.first]-1] }
