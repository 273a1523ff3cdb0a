package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/store"
)

var _ store.Leases = (*DB)(nil)

// Hold implements store.Leases.
func (d *DB) Hold(ctx context.Context, worker string, partitions int, life time.Duration) (held []int, err error) {
	err = d.lease(ctx, func(t pgx.Tx) error {
		// In this order: a life that is over before the next statement must not leave a share of no workers.
		if err := steps(ctx, t, pgx.NamedArgs{"worker": worker, "life": life, "leaving": ""}, "ForgetWorkers", "RenewWorker"); err != nil {
			return err
		}
		all := pgx.NamedArgs{"worker": worker, "partitions": partitions}
		var share int64
		if err := t.QueryRow(ctx, statement("LeaseShare"), all).Scan(&share); err != nil {
			return err
		}
		all["share"] = share
		if err := steps(ctx, t, all, "GiveUpLeases", "TakeLeases"); err != nil {
			return err
		}
		rows, err := t.Query(ctx, statement("Leases"), all)
		if err != nil {
			return err
		}
		held, err = pgx.CollectRows(rows, pgx.RowTo[int])
		return err
	})
	return held, err
}

// Release implements store.Leases.
func (d *DB) Release(ctx context.Context, worker string) error {
	return d.lease(ctx, func(t pgx.Tx) error { return steps(ctx, t, pgx.NamedArgs{"leaving": worker}, "ForgetWorkers") })
}

// lease runs a transaction that no other of its kind runs beside.
func (d *DB) lease(ctx context.Context, work func(pgx.Tx) error) error {
	return classify(pgx.BeginFunc(ctx, d.writes, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, statement("LockLeases")); err != nil {
			return err
		}
		return work(t)
	}))
}

func steps(ctx context.Context, t pgx.Tx, arguments pgx.NamedArgs, names ...string) error {
	for _, name := range names {
		if _, err := t.Exec(ctx, statement(name), arguments); err != nil {
			return err
		}
	}
	return nil
}
