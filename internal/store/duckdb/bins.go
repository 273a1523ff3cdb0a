package duckdb

import "math"

// Bins are those of a DDSketch (https://arxiv.org/abs/1908.10693) whose logarithm is linear between powers of two: the
// bin of a number is its exponent and the first binBits bits of its fraction, which cost a shift where a logarithm would
// cost a call. The bounds of a bin are at most a factor of 1+2^-binBits apart, so its centre is within
// 1/(2^(binBits+1)+1) = 0.78 % of every number in it: less than rum.SketchError.
const (
	binBits  = 6
	binShift = 52 - binBits
)

// leastBinned is the least number that is told from 0: far below what any vital is measured in.
const leastBinned = 0x1p-40

// firstBin is leastBinned's, and the first after zeroBin.
const firstBin = (1023 - 40) << binBits

// zeroBin holds 0, which has no logarithm.
const zeroBin = firstBin - 1

// binOf is the bin of a number from leastBinned on. That of a lesser one is before firstBin, that of one below 0 far behind
// all others.
func binOf(value float64) int { return int(math.Float64bits(value) >> binShift) }

// centreOf is the number with the least relative error for what is in the bin.
func centreOf(bin int) float64 {
	if bin <= zeroBin {
		return 0
	}
	low, high := math.Float64frombits(uint64(bin)<<binShift), math.Float64frombits(uint64(bin+1)<<binShift)
	return 2 * low * high / (low + high)
}

// histogram counts numbers by bin. The zero histogram is empty.
type histogram struct {
	counts []uint32 // of the bins from first on
	first  int
	zeros  uint32
}

// add counts a number. Those who have many do it themselves as long as its bin is among counts.
func (h *histogram) add(value float64) {
	if !(value >= leastBinned) {
		h.zeros++
		return
	}
	bin := binOf(value)
	h.cover(bin, bin+1)
	h.counts[bin-h.first]++
}

// cover makes room for the bins from low to before high, and some on the side that grows.
func (h *histogram) cover(low, high int) {
	const spare = 1 << binBits / 2
	if len(h.counts) == 0 {
		h.first, h.counts = low, make([]uint32, high-low, high-low+spare)
		return
	}
	end := h.first + len(h.counts)
	if low >= h.first {
		for ; end < high; end++ {
			h.counts = append(h.counts, 0)
		}
		return
	}
	low = max(low-spare, firstBin)
	grown := make([]uint32, max(high, end)-low)
	copy(grown[h.first-low:], h.counts)
	h.first, h.counts = low, grown
}

func (h *histogram) merge(other *histogram) {
	h.zeros += other.zeros
	if len(other.counts) == 0 {
		return
	}
	h.cover(other.first, other.first+len(other.counts))
	for i, n := range other.counts {
		h.counts[other.first-h.first+i] += n
	}
}

func (h *histogram) samples() int64 {
	sum := int64(h.zeros)
	for _, n := range h.counts {
		sum += int64(n)
	}
	return sum
}

// binAt is the bin of the number with the rank among all in order, from 0, and how many are in the bins before it.
func (h *histogram) binAt(rank int64) (bin int, before int64) {
	before = int64(h.zeros)
	if rank < before {
		return zeroBin, 0
	}
	for i, n := range h.counts {
		if rank < before+int64(n) {
			return h.first + i, before
		}
		before += int64(n)
	}
	return h.first + len(h.counts) - 1, before
}
