package postgres

import (
	"math"
	"slices"

	"paceline/internal/rum"
)

// The bins are those that the SQL function bin_of counts in: of a DDSketch (https://arxiv.org/abs/1908.10693) whose
// logarithm is linear between powers of two. A bin's number is the exponent and the first binBits bits of the fraction
// of what is in it. Its bounds are at most a factor of 1+2^-binBits apart, so its centre is within
// 1/(2^(binBits+1)+1) = 0.78 % of every number in it: less than rum.SketchError.
const (
	binBits  = 6
	binShift = 52 - binBits
	zeroBin  = (1023-40)<<binBits - 1 // what is below 2^-40
)

// centreOf is the number with the least relative error for what is in the bin.
func centreOf(bin int) float64 {
	if bin <= zeroBin {
		return 0
	}
	low, high := math.Float64frombits(uint64(bin)<<binShift), math.Float64frombits(uint64(bin+1)<<binShift)
	return 2 * low * high / (low + high)
}

// histogram counts by bin.
type histogram struct {
	bins   []binned
	sorted bool
}

type binned struct {
	bin   int
	count int64
}

func (h *histogram) add(bin int, count int64) { h.bins = append(h.bins, binned{bin, count}) }

func (h *histogram) samples() (sum int64) {
	for _, b := range h.bins {
		sum += b.count
	}
	return sum
}

// at is the value at a rank among all in order, from 0.
func (h *histogram) at(rank int64) float64 {
	if !h.sorted {
		slices.SortFunc(h.bins, func(a, b binned) int { return a.bin - b.bin })
		h.sorted = true
	}
	for _, b := range h.bins {
		if rank < b.count {
			return centreOf(b.bin)
		}
		rank -= b.count
	}
	return centreOf(h.bins[len(h.bins)-1].bin)
}

// percentiles interpolates between the centres at the ranks around each fraction, as percentile_cont does between
// values.
func (h *histogram) percentiles() rum.Percentiles {
	samples := h.samples()
	if samples == 0 {
		return rum.Percentiles{}
	}
	values := make([]float64, 0, 5)
	for _, fraction := range [...]float64{0.5, 0.75, 0.9, 0.95, 0.99} {
		rank := fraction * float64(samples-1)
		lower := math.Floor(rank)
		low, high := h.at(int64(lower)), h.at(int64(math.Ceil(rank)))
		values = append(values, low+(high-low)*(rank-lower))
	}
	return described(samples, values)
}

// described names what stands in the order of the statements: p50, p75, p90, p95, p99. Without samples there are none.
func described(samples int64, p []float64) rum.Percentiles {
	if samples == 0 || len(p) != 5 {
		return rum.Percentiles{}
	}
	return rum.Percentiles{P50: &p[0], P75: &p[1], P90: &p[2], P95: &p[3], P99: &p[4], Samples: samples}
}
