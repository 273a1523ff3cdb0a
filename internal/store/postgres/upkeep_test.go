package postgres

import (
	"fmt"
	"testing"
	"time"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
)

const day = 24 * time.Hour

// daysAgo is a page view of the past, with two visible events.
func daysAgo(days int) *rum.PageView {
	at := time.Now().Add(-time.Duration(days) * day).UnixMilli()
	v := &rum.PageView{
		Where:  rum.Where{Project: "shop", Website: "a.example", Path: "/"},
		ViewID: fmt.Sprintf("v%d", days), SessionID: "s", Timestamp: at, Arrived: at, FirstTS: at, LastTS: at, PageViewTS: at,
	}
	v.Vitals[rum.LCP] = rum.Reading{Reported: true, Valid: true, Value: 1000, TS: at}
	return v
}

// chunks is how many days metrics has.
func chunks(t *testing.T, d *DB) (n int) {
	t.Helper()
	query := "SELECT count(*) FROM pg_inherits WHERE inhparent = 'metrics'::regclass"
	if err := d.reads.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Days past their time go whole, and what was visible in them is deleted in the ledger.
func TestExpiredDaysAreDropped(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		url := c.Database(t)
		d := opened(t, url, quiet())
		if err := d.Write(t.Context(), at(t, d, 0), putting(t, daysAgo(0), daysAgo(5), daysAgo(40), daysAgo(41), daysAgo(400))); err != nil {
			t.Fatal(err)
		}
		before := chunks(t, d)
		drop := func() {
			for more := true; more; {
				err := d.writes.QueryRow(t.Context(), statement("DropExpiredDay")).Scan(&more)
				if err != nil && blamed(err) || t.Context().Err() != nil { // else a job that compresses was in the way: again
					t.Fatal(err)
				}
			}
		}
		for _, step := range []struct {
			keep             time.Duration
			visible, deleted int64
		}{{0, 10, 0}, {500 * day, 10, 0}, {40 * day, 6, 4}, {30 * day, 4, 6}} {
			if err := Keep(t.Context(), url, step.keep); err != nil {
				t.Fatal(err)
			}
			drop()
			ledger, err := d.Ledger(t.Context(), "shop")
			if err != nil || ledger.Visible != step.visible || ledger.Deleted != step.deleted {
				t.Errorf("keeping %v: %+v, %v; want %d visible and %d deleted", step.keep, ledger, err, step.visible, step.deleted)
			}
		}
		if after := chunks(t, d); after != before-3 {
			t.Errorf("%d chunks of %d are left, want 3 less", after, before)
		}
		// A report for a day that is gone makes it anew.
		if err := d.Write(t.Context(), at(t, d, 0), putting(t, daysAgo(41))); err != nil {
			t.Errorf("a late report: %v", err)
		}
	})
}

func TestUpkeepMakesTheDaysToCome(t *testing.T) {
	d := opened(t, pgtest.Plain(t).Database(t), quiet())
	for range 2 { // it is done once
		if err := d.upkeep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := chunks(t, d); n != daysAhead+1 {
			t.Errorf("%d days are there, want today and %d more", n, daysAhead)
		}
	}
}
