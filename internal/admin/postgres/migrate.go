package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationsTable is where goose keeps which migrations have run.
const migrationsTable = "paceline_control_migrations"

// grant gives the role paceline_control, where there is one or it may be made, what a server and the commands need.
const grant = `
DO $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('paceline'), hashtext('roles'));
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_control')
    AND (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    CREATE ROLE paceline_control NOLOGIN;
  END IF;
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'paceline_control') THEN
    GRANT USAGE ON SCHEMA control TO paceline_control;
    GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA control TO paceline_control;
    GRANT SELECT ON ` + migrationsTable + ` TO paceline_control;
  END IF;
END
$$`

// Migrate makes the schema, or brings it up to date. The URL's role owns what it makes. Several processes may do so at
// once: one does it and the others wait. Going back to an older schema is not possible.
func Migrate(ctx context.Context, url string) (err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	const probe, patience = 1, 600 // seconds between looks at another process's lock, and how many
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(probe, patience))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker), goose.WithTableName(migrationsTable))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bringing the schema up to date: %w", err)
	}
	if _, err := db.ExecContext(ctx, grant); err != nil {
		return fmt.Errorf("granting the role its rights: %w", err)
	}
	return nil
}

// current sees to it that the schema is this program's or a newer one: migrations only add, so that programs of two
// releases run beside each other while one replaces the other.
func current(ctx context.Context, pool *pgxpool.Pool, url string) error {
	have, err := version(ctx, pool)
	if err != nil {
		return err
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	want, err := goose.NumericComponent(files[len(files)-1].Name())
	if err != nil || have >= want {
		return err
	}
	err = Migrate(ctx, url)
	if isRefused(err, insufficientPrivilege) {
		return fmt.Errorf("the schema has version %d and this program needs %d, which the role of this URL may not make: run `paceline migrate --control URL` with the role that owns the database (%w)", have, want, err)
	}
	return err
}

// version is that of the schema; 0 when there is none.
func version(ctx context.Context, pool *pgxpool.Pool) (version int64, err error) {
	var table *string
	if err := pool.QueryRow(ctx, "SELECT to_regclass($1)::text", migrationsTable).Scan(&table); err != nil || table == nil {
		return 0, err
	}
	err = pool.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+migrationsTable+" WHERE is_applied").Scan(&version)
	return version, err
}
