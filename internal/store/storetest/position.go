package storetest

import (
	"context"
	"errors"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func positionTests() []test {
	return []test{
		{"a new store stands at the zero position", newStoreAtZero},
		{"a write moves its partition alone", writeMovesPartition},
		{"a stale move is refused and writes nothing", staleRefused},
		{"a move into another log needs the old log's position", otherLog},
		{"when fill fails nothing is written", fillFails},
		{"try leaves no trace", tryLeavesNoTrace},
		{"a write with an ended context is unavailable and harmless", endedContext},
		{"a reopened store has what was written and nothing that was not", reopened},
		{"what is durable never passes the position", durableBehind},
	}
}

func newStoreAtZero(t *testing.T, s Store) {
	if got := must(s.Position(t.Context(), 0))(t); got != (rum.Position{}) {
		t.Errorf("position of a new store: %v", got)
	}
	if got := must(s.Durable(t.Context(), 0))(t); got != (rum.Position{}) {
		t.Errorf("durable of a new store: %v", got)
	}
}

func writeMovesPartition(t *testing.T, s Store) {
	nothing := func(store.Tx) error { return nil }
	to := rum.Position{Log: "log", Seq: 7}
	if err := s.Write(t.Context(), store.Move{Partition: 3, To: to}, nothing); err != nil {
		t.Fatal(err)
	}
	if got := must(s.Position(t.Context(), 3))(t); got != to {
		t.Errorf("partition 3 stands at %v, want %v", got, to)
	}
	if got := must(s.Position(t.Context(), 0))(t); got != (rum.Position{}) {
		t.Errorf("partition 0 stands at %v, want zero", got)
	}
}

func staleRefused(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "shop example.com / v1 s1 0")})
	here := must(s.Position(t.Context(), 0))(t)
	for _, from := range []rum.Position{{}, {Log: "log", Seq: here.Seq + 1}, {Log: "other", Seq: here.Seq}} {
		called := false
		move := store.Move{From: from, To: rum.Position{Log: "log", Seq: 99}}
		err := s.Write(t.Context(), move, func(tx store.Tx) error {
			called = true
			return batch{views: views(t, "shop example.com / stale s1 0")}.fill(t.Context(), tx)
		})
		if !errors.Is(err, store.ErrStale) {
			t.Errorf("move from %v: got %v, want ErrStale", from, err)
		}
		if called {
			t.Errorf("move from %v: fill was called", from)
		}
	}
	if got := must(s.Position(t.Context(), 0))(t); got != here {
		t.Errorf("position moved to %v", got)
	}
	if got := stored(t, s, "shop", "stale"); len(got) != 0 {
		t.Errorf("a stale write left %v", got)
	}
}

func otherLog(t *testing.T, s Store) {
	write(t, s, batch{})
	move := store.Move{From: must(s.Position(t.Context(), 0))(t), To: rum.Position{Log: "second", Seq: 1}}
	if err := s.Write(t.Context(), move, func(store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if got := must(s.Position(t.Context(), 0))(t); got != move.To {
		t.Errorf("stands at %v, want %v", got, move.To)
	}
}

// leaving writes one of everything under the project "gone".
func leaving(ctx context.Context, t *testing.T, tx store.Tx) error {
	t.Helper()
	place := rum.Where{Project: "gone", Website: "gone.example", Path: "/gone"}
	country, _ := rum.ParseDimension("country")
	if _, err := tx.Admit(ctx, country, tags("gone", "DE")); err != nil {
		return err
	}
	return batch{
		views:   views(t, "gone gone.example /gone v1 s1 0 lcp=1"),
		errors:  []rum.JSError{{Where: place, ID: "e1", Timestamp: at(0), Arrived: at(0)}},
		events:  []rum.LoggedEvent{{Where: place, ID: "c1", Type: rum.TypeCustom, Timestamp: at(0), Arrived: at(0)}},
		letters: []rum.DeadLetter{{Project: "gone", Arrived: at(0), Event: []byte(`{}`)}},
		tallies: map[string]rum.Tally{"gone": {Processed: 5, Merged: 1}},
	}.fill(ctx, tx)
}

// noTrace checks that nothing of leaving is there: not in the tables, and not in what the writer remembers.
func noTrace(t *testing.T, s Store) {
	t.Helper()
	if got := must(s.Position(t.Context(), 0))(t); got != (rum.Position{}) {
		t.Errorf("position moved to %v", got)
	}
	ledger := must(s.Ledger(t.Context(), "gone"))(t)
	if ledger.Visible != 0 || ledger.DeadLettered != 0 || ledger.Merged != 0 || len(ledger.Processed) != 0 {
		t.Errorf("ledger knows of it: %+v", ledger)
	}
	country, _ := rum.ParseDimension("country")
	country.Cap = 1
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		// If the website, page or country were remembered, these would be over the caps of one.
		places := []*rum.Where{{Project: "gone", Website: "new.example", Path: "/new"}}
		if over := must(tx.Resolve(ctx, places, store.Caps{Websites: 1, Pages: 1}))(t); over != 0 {
			t.Errorf("website or page of an undone transaction is remembered: %+v", places[0])
		}
		if len(must(tx.Admit(ctx, country, tags("gone", "FR")))(t)) == 0 {
			t.Error("a dimension value of an undone transaction is remembered")
		}
		return nil
	})
	page := rum.Where{Project: "gone", Website: "gone.example", Path: "/gone"}
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		if must(tx.Resolve(ctx, []*rum.Where{&page}, wide))(t); page.PageID == 0 || page.WebsiteID == 0 {
			t.Errorf("ids were not set: %+v", page)
		}
		return nil
	})
	if got := must(s.PageProject(t.Context(), page.PageID))(t); got != "gone" {
		t.Errorf("page %d belongs to %q after a rollback and a new try", page.PageID, got)
	}
}

func fillFails(t *testing.T, s Store) {
	failure := errors.New("the batch is bad")
	err := s.Write(t.Context(), next(t, s), func(tx store.Tx) error {
		if err := leaving(t.Context(), t, tx); err != nil {
			t.Fatal(err)
		}
		return failure
	})
	if !errors.Is(err, failure) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("got %v, want fill's own error", err)
	}
	noTrace(t, s)
}

func tryLeavesNoTrace(t *testing.T, s Store) {
	err := s.Try(t.Context(), next(t, s), func(tx store.Tx) error { return leaving(t.Context(), t, tx) })
	if err != nil {
		t.Errorf("try: %v", err)
	}
	failure := errors.New("the batch is bad")
	if err := s.Try(t.Context(), next(t, s), func(store.Tx) error { return failure }); !errors.Is(err, failure) {
		t.Errorf("try of a bad batch: %v", err)
	}
	stale := store.Move{From: rum.Position{Log: "log", Seq: 9}, To: rum.Position{Log: "log", Seq: 10}}
	if err := s.Try(t.Context(), stale, func(store.Tx) error { return nil }); !errors.Is(err, store.ErrStale) {
		t.Errorf("stale try: %v", err)
	}
	noTrace(t, s)
}

func endedContext(t *testing.T, s Store) {
	move := next(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Write(ctx, move, func(tx store.Tx) error {
		if err := leaving(ctx, t, tx); err != nil {
			return err
		}
		cancel()
		return batch{tallies: map[string]rum.Tally{"gone": {Processed: 1}}}.fill(ctx, tx)
	})
	if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want ErrUnavailable for the context's end", err)
	}
	noTrace(t, s)
}

func reopened(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, "shop example.com / v1 s1 0 lcp=1200")})
	here := must(s.Position(t.Context(), 0))(t)
	if err := s.Try(t.Context(), next(t, s), func(tx store.Tx) error { return leaving(t.Context(), t, tx) }); err != nil {
		t.Fatal(err)
	}
	before := stored(t, s, "shop", "v1")
	s = s.Reopen(t)
	if got := must(s.Position(t.Context(), 0))(t); got != here {
		t.Errorf("stands at %v after reopening, want %v", got, here)
	}
	if got := must(s.Durable(t.Context(), 0))(t); got != here {
		t.Errorf("after a close in good order only %v is durable, want %v", got, here)
	}
	diff(t, "views", stored(t, s, "shop", "v1"), before)
	again := rum.Where{Project: "shop", Website: "example.com", Path: "/"}
	fresh := rum.Where{Project: "shop", Website: "example.com", Path: "/fresh"}
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		must(tx.Resolve(ctx, []*rum.Where{&again, &fresh}, wide))(t)
		return nil
	})
	if again.PageID != before[0].PageID || fresh.PageID == again.PageID {
		t.Errorf("after reopening the page %d has id %d, and a new one %d", before[0].PageID, again.PageID, fresh.PageID)
	}
}

func durableBehind(t *testing.T, s Store) {
	for range 5 {
		write(t, s, batch{})
		durable, position := must(s.Durable(t.Context(), 0))(t), must(s.Position(t.Context(), 0))(t)
		if durable.Seq > position.Seq {
			t.Fatalf("durable %v is ahead of the position %v", durable, position)
		}
	}
}
