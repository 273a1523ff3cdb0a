package duckdb

import (
	"math"
	"slices"

	"paceline/internal/rum"
)

// fractions are those of rum.Percentiles, in its order.
func fractions() [5]float64 { return [...]float64{0.5, 0.75, 0.9, 0.95, 0.99} }

// ranksOf are the two ranks around a fraction of so many numbers in order, and how far it is from the lower to the
// upper one: as SQL's percentile_cont has it.
func ranksOf(fraction float64, samples int64) (lower, upper int64, between float64) {
	rank := fraction * float64(samples-1)
	floor := math.Floor(rank)
	return int64(floor), int64(math.Ceil(rank)), rank - floor
}

// sketched gives percentiles as the centres of the bins they are in.
func (c *cell) sketched(vital rum.Vital) rum.Percentiles {
	h := &c.vitals[vital]
	return percentiles(h.samples(), func(rank int64) float64 {
		bin, _ := h.binAt(rank)
		return centreOf(bin)
	})
}

// exact gives percentiles from what the second pass has collected.
func (c *cell) exact(vital rum.Vital) rum.Percentiles {
	h, w := &c.vitals[vital], &c.wanted[vital]
	for _, list := range w.lists {
		slices.Sort(list)
	}
	return percentiles(h.samples(), func(rank int64) float64 {
		bin, before := h.binAt(rank)
		if bin == zeroBin {
			return 0
		}
		return w.list(bin)[rank-before]
	})
}

// percentiles interpolates between the values at the ranks; of nothing it has none.
func percentiles(samples int64, at func(rank int64) float64) rum.Percentiles {
	p := rum.Percentiles{Samples: samples}
	if samples == 0 {
		return p
	}
	for i, to := range []**float64{&p.P50, &p.P75, &p.P90, &p.P95, &p.P99} {
		lower, upper, between := ranksOf(fractions()[i], samples)
		value := at(lower)
		value += (at(upper) - value) * between
		*to = &value
	}
	return p
}
