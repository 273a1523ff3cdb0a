package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationsTable is where goose keeps which migrations have run.
const migrationsTable = "paceline_migrations"

// Migrate makes the schema, or brings it up to date, and grants the roles their rights. The URL's role owns what it
// makes: the migrator. Several processes may do so at once: one does it and the others wait. Going back to an older
// schema is not possible.
func Migrate(ctx context.Context, url string) (err error) {
	config, err := parse(url, "paceline-migrator")
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config.ConnConfig)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, statement("Timescale")); err != nil {
		return fmt.Errorf("looking for TimescaleDB: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bringing the schema up to date: %w", err)
	}
	if err := grant(ctx, db); err != nil {
		return fmt.Errorf("granting the roles their rights: %w", err)
	}
	return nil
}

// grant tries again when another process grants at the same moment: a session that has waited for the other may still have
// the catalogue's old rows in its cache, and PostgreSQL then fails with an internal error, "tuple concurrently updated".
func grant(ctx context.Context, db *sql.DB) error {
	const tries, internalError = 20, "XX000"
	for n := 1; ; n++ {
		_, err := db.ExecContext(ctx, statement("Grant"))
		var refused *pgconn.PgError
		if err == nil || n == tries || !errors.As(err, &refused) || refused.Code != internalError {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	const probe, patience = 1, 600 // seconds between looks at another process's lock, and how many
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(probe, patience))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker), goose.WithTableName(migrationsTable))
}

// newest is the version that this program's migrations lead to.
func newest() (version int64, err error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1].Name())
}

// current sees to it that the schema is this program's or a newer one: migrations only add, so that programs of two
// releases run beside each other while one replaces the other.
func (d *DB) current(ctx context.Context, url string) error {
	have, err := d.version(ctx)
	if err != nil {
		return err
	}
	want, err := newest()
	if err != nil || have >= want {
		return err
	}
	err = Migrate(ctx, url)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == insufficientPrivilege {
		return fmt.Errorf("the schema has version %d and this program needs %d, which the role of this URL may not make: run `paceline migrate --store URL` with the role that owns the database (%w)", have, want, err)
	}
	return err
}

// version is that of the schema; 0 when there is none.
func (d *DB) version(ctx context.Context) (version int64, err error) {
	var table *string
	if err := d.reads.QueryRow(ctx, "SELECT to_regclass($1)::text", migrationsTable).Scan(&table); err != nil || table == nil {
		return 0, err
	}
	err = d.reads.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+migrationsTable+" WHERE is_applied").Scan(&version)
	return version, err
}
