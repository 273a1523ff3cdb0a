package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// The upkeep that TimescaleDB's own jobs do elsewhere.
const (
	upkeepInterval = time.Hour
	daysAhead      = 2
)

// Run keeps the store in order until ctx ends: it makes the partitions of the days to come, and drops the days that are
// past their time. Every process that writes runs it; together they do it once. On TimescaleDB there is nothing to do.
func (d *DB) Run(ctx context.Context) error {
	again := time.NewTicker(upkeepInterval)
	defer again.Stop()
	for {
		if err := d.upkeep(ctx); err != nil && ctx.Err() == nil {
			d.options.Log.Warn("the upkeep of the store failed; it is tried again in an hour", "error", err)
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *DB) upkeep(ctx context.Context) error {
	if d.timescale {
		return nil
	}
	var days []time.Time
	for i := range daysAhead + 1 {
		days = append(days, time.Now().UTC().AddDate(0, 0, i))
	}
	for _, fact := range [...]string{"metrics", "js_errors", "events"} {
		if _, err := d.writes.Exec(ctx, statement("MakeDays"), pgx.StrictNamedArgs{"fact": fact, "days": days}); err != nil {
			return err
		}
	}
	for more := true; more; {
		if err := d.writes.QueryRow(ctx, statement("DropExpiredDay")).Scan(&more); err != nil {
			return err
		}
	}
	return nil
}

// Keep sets, with the migrator's role, how long the store keeps facts, from the start of the day they happened on; 0 is
// for ever. What goes is booked as deleted in the ledger.
func Keep(ctx context.Context, url string, keep time.Duration) (err error) {
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	_, err = connection.Exec(ctx, statement("Keep"), pgx.StrictNamedArgs{"keep": orNull(keep)})
	return err
}
