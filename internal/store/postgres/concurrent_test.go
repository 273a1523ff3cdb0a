package postgres

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
)

func quiet() Options { return Options{Log: slog.New(slog.DiscardHandler)} }

// at is a partition's next step.
func at(t testing.TB, d *DB, partition int) store.Move {
	t.Helper()
	from, err := d.Position(t.Context(), partition)
	if err != nil {
		t.Fatal(err)
	}
	return store.Move{Partition: partition, From: from, To: rum.Position{Log: "log", Seq: from.Seq + 1}}
}

func nothing(store.Tx) error { return nil }

// Workers that see the same new places at the same time agree on their ids, and together keep to the caps.
func TestWorkersCreateTheSamePlacesTogether(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		url := c.Database(t)
		const workers, batches, websites, pages = 4, 6, 3, 5
		caps := store.Caps{Websites: websites, Pages: pages}
		country, _ := rum.ParseDimension("country")
		country.Cap = 4
		ids := make([]map[string]int64, workers)
		admitted := make([]map[store.Tag]bool, workers)
		var all sync.WaitGroup
		for w := range workers {
			d := opened(t, url, quiet())
			ids[w], admitted[w] = map[string]int64{}, map[store.Tag]bool{}
			all.Go(func() {
				for b := range batches {
					err := d.Write(t.Context(), at(t, d, w), func(tx store.Tx) error {
						var places []*rum.Where
						for i := range 4 {
							places = append(places, &rum.Where{Project: "shop", Website: fmt.Sprintf("w%d.example", (w+b+i)%5), Path: fmt.Sprintf("/%d", (w*b+i)%7)})
						}
						if _, err := tx.Resolve(t.Context(), places, caps); err != nil {
							return err
						}
						for _, p := range places {
							ids[w][p.Website+p.Path] = p.PageID
						}
						got, err := tx.Admit(t.Context(), country, []store.Tag{{Project: "shop", Value: fmt.Sprint((w + b) % 6)}, {Project: "shop", Value: fmt.Sprint(b)}})
						for tag := range got {
							admitted[w][tag] = true
						}
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		together, values := map[string]int64{}, map[store.Tag]bool{}
		for w := range workers {
			for place, id := range ids[w] {
				if other, ok := together[place]; ok && other != id || id == 0 {
					t.Errorf("%s has the ids %d and %d", place, other, id)
				}
				together[place] = id
			}
			for tag := range admitted[w] {
				values[tag] = true
			}
		}
		d := opened(t, url, quiet())
		for table, most := range map[string]int{"websites WHERE domain": websites, "pages WHERE path": pages, "tag_values WHERE value": country.Cap} {
			var n int
			if err := d.reads.QueryRow(t.Context(), "SELECT count(*) FROM "+table+" <> '(other)'").Scan(&n); err != nil || n != most {
				t.Errorf("%s: %d, %v; want %d", table, n, err, most)
			}
		}
		if len(values) != country.Cap {
			t.Errorf("%d values were admitted, want %d: %v", len(values), country.Cap, values)
		}
	})
}

// Of two workers on one partition one is stale, and the other's rows are there once.
func TestTwoWorkersOnOnePartition(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		url := c.Database(t)
		one, two := opened(t, url, quiet()), opened(t, url, quiet())
		move := at(t, one, 0)
		inside, stale := make(chan struct{}), make(chan error)
		go func() {
			<-inside
			stale <- two.Write(t.Context(), move, func(store.Tx) error { t.Error("a stale worker's batch was written"); return nil })
		}()
		if err := one.Write(t.Context(), move, func(store.Tx) error { close(inside); return nil }); err != nil {
			t.Fatal(err)
		}
		if err := <-stale; !errors.Is(err, store.ErrStale) {
			t.Errorf("the second worker: %v, want ErrStale", err)
		}
	})
}

// A worker that stands still in its transaction loses it, and another goes on.
func TestFrozenWorkerLosesItsTransaction(t *testing.T) {
	url := pgtest.Plain(t).Database(t)
	impatient := quiet()
	impatient.Idle = 2 * time.Second
	frozen, other := opened(t, url, impatient), opened(t, url, quiet())
	move := at(t, frozen, 0)
	err := frozen.Write(t.Context(), move, func(store.Tx) error {
		return other.Write(t.Context(), move, nothing) // waits until the server has ended the first one
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("the frozen worker's commit: %v, want ErrUnavailable", err)
	}
	if got := at(t, other, 0).From; got != move.To {
		t.Errorf("the position is %v, want %v", got, move.To)
	}
}

func TestServerThatGoesAwayAndComesBack(t *testing.T) {
	c := pgtest.Started(t, pgtest.Options{Fsync: true})
	d := opened(t, c.Database(t), quiet())
	if err := d.Write(t.Context(), at(t, d, 0), nothing); err != nil {
		t.Fatal(err)
	}
	move := at(t, d, 0)
	err := d.Write(t.Context(), move, func(tx store.Tx) error {
		if err := c.Kill(); err != nil {
			t.Fatal(err)
		}
		return tx.AddTally(t.Context(), map[string]rum.Tally{"shop": {Processed: 1}})
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a write while the server dies: %v, want ErrUnavailable", err)
	}
	for what, call := range map[string]func() error{
		"position": func() error { _, err := d.Position(t.Context(), 0); return err },
		"check":    func() error { return d.Check(t.Context()) },
		"write":    func() error { return d.Write(t.Context(), move, nothing) },
	} {
		if err := call(); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s without a server: %v, want ErrUnavailable", what, err)
		}
	}
	if err := c.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), move, nothing); err != nil {
		t.Errorf("a write when the server is back: %v", err)
	}
}

// The batch is to blame for what the table cannot hold, and for nothing else.
func TestBatchIsBlamedForItsData(t *testing.T) {
	d := opened(t, pgtest.Plain(t).Database(t), quiet())
	write := func(name string) error {
		return d.Try(t.Context(), at(t, d, 0), func(tx store.Tx) error {
			e := rum.LoggedEvent{Where: rum.Where{Project: "shop", Website: "a.example", Path: "/"}, ID: "1", Type: rum.TypeCustom, Name: name}
			if _, err := tx.Resolve(t.Context(), []*rum.Where{&e.Where}, store.Caps{Websites: 1, Pages: 1}); err != nil {
				return err
			}
			return tx.AddEvents(t.Context(), []rum.LoggedEvent{e})
		})
	}
	if err := write("buy"); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"a\x00b", "a\xffb"} {
		if err := write(bad); err == nil || errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%q: %v, want the batch's own error", bad, err)
		}
	}
	letter := rum.DeadLetter{Project: "shop", Arrived: 1, Reason: "a\x00\xff", Event: []byte("\"\xff\x00")}
	err := d.Write(t.Context(), at(t, d, 0), func(tx store.Tx) error { return tx.AddDeadLetters(t.Context(), []rum.DeadLetter{letter}) })
	if err != nil {
		t.Errorf("a dead letter that is no text: %v", err)
	}
	if _, err := d.Journey(t.Context(), "shop", "a\x00b", 1); err != nil {
		t.Errorf("a question about a text that cannot be stored: %v", err)
	}
}
