// Package percentile counts numbers that have weights and tells their percentiles, exactly or from log-spaced bins. It is
// pure: stores bring it what they have, a benchmark what it makes up.
//
// # What a percentile of weighted numbers is
//
// A number of weight w stands for w of them, side by side in order. Of n numbers of weight 1, SQL's percentile_cont
// has p stand at rank h = p(n-1), counted from 0, and interpolates between the numbers at the ranks around it: type 7 of
// Hyndman and Fan (https://doi.org/10.1080/00031305.1996.10473566). That is the mean of what stands between h and h+1, each
// number taking the room of one. So it is defined here for all weights, with n their sum: as Akinshin's weighted type 7
// (https://arxiv.org/abs/2304.07265), but with the sum of the weights where he has an effective number of samples, since
// a weight here says how many page views were not measured, not how much one is trusted. Of whole weights it is
// percentile_cont of all the numbers written out, and of weights of 1 exactly what it was without them.
//
// No weight is below 1, so a window as wide as one number reaches into two of them at most.
package percentile

import "paceline/internal/rum"

// fractions are those of rum.Percentiles, in its order.
var fractions = [...]float64{0.5, 0.75, 0.9, 0.95, 0.99}

// place is where a fraction stands among the bins.
type place struct {
	rank   float64
	before float64 // the weight of the bins before lower
	lower  int     // the bin that holds the rank
	upper  int     // the one in which the window behind the rank ends: the same, or the next
	share  float64 // what upper's least number has of the window where lower's greatest has the rest
}

// places finds the fractions in one go, and the weight of all numbers.
func (h *Histogram) places() (all [len(fractions)]place, weight float64) {
	weight = h.Weight()
	next, open, end := 0, 0, 0.0 // open: from here to before next the windows are not ended
	for bin, w := range h.bins {
		for ; open < next; open++ {
			all[open].upper = bin
		}
		before := end
		end += w
		for ; next < len(all); next++ {
			rank := fractions[next] * (weight - 1)
			if rank >= end {
				break
			}
			all[next] = place{rank: rank, before: before, lower: bin, upper: bin, share: max(0, rank-(end-1))}
			if all[next].share == 0 {
				// Greater fractions may reach beyond the bin, lesser ones do not.
				open = next + 1
			}
		}
	}
	return all, weight
}

// Sketched gives percentiles as the centres of the bins they are in.
func (h *Histogram) Sketched() rum.Percentiles {
	return h.percentiles(func(p place) float64 {
		value := centreOf(p.lower)
		return value + (centreOf(p.upper)-value)*p.share
	})
}

// Exact gives percentiles from what was collected of the bins that Wanted asked for.
func (h *Histogram) Exact(collected *Wanted) rum.Percentiles {
	collected.sort()
	return h.percentiles(collected.at)
}

// percentiles are what stands at the places; of nothing there are none.
func (h *Histogram) percentiles(at func(place) float64) rum.Percentiles {
	places, weight := h.places()
	p := rum.Percentiles{Samples: h.Samples(), Estimated: weight}
	if p.Samples == 0 {
		return p
	}
	for i, to := range []**float64{&p.P50, &p.P75, &p.P90, &p.P95, &p.P99} {
		value := at(places[i])
		*to = &value
	}
	return p
}

// Of gives the exact percentiles of a sample.
func Of(s *Sample) rum.Percentiles {
	var h Histogram
	s.each(h.Add)
	wanted := h.Wanted()
	wanted.AddAll(s.values, s.weights)
	return h.Exact(wanted)
}
