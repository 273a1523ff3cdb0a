package duckdb

import (
	"github.com/axiomhq/hyperloglog"
	duck "github.com/duckdb/duckdb-go/v2"

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
type survey struct{ threads threads[whole] }

func newSurvey() *survey { return &survey{threads[whole]{begin: newWhole}} }

func (s *survey) visit(chunk *duck.DataChunk) error {
	part := s.threads.take()
	defer s.threads.give(part)
	sessions, err := vectorAt(chunk, 0, duck.TYPE_UBIGINT)
	if err != nil {
		return err
	}
	for _, hash := range sessions.unsigned() {
		part.sessions.InsertHash(hash)
	}
	part.cell.views += int64(sessions.rows)
	for i, vital := range rum.Vitals() {
		readings, err := vectorAt(chunk, 1+i, duck.TYPE_DOUBLE)
		if err != nil {
			return err
		}
		part.rate(vital, readings)
	}
	return nil
}

// rate counts readings by bin, and how good they are.
func (w *whole) rate(vital rum.Vital, readings vector) {
	good, poor := vital.Info().Good, vital.Info().Poor
	counts, of := &w.cell.vitals[vital], &w.ratings[vital]
	for row, value := range readings.floats() {
		if !readings.has(row) {
			continue
		}
		counts.add(value)
		switch {
		case value <= good:
			of.good++
		case value > poor:
			of.poor++
		}
	}
}

// sum is what all threads have counted, once the statement is over.
func (s *survey) sum() (*whole, error) {
	sum := newWhole()
	for _, part := range s.threads.all {
		sum.cell.merge(&part.cell)
		if err := sum.sessions.Merge(part.sessions); err != nil {
			return nil, err
		}
		for i := range sum.ratings {
			sum.ratings[i].good += part.ratings[i].good
			sum.ratings[i].poor += part.ratings[i].poor
		}
	}
	return sum, nil
}
