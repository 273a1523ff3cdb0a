package postgres

import (
	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// viewsInstead is in the place of a vital where the statement counts page views.
const viewsInstead = -1

// cell is what PostgreSQL has counted of one group of page views.
type cell struct {
	group
	vitals [rum.VitalCount]percentile.Histogram
	wanted [rum.VitalCount]*percentile.Wanted // what makes percentiles exact
}

func (c *cell) count(vital, bin int, count int64, extra float64) {
	if vital == viewsInstead {
		c.views += count
		c.estimated += float64(count) + extra
		return
	}
	c.vitals[vital].AddBin(bin, count, extra)
}

func (c *cell) describe(vital rum.Vital, method rum.Method) rum.Percentiles {
	if method == rum.Sketch {
		return c.vitals[vital].Sketched()
	}
	return c.vitals[vital].Exact(c.wanted[vital])
}

// counted counts the values by bin, and brings them to be exact those of the bins that hold percentiles.
func (g groups[K]) counted(a *answer) (map[K]group, error) {
	cells, err := g.bins(a)
	if err == nil && a.method == rum.Exact {
		err = g.collect(a, cells)
	}
	if err != nil {
		return nil, err
	}
	all := make(map[K]group, len(cells))
	for key, c := range cells {
		of := c.group
		for _, vital := range g.of {
			of.vitals[vital] = c.describe(vital, a.method)
		}
		all[key] = of
	}
	return all, nil
}

func (g groups[K]) bins(a *answer) (map[K]*cell, error) {
	cells := map[K]*cell{}
	var key K
	var vital, bin int
	var count int64
	var extra float64
	parts, args := g.arguments()
	asked := []int{viewsInstead}
	for _, v := range g.of {
		asked = append(asked, int(v))
	}
	args["vitals"] = asked
	err := a.query("PercentilesBins", parts, args, []any{&key, &vital, &bin, &count, &extra}, func() error {
		if cells[key] == nil {
			cells[key] = &cell{}
		}
		cells[key].count(vital, bin, count, extra)
		return nil
	})
	return cells, err
}

// collect asks for the values that are wanted, in the same snapshot.
func (g groups[K]) collect(a *answer, cells map[K]*cell) error {
	var keys []K
	var vitals, bins []int
	for key, c := range cells {
		for _, v := range g.of {
			c.wanted[v] = c.vitals[v].Wanted()
			for _, bin := range c.wanted[v].Bins() {
				keys, vitals, bins = append(keys, key), append(vitals, int(v)), append(bins, bin)
			}
		}
	}
	if len(keys) == 0 {
		return nil
	}
	parts, args := g.arguments()
	parts["keys"] = "@keys::" + g.kind + "[]"
	args["keys"], args["vitals"], args["bins"] = keys, vitals, bins
	var key K
	var vital int
	var value, weight float64
	return a.query("PercentilesWanted", parts, args, []any{&key, &vital, &value, &weight}, func() error {
		cells[key].wanted[vital].Add(value, weight)
		return nil
	})
}
