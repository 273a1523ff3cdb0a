package duckdb

import (
	"github.com/axiomhq/hyperloglog"
	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"paceline/internal/rum"
)

// whole is what one pass counts of all page views together.
type whole struct {
	cell     cell
	ratings  [rum.VitalCount]rating
	sessions *hyperloglog.Sketch
}

// rating counts readings; what is neither is in between.
type rating struct{ good, poor int64 }

// newWhole is empty. With 2^16 registers the standard error of the number of sessions is 1.04/2^8 = 0.4 %
// (https://algo.inria.fr/flajolet/Publications/FlFuGaMe07.pdf).
func newWhole() *whole { return &whole{sessions: hyperloglog.New16()} }

// survey visits page views, whose key is a hash of the session, for their whole.
type survey struct {
	threads threads[whole]
	kept    *kept
}

func newSurvey(kept *kept) *survey {
	return &survey{threads: threads[whole]{begin: newWhole}, kept: kept}
}

// everyRow lists the rows that a chunk can have.
var everyRow = func() []uint16 {
	rows := make([]uint16, duck.GetDataChunkCapacity())
	for i := range rows {
		rows[i] = uint16(i)
	}
	return rows
}()

func (s *survey) visit(rows chunk) error {
	part := s.threads.take()
	defer s.threads.give(part)
	sessions, err := rows.vector(0, mapping.TypeUBigInt)
	if err != nil {
		return err
	}
	for _, hash := range sessions.unsigned() {
		part.sessions.InsertHash(hash)
	}
	part.cell.views += int64(rows.rows)
	keeps := s.kept.room(rows.rows)
	for i, vital := range rum.Vitals() {
		readings, err := rows.vector(1+i, mapping.TypeDouble)
		if err != nil {
			return err
		}
		part.rate(vital, readings)
		if keeps {
			part.cell.keep(vital, readings, everyRow[:rows.rows])
		}
	}
	return nil
}

// rate counts readings by bin, and how good they are.
func (w *whole) rate(vital rum.Vital, readings vector) {
	h := &w.cell.vitals[vital]
	counts, first := h.counts, h.first
	good, poor := vital.Info().Good, vital.Info().Poor
	of, valid := w.ratings[vital], readings.valid
	for row, value := range readings.floats() {
		if valid[row/64]&(1<<(row%64)) == 0 {
			continue
		}
		switch {
		case value <= good:
			of.good++
		case value > poor:
			of.poor++
		}
		if i := binOf(value) - first; uint(i) < uint(len(counts)) {
			counts[i]++
			continue
		}
		h.add(value)
		counts, first = h.counts, h.first
	}
	w.ratings[vital] = of
}

// sum is what all threads have counted, once the statement is over.
func (s *survey) sum() (*whole, error) {
	sum := newWhole()
	for _, part := range s.threads.all {
		sum.add(part)
		if err := sum.sessions.Merge(part.sessions); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// add takes the readings of another part.
func (w *whole) add(part *whole) {
	w.cell.merge(&part.cell)
	for i := range w.ratings {
		w.ratings[i].good += part.ratings[i].good
		w.ratings[i].poor += part.ratings[i].poor
	}
}
