package worker

import (
	"context"
	"fmt"
	"maps"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// identityHours is how long a repeated event is recognised: what is repeated within 24 h changes nothing.
const identityHours = 24

// fill is the content of the batch's transaction.
func (b *batch) fill(ctx context.Context) func(store.Tx) error {
	return func(tx store.Tx) error {
		if b.spent {
			b.group() // the attempt before has changed the views
		}
		b.spent = true
		b.tallies, b.overflowed = tallies{}, 0
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
		b.written = rows
		return b.put(ctx, tx, rows)
	}
}

// rows is what a transaction writes.
type rows struct {
	views  []*rum.PageView
	errors []rum.JSError
	events []rum.LoggedEvent
}

func (b *batch) rows(ctx context.Context, tx store.Tx) (rows, error) {
	r, err := b.single(ctx, tx)
	if err != nil {
		return r, err
	}
	stored, err := tx.Views(ctx, b.trails.keys, b.windows)
	if err != nil {
		return r, fmt.Errorf("loading page views: %w", err)
	}
	r.views = b.trails.merge(stored)
	b.tallies.add(b.trails)
	return r, nil
}

// single makes the rows of the events that have one to themselves, but for those that are there already.
func (b *batch) single(ctx context.Context, tx store.Tx) (r rows, err error) {
	if len(b.keys) == 0 {
		return r, nil
	}
	known, err := tx.Known(ctx, b.keys, b.earliest-identityHours*3_600_000)
	if err != nil {
		return r, fmt.Errorf("looking for repeated events: %w", err)
	}
	seen := make(map[store.EventKey]bool, len(b.keys))
	maps.Copy(seen, known)
	for i := range b.facts {
		f := &b.facts[i]
		if f.ofView() {
			continue
		}
		t := b.tallies.of(f.project)
		t.Processed++
		if seen[f.eventKey()] {
			t.Deduplicated++
			continue
		}
		seen[f.eventKey()] = true
		if f.event.Type == rum.TypeError {
			r.errors = append(r.errors, f.jsError())
		} else {
			r.events = append(r.events, f.logged())
		}
	}
	return r, nil
}

// place finds or creates the websites and pages of all rows that are new.
func (b *batch) place(ctx context.Context, tx store.Tx, r rows) error {
	places := make([]*rum.Where, 0, len(r.views)+len(r.errors)+len(r.events))
	for _, v := range r.views {
		if !v.Stored {
			places = append(places, &v.Where)
		}
	}
	for i := range r.errors {
		places = append(places, &r.errors[i].Where)
	}
	for i := range r.events {
		places = append(places, &r.events[i].Where)
	}
	overflowed, err := tx.Resolve(ctx, places, b.caps)
	if err != nil {
		return fmt.Errorf("finding pages: %w", err)
	}
	b.overflowed += overflowed
	return nil
}

func (b *batch) put(ctx context.Context, tx store.Tx, r rows) error {
	for i := range b.letters {
		t := b.tallies.of(b.letters[i].Project)
		t.Processed++
		t.DeadLettered++
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
	if err := tx.AddTally(ctx, b.tallies.values()); err != nil {
		return fmt.Errorf("moving the ledger: %w", err)
	}
	return nil
}
