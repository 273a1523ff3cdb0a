package storetest

import (
	"context"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// base is the time that the tests count from: page views are given in minutes after it.
var base = time.Date(2025, time.November, 3, 12, 0, 0, 0, time.UTC)

// at is a time in ms since the epoch, in minutes after base.
func at(minutes float64) int64 { return base.UnixMilli() + int64(minutes*60_000) }

// wide caps nothing that a test does not mean to cap.
var wide = store.Caps{Websites: 1000, Pages: 1000}

// everything is a window around all that the tests write.
var everything = []store.Window{{From: at(-2 * 24 * 60), To: at(2 * 24 * 60)}}

// batch is what a test writes in one transaction.
type batch struct {
	views   []rum.PageView
	errors  []rum.JSError
	events  []rum.LoggedEvent
	letters []rum.DeadLetter
	tallies map[string]rum.Tally
}

// fill resolves every place and writes the batch, as a worker does.
func (b batch) fill(ctx context.Context, tx store.Tx) error {
	var places []*rum.Where
	written := make([]*rum.PageView, len(b.views))
	for i := range b.views {
		written[i] = &b.views[i]
		places = append(places, &b.views[i].Where)
	}
	for i := range b.errors {
		places = append(places, &b.errors[i].Where)
	}
	for i := range b.events {
		places = append(places, &b.events[i].Where)
	}
	if _, err := tx.Resolve(ctx, places, wide); err != nil {
		return err
	}
	for _, write := range []func() error{
		func() error { return tx.PutViews(ctx, written) },
		func() error { return tx.AddErrors(ctx, b.errors) },
		func() error { return tx.AddEvents(ctx, b.events) },
		func() error { return tx.AddDeadLetters(ctx, b.letters) },
		func() error { return tx.AddTally(ctx, b.tallies) },
	} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// write commits the batch in partition 0, one step of the log "log" further.
func write(t *testing.T, s Store, b batch) {
	t.Helper()
	inTx(t, s, func(ctx context.Context, tx store.Tx) error { return b.fill(ctx, tx) })
}

// inTx commits what f does in partition 0, one step of the log "log" further.
func inTx(t *testing.T, s Store, f func(context.Context, store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), next(t, s), func(tx store.Tx) error { return f(t.Context(), tx) }); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// next is the step that follows where the store stands.
func next(t *testing.T, s Store) store.Move {
	t.Helper()
	from := must(s.Position(t.Context(), 0))(t)
	return store.Move{From: from, To: rum.Position{Log: "log", Seq: from.Seq + 1}}
}

// must fails the test on an error: must(f())(t).
func must[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// stored loads a project's page views by their ids, in a transaction that changes nothing else.
func stored(t *testing.T, s Store, project string, viewIDs ...string) []rum.PageView {
	t.Helper()
	keys := make([]store.ViewKey, len(viewIDs))
	for i, id := range viewIDs {
		keys[i] = store.ViewKey{Project: project, ViewID: id}
	}
	return load(t, s, keys, everything)
}

func load(t *testing.T, s Store, keys []store.ViewKey, windows []store.Window) (views []rum.PageView) {
	t.Helper()
	err := s.Try(t.Context(), next(t, s), func(tx store.Tx) (err error) {
		views, err = tx.Views(t.Context(), keys, windows)
		return err
	})
	if err != nil {
		t.Fatalf("load views: %v", err)
	}
	return views
}
