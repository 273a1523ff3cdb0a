package percentile

import "sort"

// Sample is numbers with their weights.
type Sample struct {
	values  []float64
	weights []float64 // nil while all are 1
}

// Add adds a number that stands for weight of them.
func (s *Sample) Add(value, weight float64) {
	if weight != 1 && s.weights == nil {
		s.weights = make([]float64, len(s.values), cap(s.values)+1)
		for i := range s.weights {
			s.weights[i] = 1
		}
	}
	s.values = append(s.values, value)
	if s.weights != nil {
		s.weights = append(s.weights, weight)
	}
}

// each calls f with every number and its weight.
func (s *Sample) each(f func(value, weight float64)) {
	for i, value := range s.values {
		if s.weights == nil {
			f(value, 1)
		} else {
			f(value, s.weights[i])
		}
	}
}

func (s *Sample) merge(other *Sample) { other.each(s.Add) }

// Len, Less and Swap are for sort.Sort: weights go with their numbers.
func (s *Sample) Len() int           { return len(s.values) }
func (s *Sample) Less(i, j int) bool { return s.values[i] < s.values[j] }

// Swap implements sort.Interface.
func (s *Sample) Swap(i, j int) {
	s.values[i], s.values[j] = s.values[j], s.values[i]
	s.weights[i], s.weights[j] = s.weights[j], s.weights[i]
}

// sort brings the numbers into order.
func (s *Sample) sort() {
	if s.weights == nil {
		sort.Float64s(s.values)
		return
	}
	sort.Sort(s)
}

// at is what stands at a rank of the sorted numbers: see Percentiles.
func (s *Sample) at(rank float64) float64 {
	i, share := s.find(rank)
	value := s.values[i]
	if share > 0 && i+1 < len(s.values) {
		value += (s.values[i+1] - value) * share
	}
	return value
}

// find is the index of the number at a rank, and the share that the next one has of the window behind the rank.
func (s *Sample) find(rank float64) (i int, share float64) {
	last := len(s.values) - 1
	if s.weights == nil {
		i = min(int(rank), last)
		return i, rank - float64(i)
	}
	end := s.weights[0]
	for i < last && rank >= end {
		i++
		end += s.weights[i]
	}
	return i, rank - (end - 1)
}
