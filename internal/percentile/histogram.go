package percentile

// Histogram counts numbers by bin. The zero histogram is empty.
type Histogram struct {
	counts []uint32 // of the bins from first on
	first  int
	zeros  uint32

	// What the numbers weigh beyond 1 each, of the bins from first on: nil while none does.
	extra      []float64
	extraZeros float64
}

// Add counts a number that stands for weight of them.
func (h *Histogram) Add(value, weight float64) {
	h.add(value)
	if weight != 1 {
		h.weigh(value, weight-1)
	}
}

// add counts a number of weight 1. Count does it itself as long as the bin is among counts.
func (h *Histogram) add(value float64) {
	if !(value >= leastBinned) {
		h.zeros++
		return
	}
	bin := binOf(value)
	h.cover(bin, bin+1)
	h.counts[bin-h.first]++
}

// weigh adds to the weight of a number that has been counted.
func (h *Histogram) weigh(value, extra float64) {
	if !(value >= leastBinned) {
		h.extraZeros += extra
		return
	}
	if h.extra == nil {
		h.extra = make([]float64, len(h.counts))
	}
	h.extra[binOf(value)-h.first] += extra
}

// AddBin counts numbers of one bin that weigh so much beyond 1 each.
func (h *Histogram) AddBin(bin int, count int64, extra float64) {
	if bin <= zeroBin {
		h.zeros += uint32(count)
		h.extraZeros += extra
		return
	}
	h.cover(bin, bin+1)
	h.counts[bin-h.first] += uint32(count)
	if extra == 0 {
		return
	}
	if h.extra == nil {
		h.extra = make([]float64, len(h.counts))
	}
	h.extra[bin-h.first] += extra
}

// cover makes room for the bins from low to before high, and some on the side that grows.
func (h *Histogram) cover(low, high int) {
	const spare = 1 << binBits / 2
	if len(h.counts) == 0 {
		h.first, h.counts = low, make([]uint32, high-low, high-low+spare)
		return
	}
	end := h.first + len(h.counts)
	if low >= h.first && high <= end {
		return
	}
	if low < h.first {
		low = max(low-spare, firstBin)
	} else {
		low = h.first
	}
	size := max(high, end) - low
	h.counts = moved(h.counts, h.first-low, size, spare)
	if h.extra != nil {
		h.extra = moved(h.extra, h.first-low, size, spare)
	}
	h.first = low
}

// moved is a list by places further back in one of the size.
func moved[N uint32 | float64](list []N, by, size, spare int) []N {
	if by == 0 && size <= cap(list) {
		clear(list[len(list):size])
		return list[:size]
	}
	grown := make([]N, size, size+spare)
	copy(grown[by:], list)
	return grown
}

// Merge adds what another histogram has counted.
func (h *Histogram) Merge(other *Histogram) {
	h.zeros += other.zeros
	h.extraZeros += other.extraZeros
	if len(other.counts) == 0 {
		return
	}
	h.cover(other.first, other.first+len(other.counts))
	for i, n := range other.counts {
		h.counts[other.first-h.first+i] += n
	}
	if other.extra == nil {
		return
	}
	if h.extra == nil {
		h.extra = make([]float64, len(h.counts))
	}
	for i, extra := range other.extra {
		h.extra[other.first-h.first+i] += extra
	}
}

// Samples is how many numbers were counted.
func (h *Histogram) Samples() int64 {
	sum := int64(h.zeros)
	for _, n := range h.counts {
		sum += int64(n)
	}
	return sum
}

// Weight is the sum of their weights.
func (h *Histogram) Weight() float64 {
	sum := 0.0
	for _, weight := range h.bins {
		sum += weight
	}
	return sum
}

// bins gives those that are not empty in order, with the weight of each.
func (h *Histogram) bins(yield func(bin int, weight float64) bool) {
	if h.zeros > 0 && !yield(zeroBin, float64(h.zeros)+h.extraZeros) {
		return
	}
	for i, n := range h.counts {
		if n == 0 {
			continue
		}
		weight := float64(n)
		if h.extra != nil {
			weight += h.extra[i]
		}
		if !yield(h.first+i, weight) {
			return
		}
	}
}
