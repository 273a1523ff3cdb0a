// Package postgres keeps the facts in PostgreSQL 15 or newer, with TimescaleDB where it is present with its own licence:
// the store of the scaled-out deployment. Many processes may write and read at once.
//
// The position of each partition of the log is a row that a write locks first, by compare-and-set. What workers share
// (websites, pages, dimension values) is created under one advisory lock; see catalog.go.
package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"paceline/internal/store"
)

// DB is a store.Writer and a store.Reader on one database. Its connections are made when they are needed: who only
// reads may do so as a role that cannot write.
type DB struct {
	options Options
	writes  *pgxpool.Pool
	reads   *pgxpool.Pool
	known   *known
	turns   chan struct{} // as many as there are writers

	replicas *replicas

	timescale bool // the tables are hypertables
}

var (
	_ store.Writer = (*DB)(nil)
	_ store.Reader = (*DB)(nil)
)

// Open connects to the database at a postgres:// URL and brings its schema up to date, if the URL's role may do that;
// if not, and the schema is old, the error says who must.
func Open(ctx context.Context, url string, options Options) (*DB, error) {
	options = options.withDefaults()
	d := &DB{options: options, known: newKnown(), turns: make(chan struct{}, options.Writers)}
	if err := d.open(ctx, url); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *DB) open(ctx context.Context, url string) (err error) {
	if d.writes, err = d.options.writePool(ctx, url); err != nil {
		return err
	}
	if d.reads, err = d.options.readPool(ctx, url); err != nil {
		return err
	}
	if err := d.begin(ctx, url); err != nil {
		return fmt.Errorf("PostgreSQL: %w", err)
	}
	d.replicas, err = openReplicas(ctx, url, d.options)
	return err
}

func (d *DB) begin(ctx context.Context, url string) error {
	if err := d.current(ctx, url); err != nil {
		return err
	}
	if err := d.reads.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_class WHERE oid = 'metrics'::regclass AND relkind = 'r')").Scan(&d.timescale); err != nil {
		return err
	}
	return d.warn(ctx)
}

// warn says loudly when the server may lose what it has confirmed: then 202 does not mean what it says.
func (d *DB) warn(ctx context.Context) error {
	var fsync, pages string
	err := d.reads.QueryRow(ctx, "SELECT current_setting('fsync'), current_setting('full_page_writes')").Scan(&fsync, &pages)
	if err != nil {
		return err
	}
	if fsync != "on" || pages != "on" {
		d.options.Log.Error("PostgreSQL may lose or damage committed data when its machine fails: turn fsync and full_page_writes on", "fsync", fsync, "full_page_writes", pages)
	}
	return nil
}

// Close waits for what is under way and closes the connections.
func (d *DB) Close() error {
	if d.replicas != nil {
		d.replicas.close()
	}
	for _, pool := range []*pgxpool.Pool{d.writes, d.reads} {
		if pool != nil {
			pool.Close()
		}
	}
	return nil
}
