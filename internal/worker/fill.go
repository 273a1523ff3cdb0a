package worker

import (
	"context"
	"fmt"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// identityHours is how long a repeated event is recognised: what is repeated within 24 h changes nothing.
const identityHours = 24

// fill is the content of the batch's transaction.
func (b *batch) fill(ctx context.Context) func(store.Tx) error {
	return func(tx store.Tx) error {
		b.tallies, b.overflowed = map[string]rum.Tally{}, 0
		rows, err := b.rows(ctx, tx)
		if err != nil {
			return err
		}
		if err := b.place(ctx, tx, rows); err != nil {
			return err
		}
		if err := b.admit(ctx, tx, rows); err != nil {
			return err
		}
		return b.put(ctx, tx, rows)
	}
}

// rows is what a transaction writes.
type rows struct {
	views  []rum.PageView
	errors []rum.JSError
	events []rum.LoggedEvent
}

func (b *batch) rows(ctx context.Context, tx store.Tx) (rows, error) {
	var r rows
	trails := newTrails()
	known, err := b.known(ctx, tx)
	if err != nil {
		return r, err
	}
	for i := range b.facts {
		f := &b.facts[i]
		b.tally(f.project, rum.Tally{Processed: 1})
		if f.ofView() {
			trails.add(f)
			continue
		}
		key := store.EventKey{Project: f.project, ID: f.event.ID}
		if known[key] {
			b.tally(f.project, rum.Tally{Deduplicated: 1})
			continue
		}
		known[key] = true
		if f.event.Type == rum.TypeError {
			r.errors = append(r.errors, f.jsError())
		} else {
			r.events = append(r.events, f.logged())
		}
	}
	stored, err := tx.Views(ctx, trails.keys(), trails.windows())
	if err != nil {
		return r, fmt.Errorf("loading page views: %w", err)
	}
	r.views = trails.merge(stored, func(f *fact, outcome rum.Outcome) {
		switch outcome {
		case rum.Merged:
			b.tally(f.project, rum.Tally{Merged: 1})
		case rum.Repeated:
			b.tally(f.project, rum.Tally{Deduplicated: 1})
		}
	})
	return r, nil
}

// known asks the store which of the batch's errors and logged events it has already.
func (b *batch) known(ctx context.Context, tx store.Tx) (map[store.EventKey]bool, error) {
	var keys []store.EventKey
	var since int64
	for i := range b.facts {
		f := &b.facts[i]
		if f.ofView() {
			continue
		}
		if len(keys) == 0 || f.arrived < since {
			since = f.arrived
		}
		keys = append(keys, store.EventKey{Project: f.project, ID: f.event.ID})
	}
	if len(keys) == 0 {
		return map[store.EventKey]bool{}, nil
	}
	known, err := tx.Known(ctx, keys, since-identityHours*3_600_000)
	if err != nil {
		return nil, fmt.Errorf("looking for repeated events: %w", err)
	}
	if known == nil {
		known = map[store.EventKey]bool{}
	}
	return known, nil
}

// place finds or creates the websites and pages of all rows that are new.
func (b *batch) place(ctx context.Context, tx store.Tx, r rows) error {
	places := make([]*rum.Where, 0, len(r.views)+len(r.errors)+len(r.events))
	for i := range r.views {
		if !r.views[i].Stored {
			places = append(places, &r.views[i].Where)
		}
	}
	for i := range r.errors {
		places = append(places, &r.errors[i].Where)
	}
	for i := range r.events {
		places = append(places, &r.events[i].Where)
	}
	overflowed, err := tx.Resolve(ctx, places, b.worker.Caps)
	if err != nil {
		return fmt.Errorf("finding pages: %w", err)
	}
	b.overflowed += overflowed
	return nil
}

func (b *batch) put(ctx context.Context, tx store.Tx, r rows) error {
	for i := range b.letters {
		b.tally(b.letters[i].Project, rum.Tally{Processed: 1, DeadLettered: 1})
	}
	if err := tx.PutViews(ctx, r.views); err != nil {
		return fmt.Errorf("writing page views: %w", err)
	}
	if err := tx.AddErrors(ctx, r.errors); err != nil {
		return fmt.Errorf("writing errors: %w", err)
	}
	if err := tx.AddEvents(ctx, r.events); err != nil {
		return fmt.Errorf("writing events: %w", err)
	}
	if err := tx.AddDeadLetters(ctx, b.letters); err != nil {
		return fmt.Errorf("writing dead letters: %w", err)
	}
	if err := tx.AddTally(ctx, b.tallies); err != nil {
		return fmt.Errorf("moving the ledger: %w", err)
	}
	return nil
}

func (b *batch) tally(project string, t rum.Tally) {
	sum := b.tallies[project]
	sum.Processed += t.Processed
	sum.Merged += t.Merged
	sum.Deduplicated += t.Deduplicated
	sum.DeadLettered += t.DeadLettered
	b.tallies[project] = sum
}
