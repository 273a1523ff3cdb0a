package postgres

import (
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/pgtest"
)

// Processes that make the same days at the same moment make each once, and none fails.
func TestDaysAreMadeTogether(t *testing.T) {
	c := pgtest.Plain(t)
	url := c.Database(t)
	const processes, rounds = 4, 20
	var stores []*DB
	for range processes {
		d := opened(t, url, quiet())
		if err := d.upkeep(t.Context()); err != nil { // its session has looked for names already
			t.Fatal(err)
		}
		stores = append(stores, d)
	}
	for round := range rounds {
		day := time.Date(2030, 1, 1+round, 0, 0, 0, 0, time.UTC)
		begin := make(chan struct{})
		var all sync.WaitGroup
		for _, d := range stores {
			all.Go(func() {
				<-begin
				if _, err := d.writes.Exec(t.Context(), statement("MakeDays"), pgx.StrictNamedArgs{"fact": "metrics", "days": []time.Time{day}}); err != nil {
					t.Errorf("%s: %v", day.Format(time.DateOnly), err)
				}
			})
		}
		close(begin)
		all.Wait()
	}
}
