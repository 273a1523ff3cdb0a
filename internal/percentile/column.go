package percentile

// Column is numbers as a column store hands them over: there is one in row i where bit i of Valid is set. In the zero Column
// there is none in any row.
type Column struct {
	Values []float64
	Valid  []uint64
}

// Has reports whether there is a number in the row.
func (c Column) Has(row int) bool { return row/64 < len(c.Valid) && c.Valid[row/64]&(1<<(row%64)) != 0 }

// Weights are those in a column of them. Where there is none, a row has the weight 1: so of a column without any nothing
// need be looked at, and it becomes the zero Column.
func Weights(c Column) Column {
	for row := 0; row < len(c.Values); row += 64 {
		bits := c.Valid[row/64]
		if left := len(c.Values) - row; left < 64 {
			bits &= 1<<left - 1
		}
		if bits != 0 {
			return c
		}
	}
	return Column{}
}

// Append appends the numbers in some rows to a list.
func (c Column) Append(list []float64, rows []uint16) []float64 {
	values, valid := c.Values, c.Valid
	for _, row := range rows {
		if valid[row/64]&(1<<(row%64)) != 0 {
			list = append(list, values[row])
		}
	}
	return list
}

// AppendWeights appends the weights of the numbers in some rows to a list.
func (c Column) AppendWeights(list []float64, weights Column, rows []uint16) []float64 {
	for _, row := range rows {
		if c.Has(int(row)) {
			list = append(list, weights.Or(int(row), 1))
		}
	}
	return list
}

// none reports the zero Column.
func (c Column) none() bool { return len(c.Valid) == 0 }

// Extra is what rows weigh beyond 1 each.
func Extra(weights Column, rows []uint16) (sum float64) {
	if weights.none() {
		return 0
	}
	for _, row := range rows {
		sum += weights.Or(int(row), 1) - 1
	}
	return sum
}

// Or is the number in the row, or another where there is none.
func (c Column) Or(row int, other float64) float64 {
	if c.Has(row) {
		return c.Values[row]
	}
	return other
}

// Count counts the numbers in some rows with their weights. The loop holds the histogram in registers: it is most of what
// a question costs.
func (h *Histogram) Count(of, weights Column, rows []uint16) {
	counts, first := h.counts, h.first
	values, valid := of.Values, of.Valid
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
	if weights.none() {
		return
	}
	for _, row := range rows {
		if of.Has(int(row)) && weights.Has(int(row)) {
			h.weigh(values[row], weights.Values[row]-1)
		}
	}
}

// Ratings is how much of numbers, by weight, is good and how much poor; what is neither is in between.
type Ratings struct{ Good, Poor float64 }

// Rater says up to which number they are good, and above which poor.
type Rater struct{ Good, Poor float64 }

// CountRated counts the numbers in all rows with their weights, and how they rate.
func (h *Histogram) CountRated(of, weights Column, by Rater, to *Ratings) {
	counts, first := h.counts, h.first
	valid := of.Valid
	good, poor := 0, 0
	for row, value := range of.Values {
		if valid[row/64]&(1<<(row%64)) == 0 {
			continue
		}
		switch {
		case value <= by.Good:
			good++
		case value > by.Poor:
			poor++
		}
		if i := binOf(value) - first; uint(i) < uint(len(counts)) {
			counts[i]++
			continue
		}
		h.add(value)
		counts, first = h.counts, h.first
	}
	to.Good += float64(good)
	to.Poor += float64(poor)
	if weights.none() {
		return
	}
	for row, value := range of.Values {
		if of.Has(row) && weights.Has(row) {
			extra := weights.Values[row] - 1
			h.weigh(value, extra)
			by.weigh(value, extra, to)
		}
	}
}

func (r Rater) weigh(value, extra float64, to *Ratings) {
	switch {
	case value <= r.Good:
		to.Good += extra
	case value > r.Poor:
		to.Poor += extra
	}
}
