package duckdb

import (
	"sync/atomic"

	"paceline/internal/rum"
)

// kept says whether a pass keeps the readings themselves: then it needs no second one to be exact. It does so for as many
// page views as a question may hold in memory.
type kept struct{ left atomic.Int64 }

func newKept(views int64) *kept {
	k := &kept{}
	k.left.Store(views)
	return k
}

// room takes the room for so many more page views. Once there is none left there never is again.
func (k *kept) room(views int) bool { return k.left.Add(-int64(views)) >= 0 }

// all reports that every page view found room.
func (k *kept) all() bool { return k.left.Load() >= 0 }

// keep holds on to the readings of some rows.
func (c *cell) keep(vital rum.Vital, readings vector, rows []uint16) {
	list, values, valid := c.kept[vital], readings.floats(), readings.valid
	for _, row := range rows {
		if valid[row/64]&(1<<(row%64)) != 0 {
			list = append(list, values[row])
		}
	}
	c.kept[vital] = list
}

// recall is the second pass, over what was kept: it finds the values that the percentiles stand between.
func (c *cell) recall() {
	for i := range c.vitals {
		w := wantedOf(&c.vitals[i])
		for _, list := range append(c.others[i], c.kept[i]) {
			for _, value := range list {
				w.add(value)
			}
		}
		c.wanted[i] = w
		c.kept[i], c.others[i] = nil, nil
	}
}
