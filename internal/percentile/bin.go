package percentile

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

// BinOf is the bin of a number, as stores that count bins themselves have it: all that is not told from 0 is in one.
func BinOf(value float64) int {
	if !(value >= leastBinned) {
		return zeroBin
	}
	return binOf(value)
}

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
