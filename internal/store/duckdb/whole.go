package duckdb

import (
	"github.com/axiomhq/hyperloglog"
	duck "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"

	"paceline/internal/percentile"
	"paceline/internal/rum"
)

// whole is what one pass counts of all page views together.
type whole struct {
	cell     cell
	ratings  [rum.VitalCount]percentile.Ratings
	sessions *hyperloglog.Sketch
	kept     *keeping
}

// newWhole is empty. With 2^16 registers the standard error of the number of sessions is 1.04/2^8 = 0.4 %
// (https://algo.inria.fr/flajolet/Publications/FlFuGaMe07.pdf).
// Few sessions are registers too: what saves their room costs more time than all the rest of a question.
func newWhole() *whole { return &whole{sessions: hyperloglog.New16NoSparse()} }

// survey visits page views, whose key is a hash of the session, for their whole.
type survey struct {
	threads threads[whole]
	kept    *kept
}

func newSurvey(kept *kept) *survey {
	return &survey{kept: kept, threads: threads[whole]{begin: func() *whole {
		part := newWhole()
		part.kept = kept.keeping()
		return part
	}}}
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
	return part.take(rows, rum.Vitals(), s.kept)
}

// take counts the rows of a chunk, and their readings.
func (w *whole) take(rows chunk, vitals []rum.Vital, kept *kept) error {
	weights, err := rows.weights(1 + len(vitals))
	if err != nil {
		return err
	}
	every := everyRow[:rows.rows]
	w.cell.views += int64(rows.rows)
	w.cell.extra += percentile.Extra(weights, every)
	keeps := kept.room(rows.rows)
	if keeps {
		w.kept.begin(&w.cell)
	}
	for i, vital := range vitals {
		readings, err := rows.floats(1 + i)
		if err != nil {
			return err
		}
		w.cell.vitals[vital].CountRated(readings, weights, raters[vital], &w.ratings[vital])
		if keeps {
			w.kept.reading(vital, weights, rows.rows).add(readings, weights, every)
		}
	}
	return nil
}

// raters are those of the vitals.
var raters = func() (all [rum.VitalCount]percentile.Rater) {
	for i, vital := range rum.Vitals() {
		all[i] = percentile.Rater{Good: vital.Info().Good, Poor: vital.Info().Poor}
	}
	return all
}()

// described is what there is to say of a vital, with its percentiles.
func (w *whole) described(vital rum.Vital, p rum.Percentiles) rum.VitalSummary {
	of := w.ratings[vital]
	// The weights of those in between are not added up: what is left may be a rounding error below 0.
	return rum.VitalSummary{Percentiles: p, Good: of.Good, Poor: of.Poor, NeedsImprovement: max(0, p.Estimated-of.Good-of.Poor)}
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
		w.ratings[i].Good += part.ratings[i].Good
		w.ratings[i].Poor += part.ratings[i].Poor
	}
}
