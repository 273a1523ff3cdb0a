package duckdb

import (
	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// cell is what a tally knows of one group of page views.
type cell struct {
	views  int64
	extra  float64 // what they weigh beyond 1 each
	vitals [rum.VitalCount]percentile.Histogram
	wanted [rum.VitalCount]*percentile.Wanted // of the second pass, which makes percentiles exact
	into   *cell                              // what it has been merged into

	// Of the chunk that is being visited: how many rows are this cell's, and where the next of them is sorted to.
	here, next int
}

// estimated is how many page views these stand for.
func (c *cell) estimated() float64 { return float64(c.views) + c.extra }

func (c *cell) merge(other *cell) {
	c.views += other.views
	c.extra += other.extra
	for i := range c.vitals {
		c.vitals[i].Merge(&other.vitals[i])
		if c.wanted[i] != nil {
			c.wanted[i].Merge(other.wanted[i])
		}
	}
	other.into = c
}

// sum is the cell that this one has been merged into, or itself.
func (c *cell) sum() *cell {
	for c.into != nil {
		c = c.into
	}
	return c
}

// want asks for the readings in the bins that hold percentiles.
func (c *cell) want() {
	for i := range c.vitals {
		c.wanted[i] = c.vitals[i].Wanted()
	}
}

// collector is an empty cell for the second pass, which wants what this one does.
func (c *cell) collector() *cell {
	of := &cell{}
	for i := range c.vitals {
		of.wanted[i] = c.vitals[i].Wanted()
	}
	return of
}

// sketched gives percentiles as the centres of the bins they are in.
func (c *cell) sketched(vital rum.Vital) rum.Percentiles { return c.vitals[vital].Sketched() }

// exact gives percentiles from what the second pass has collected.
func (c *cell) exact(vital rum.Vital) rum.Percentiles { return c.vitals[vital].Exact(c.wanted[vital]) }

// adder adds to a cell its rows' readings of one vital.
type adder func(c *cell, vital rum.Vital, readings, weights percentile.Column, rows []uint16)

// count counts readings by bin.
func count(c *cell, vital rum.Vital, readings, weights percentile.Column, rows []uint16) {
	c.vitals[vital].Count(readings, weights, rows)
}

// collect keeps the readings that are wanted.
func collect(c *cell, vital rum.Vital, readings, weights percentile.Column, rows []uint16) {
	c.wanted[vital].AddRows(readings, weights, rows)
}
