package pulse

import (
	"encoding/json"
	"errors"
	"math"

	"paceline/internal/rum"
)

// Distribution is the values of one vital in page views that show it for the first time. Page views count as many as
// they stand for, where the client samples, but for Samples. The zero Distribution is empty.
type Distribution struct {
	Samples int64   // page views with a value
	Good    float64 // page views of this rating
	Middle  float64 // needs-improvement
	Poor    float64
	first   int       // the bin of the first of weights
	weights []float32 // page views by bin of their value
}

// The bins are those of a DDSketch (https://arxiv.org/abs/1908.10693) whose logarithm is linear between powers of two,
// so that a value's bin is the upper bits of its floating-point number: the centre of a bin is within 0.78 % of
// every value in it. Values below leastBinned, which no vital tells apart, are 0.
const (
	binShift    = 52 - 6
	leastBinned = 0x1p-10
	firstBin    = (1023 - 10) << 6 // of leastBinned
	zeroBin     = 0
	lastBin     = 1 + 32<<6 // beyond 600,000 ms
	// mostBins bounds a distribution in a message: beyond, the lowest bins become one, which leaves the upper
	// percentiles right.
	mostBins = 400
)

var errNoDistribution = errors.New("no distribution")

func binOf(value float64) int {
	if value < leastBinned {
		return zeroBin
	}
	return min(1+int(math.Float64bits(value)>>binShift)-firstBin, lastBin)
}

// centreOf is the number with the least relative error for what is in the bin.
func centreOf(bin int) float64 {
	if bin == zeroBin {
		return 0
	}
	bits := uint64(bin - 1 + firstBin)
	low, high := math.Float64frombits(bits<<binShift), math.Float64frombits((bits+1)<<binShift)
	return 2 * low * high / (low + high)
}

// add counts a page view that stands for so many.
func (d *Distribution) add(vital rum.Vital, value, weight float64) {
	d.Samples++
	switch vital.Rate(value) {
	case rum.Good:
		d.Good += weight
	case rum.NeedsImprovement:
		d.Middle += weight
	default:
		d.Poor += weight
	}
	d.weigh(binOf(value), float32(weight))
}

// weigh adds to a bin, and makes room for it with some to spare on the side that grows.
func (d *Distribution) weigh(bin int, weight float32) {
	const spare = 32
	switch {
	case len(d.weights) == 0:
		d.first, d.weights = bin, make([]float32, 1, spare)
	case bin < d.first:
		first := max(bin-spare, 0)
		d.weights = append(make([]float32, d.first-first, d.first-first+len(d.weights)+spare), d.weights...)
		d.first = first
	case bin >= d.first+len(d.weights):
		more := bin - d.first - len(d.weights) + 1
		d.weights = append(d.weights, make([]float32, more)...)
	}
	d.weights[bin-d.first] += weight
}

func (d *Distribution) merge(other *Distribution) {
	if other.Samples == 0 {
		return
	}
	d.Samples += other.Samples
	d.Good += other.Good
	d.Middle += other.Middle
	d.Poor += other.Poor
	for i, weight := range other.weights {
		if weight != 0 {
			d.weigh(other.first+i, weight)
		}
	}
}

// Percentile is the value that the share p (0 to 1) of the page views does not exceed, within 0.78 %; nil when there
// are none.
func (d *Distribution) Percentile(p float64) *float64 {
	var total float64
	for _, weight := range d.weights {
		total += float64(weight)
	}
	if total == 0 {
		return nil
	}
	left, last := p*total, 0
	for i, weight := range d.weights {
		if weight == 0 {
			continue
		}
		last = i
		if left -= float64(weight); left <= 0 {
			break
		}
	}
	return new(centreOf(d.first + last))
}

// distributionJSON is a Distribution in a message: its bins are a flat list of bin, weight, bin, weight, ...
type distributionJSON struct {
	Samples int64     `json:"n"`
	Ratings []float64 `json:"r,omitempty"`
	Bins    []float32 `json:"b,omitempty"`
}

// MarshalJSON writes it short: an empty one is {"n":0}.
func (d Distribution) MarshalJSON() ([]byte, error) {
	short := distributionJSON{Samples: d.Samples}
	if d.Samples == 0 {
		return json.Marshal(short)
	}
	short.Ratings = []float64{d.Good, d.Middle, d.Poor}
	var low float32 // of the bins that become one
	for i, left := 0, d.filled(); i < len(d.weights); i++ {
		weight := d.weights[i]
		if weight == 0 {
			continue
		}
		if left > mostBins {
			low += weight
		} else {
			short.Bins = append(short.Bins, float32(d.first+i), weight+low)
			low = 0
		}
		left--
	}
	return json.Marshal(short)
}

// filled counts the bins that hold something.
func (d *Distribution) filled() int {
	n := 0
	for _, weight := range d.weights {
		if weight != 0 {
			n++
		}
	}
	return n
}

// UnmarshalJSON reads what MarshalJSON wrote, and refuses what it cannot have written.
func (d *Distribution) UnmarshalJSON(text []byte) error {
	var short distributionJSON
	if err := json.Unmarshal(text, &short); err != nil {
		return err
	}
	*d = Distribution{Samples: short.Samples}
	if short.Samples == 0 {
		return nil
	}
	if len(short.Ratings) != 3 || len(short.Bins)%2 != 0 {
		return errNoDistribution
	}
	d.Good, d.Middle, d.Poor = short.Ratings[0], short.Ratings[1], short.Ratings[2]
	for i := 0; i < len(short.Bins); i += 2 {
		if bin := short.Bins[i]; !(0 <= bin && bin <= lastBin) {
			return errNoDistribution
		}
		d.weigh(int(short.Bins[i]), short.Bins[i+1])
	}
	return nil
}
