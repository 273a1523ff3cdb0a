package rum

import (
	"fmt"
	"math"
	"slices"
)

// MaxBins is the most bins of a distribution.
const MaxBins = 60

// Bin is an interval of values: above From and up to To, as ratings count a threshold to what is below it. The first bin
// of a distribution holds 0 too; the last, whose To is nil, everything above From.
type Bin struct {
	From  float64
	To    *float64
	Count float64 // page views, by weight
}

// Grid counts the values of one vital so finely that every distribution's bins can be made of the counts: their width is
// chosen when the percentiles are known.
type Grid struct {
	perUnit int64 // edges are whole multiples of 1/perUnit
	width   int64 // of a cell
	steps   []int64
	least   int64 // what the bins reach at least: the threshold to poor
	edges   []float64
}

// grids are those of the vitals.
var grids = loadGrids()

func loadGrids() (all [VitalCount]*Grid) {
	for i := range all {
		grid, err := newGrid(vitals[i])
		if err != nil {
			panic(fmt.Sprintf("schema/vitals.json: %v", err))
		}
		all[i] = grid
	}
	return all
}

// Grid is the vital's.
func (v Vital) Grid() *Grid { return grids[v] }

// newGrid takes for widths of bins the numbers 1, 2, 2.5 and 5 and their powers of ten, as axes have them, so far as both
// thresholds are multiples of them: then no bin has values of two ratings.
func newGrid(vital VitalInfo) (*Grid, error) {
	g := &Grid{perUnit: 1}
	for vital.Good*float64(g.perUnit) != math.Trunc(vital.Good*float64(g.perUnit)) ||
		vital.Poor*float64(g.perUnit) != math.Trunc(vital.Poor*float64(g.perUnit)) {
		g.perUnit *= 10
	}
	g.perUnit *= 10 // for widths of half of what the thresholds are counted in
	good := int64(vital.Good * float64(g.perUnit))
	g.least = int64(vital.Poor * float64(g.perUnit))
	for power := int64(1); power <= good; power *= 10 {
		for _, quarters := range []int64{4, 8, 10, 20} {
			step := power * quarters / 4
			exact := power*quarters%4 == 0
			if exact && good%step == 0 && g.least%step == 0 && g.least/step < MaxBins {
				g.steps = append(g.steps, step)
			}
		}
	}
	if len(g.steps) == 0 {
		return nil, fmt.Errorf("%s: no bins of one width have both %g and %g as an edge", vital.Name, vital.Good, vital.Poor)
	}
	for _, step := range g.steps {
		g.width = divisor(g.width, step)
	}
	for end := g.width; end <= (MaxBins-1)*slices.Max(g.steps); end += g.width {
		g.edges = append(g.edges, g.value(end))
	}
	return g, nil
}

// divisor is the greatest common one.
func divisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// value is the number closest to a multiple of 1/perUnit, as the registry's thresholds are to theirs.
func (g *Grid) value(multiple int64) float64 { return float64(multiple) / float64(g.perUnit) }

// Edges are the upper edges of the grid's cells, ascending; one more cell holds what is above the last. They are shared
// and not changed.
func (g *Grid) Edges() []float64 { return g.edges }

// Cell is the index of the cell a value is in: of the first whose edge is not below it.
func (g *Grid) Cell(value float64) int {
	// Dividing may round to the wrong side of an edge: the edges decide.
	i := int(math.Min(value*float64(g.perUnit)/float64(g.width), float64(len(g.edges))))
	for i > 0 && value <= g.edges[i-1] {
		i--
	}
	for i < len(g.edges) && value > g.edges[i] {
		i++
	}
	return i
}

// Bins are a distribution's, made of the counts of the cells: as narrow as MaxBins allow, and reaching the 99th
// percentile, or as far as the widest bins reach. Without a percentile there is nothing to show, and the list is empty.
func (g *Grid) Bins(counts []float64, p99 *float64) []Bin {
	if p99 == nil {
		return []Bin{}
	}
	reach := max(g.least, int64(math.Ceil(math.Min(*p99, g.edges[len(g.edges)-1])*float64(g.perUnit))))
	step := slices.Max(g.steps)
	for _, s := range g.steps {
		if (reach+s-1)/s < MaxBins {
			step = min(step, s)
		}
	}
	var bins []Bin
	cells, cell := int(step/g.width), 0
	for start := int64(0); start < reach; start += step {
		end := g.value(start + step)
		bin := Bin{From: g.value(start), To: &end}
		for range cells {
			bin.Count += counts[cell]
			cell++
		}
		bins = append(bins, bin)
	}
	over := Bin{From: *bins[len(bins)-1].To}
	for _, count := range counts[cell:] {
		over.Count += count
	}
	return append(bins, over)
}
