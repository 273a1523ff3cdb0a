package move

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// source is a file with 12,000 page views, errors, events, a dead letter and counters.
func source(t *testing.T) *duckdb.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "facts.duckdb")
	quiet := duckdb.Options{Log: slog.New(slog.DiscardHandler)}
	db, err := duckdb.Open(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	at := rum.Position{}
	for _, log := range []string{"gone", "log"} {
		next := rum.Position{Log: log, Seq: 5}
		if err := db.Write(t.Context(), store.Move{From: at, To: next}, func(tx store.Tx) error { return fill(t.Context(), tx, log) }); err != nil {
			t.Fatal(err)
		}
		at = next
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := duckdb.OpenSource(t.Context(), path, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func fill(ctx context.Context, tx store.Tx, log string) error {
	var chunk store.Chunk
	base := time.Date(2025, 11, 3, 12, 0, 0, 0, time.UTC).UnixMilli()
	for i := range 6000 {
		ts := base + int64(i)*20_000
		where := rum.Where{Project: []string{"shop", "zoo"}[i%2], Website: "a.example", Path: fmt.Sprintf("/p/%d", i%7)}
		id := fmt.Sprintf("%s-%d", log, i)
		v := rum.PageView{Where: where, ViewID: id, SessionID: fmt.Sprint("s", i%50), Timestamp: ts, Arrived: ts + 9, FirstTS: ts, LastTS: ts + 5, PageViewTS: ts, Weight: float64(i % 3 * 2)}
		v.Device = []string{"mobile", "desktop"}[i%2]
		v.Vitals[rum.LCP] = rum.Reading{Reported: true, Valid: true, Value: float64(i*7919%5000) + 0.5, TS: ts + 3, Attribution: json.RawMessage(`{"target":"img"}`)}
		v.Vitals[rum.INP] = rum.Reading{Reported: true, TS: ts + 4} // dropped as implausible
		chunk.Views = append(chunk.Views, v)
		if i%10 == 0 {
			value := float64(i)
			chunk.Errors = append(chunk.Errors, rum.JSError{Where: where, ID: "e" + id, SessionID: "s", Name: "TypeError", Timestamp: ts, Arrived: ts, Weight: 2})
			chunk.Events = append(chunk.Events, rum.LoggedEvent{Where: where, ID: "c" + id, Type: rum.TypeCustom, Name: "buy", Value: &value, Data: json.RawMessage(`{"n":1}`), Timestamp: ts, Arrived: ts})
		}
	}
	chunk.Letters = []rum.DeadLetter{{Project: "shop", Position: rum.Position{Log: log, Seq: 2}, Arrived: base, Reason: "bad", Event: json.RawMessage(`{}`)}}
	chunk.Tags = map[string][]store.Tag{"release": {{Project: "shop", Value: "42"}}}
	if err := put(ctx, tx, &chunk); err != nil {
		return err
	}
	return tx.AddTally(ctx, map[string]rum.Tally{"shop": {Processed: 9605, Merged: 3, Deduplicated: 1}, "zoo": {Processed: 9000}})
}

func target(t *testing.T, url string) *postgres.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, postgres.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func ignore(Progress) {}

func TestCopyGoesOnAfterEveryChunkAndIsTheSame(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		from, url := source(t), c.Database(t)
		for broken := 0; ; broken++ { // each run is broken off after one chunk
			ctx, cancel := context.WithCancel(t.Context())
			err := Copy(ctx, from, target(t, url), func(Progress) { cancel() })
			cancel()
			if err == nil {
				break
			}
			if broken > 20 {
				t.Fatalf("the copy does not end: %v", err)
			}
		}
		to := target(t, url)
		if err := Copy(t.Context(), from, to, ignore); err != nil {
			t.Errorf("a copy that is whole: %v", err)
		}
		if projects, err := Verify(t.Context(), from, to); err != nil || projects != 2 {
			t.Fatalf("%d projects, %v", projects, err)
		}
		if at, err := to.Position(t.Context(), 0); err != nil || at != (rum.Position{Log: "log", Seq: 5}) {
			t.Errorf("the target stands at %v, %v", at, err)
		}
		if l, err := to.Ledger(t.Context(), ""); err != nil || len(l.Positions) != 1 {
			t.Errorf("the ledger lists %v, %v", l.Positions, err)
		}
		remove(t, url)
		if _, err := Verify(t.Context(), from, to); !errors.Is(err, ErrDiffers) {
			t.Errorf("a row less: %v", err)
		} else {
			t.Log(err)
		}
	})
}

func remove(t *testing.T, url string) {
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(t.Context())
	if _, err := connection.Exec(t.Context(), "DELETE FROM metrics WHERE view_id = 'log-17'"); err != nil {
		t.Fatal(err)
	}
}

func TestTargetWithOtherFactsIsRefused(t *testing.T) {
	from, to := source(t), target(t, pgtest.Plain(t).Database(t))
	err := to.Write(t.Context(), store.Move{To: rum.Position{Log: "other", Seq: 1}}, func(tx store.Tx) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := Copy(t.Context(), from, to, ignore); !errors.Is(err, ErrOccupied) {
		t.Errorf("got %v, want ErrOccupied", err)
	}
}
