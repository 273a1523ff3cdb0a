package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// makeDays sees to it that there are partitions for the days of so many time stamps, in ms since the epoch. TimescaleDB
// does that by itself. A missing one is made beside this transaction, which would otherwise keep others from making
// theirs until it ends.
func (t *tx) makeDays(ctx context.Context, fact string, count int, at func(i int) int64) error {
	if t.db.timescale || count == 0 {
		return nil
	}
	const day = 24 * 60 * 60 * 1000
	var days []time.Time
	seen := map[int64]bool{}
	for i := range count {
		start := at(i)
		start -= ((start % day) + day) % day
		if !seen[start] {
			seen[start] = true
			days = append(days, time.UnixMilli(start).UTC())
		}
	}
	arguments := pgx.StrictNamedArgs{"fact": fact, "days": days}
	rows, err := t.transaction.Query(ctx, statement("MissingDays"), arguments)
	if err == nil {
		arguments["days"], err = pgx.CollectRows(rows, pgx.RowTo[time.Time])
	}
	if err != nil {
		return t.classify("look for partitions", err)
	}
	if len(arguments["days"].([]time.Time)) == 0 {
		return nil
	}
	if _, err = t.db.writes.Exec(ctx, statement("MakeDays"), arguments); err != nil {
		return classify(fmt.Errorf("make partitions: %w", err))
	}
	return nil
}
