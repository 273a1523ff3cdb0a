package duckdb

import (
	"context"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// Summary implements store.Reader. A filter by a dimension that JavaScript errors do not have does not apply to them.
func (d *DB) Summary(ctx context.Context, s store.Select) (summary rum.Summary, err error) {
	summary.Method, err = d.ask(ctx, "summary", s, func(a *answer) error {
		if err := a.summarise(&summary); err != nil {
			return err
		}
		return a.countErrors(&summary)
	})
	return summary, err
}

// summarise counts the page views, in one pass or, where they are few, exactly.
func (a *answer) summarise(summary *rum.Summary) error {
	kept := newKept(min(a.room, a.limit))
	defer kept.release()
	s := newSurvey(kept)
	views, err := a.show(s, "hash(session_id)", rum.Vitals(), nil)
	if err != nil {
		return err
	}
	all, err := s.sum()
	if err != nil {
		return err
	}
	summary.Views, summary.Estimated = views, all.cell.estimated()
	describe := (*cell).sketched
	if views > a.limit {
		a.method = rum.Sketch
		summary.Sessions = int64(all.sessions.Estimate())
	} else {
		describe = (*cell).exact
		if err := a.exactly(all, kept, summary); err != nil {
			return err
		}
	}
	for _, vital := range rum.Vitals() {
		summary.Vitals[vital] = all.described(vital, describe(&all.cell, vital))
	}
	return nil
}

// exactly brings what a sketch of the same page views does not know.
func (a *answer) exactly(all *whole, kept *kept, summary *rum.Summary) error {
	if err := a.fill(&all.cell, kept, rum.Vitals()); err != nil {
		return err
	}
	text, args, err := filtered("Sessions", a.sel)
	if err != nil {
		return err
	}
	return one(a.ctx, a.q, text, args, &summary.Sessions)
}

// fill brings the cell of all page views the values that its percentiles stand between: from what it has kept, or from
// the same snapshot once more.
func (a *answer) fill(all *cell, kept *kept, vitals []rum.Vital) error {
	if kept.all() {
		all.want()
		kept.recall()
		return nil
	}
	everything := groups[int64]{key: "0::BIGINT", kind: numberKey(), vitals: vitals}
	return everything.collect(a, map[int64]*cell{0: all})
}

func (a *answer) countErrors(summary *rum.Summary) error {
	text, args, err := filtered("SummaryErrors", ofErrors(a.sel))
	if err != nil {
		return err
	}
	return one(a.ctx, a.q, text, args, &summary.Errors)
}
