package duckdb

import (
	"context"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Distribution implements store.Reader.
func (d *DB) Distribution(ctx context.Context, s store.Select, vital rum.Vital) (spread rum.Distribution, err error) {
	spread.Method, err = d.ask(ctx, "distribution", s, func(a *answer) error {
		all, describe, err := a.spread(vital)
		if err != nil {
			return err
		}
		spread.VitalSummary = all.described(vital, describe(&all.cell, vital))
		spread.Bins = vital.Grid().Bins(all.grid, spread.P99)
		return nil
	})
	return spread, err
}

// spread counts the values of one vital, and says how its percentiles are had of them.
func (a *answer) spread(vital rum.Vital) (*gridded, func(*cell, rum.Vital) rum.Percentiles, error) {
	only := []rum.Vital{vital}
	kept := newKept(min(a.room, a.limit))
	defer kept.release()
	s := newSpreading(vital, kept)
	views, err := a.show(s, "0::BIGINT", only, nil)
	if err != nil {
		return nil, nil, err
	}
	all := s.sum()
	if views > a.limit {
		a.method = rum.Sketch
		return all, (*cell).sketched, nil
	}
	return all, (*cell).exact, a.fill(&all.cell, kept, only)
}

// gridded is what one pass counts of one vital.
type gridded struct {
	whole
	grid []float64 // by cell of the vital's grid
}

// spreading visits page views for one vital's values.
type spreading struct {
	vital   rum.Vital
	threads threads[gridded]
	kept    *kept
}

func newSpreading(vital rum.Vital, kept *kept) *spreading {
	return &spreading{vital: vital, kept: kept, threads: threads[gridded]{begin: func() *gridded {
		part := newGridded(vital)
		part.kept = kept.keeping()
		return part
	}}}
}

func newGridded(vital rum.Vital) *gridded {
	return &gridded{grid: make([]float64, len(vital.Grid().Edges())+1)}
}

func (s *spreading) visit(rows chunk) error {
	part := s.threads.take()
	defer s.threads.give(part)
	if err := part.take(rows, []rum.Vital{s.vital}, s.kept); err != nil {
		return err
	}
	readings, err := rows.floats(1)
	if err != nil {
		return err
	}
	weights, err := rows.weights(2)
	if err != nil {
		return err
	}
	grid := s.vital.Grid()
	for row, value := range readings.Values {
		if readings.Has(row) {
			part.grid[grid.Cell(value)] += weights.Or(row, 1)
		}
	}
	return nil
}

// sum is what all threads have counted, once the statement is over.
func (s *spreading) sum() *gridded {
	sum := newGridded(s.vital)
	for _, part := range s.threads.all {
		sum.add(&part.whole)
		for i, count := range part.grid {
			sum.grid[i] += count
		}
	}
	return sum
}
