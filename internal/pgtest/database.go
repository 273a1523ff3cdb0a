package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Database makes an empty database for a test, and says how it is reached as the superuser.
func (c *Cluster) Database(t testing.TB) string {
	t.Helper()
	database, drop, err := c.NewDatabase()
	if err != nil {
		t.Fatalf("creating a database: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return database
}

// NewDatabase makes an empty database, and says how it is reached as the superuser and how it is dropped.
func (c *Cluster) NewDatabase() (database string, drop func() error, err error) {
	name := fmt.Sprintf("test_%d", c.made.Add(1))
	if err := c.execute("CREATE DATABASE " + name); err != nil {
		return "", nil, err
	}
	return c.url(name), func() error { return c.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)") }, nil
}

// Clients is how many connections there are to a database, besides the one that asks.
func Clients(ctx context.Context, database string) (n int, err error) {
	connection, err := pgx.Connect(ctx, database)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, connection.Close(ctx)) }()
	err = connection.QueryRow(ctx,
		"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()").Scan(&n)
	return n, err
}

// As is the URL of a database for another user.
func As(t testing.TB, database, user string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("user", user)
	u.RawQuery = q.Encode()
	return u.String()
}

func (c *Cluster) url(database string) string {
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {c.dir}, "user": {"postgres"}}.Encode()}).String()
}

func (c *Cluster) execute(statement string) error {
	return c.connected(func(ctx context.Context, connection *pgx.Conn) error {
		_, err := connection.Exec(ctx, statement)
		return err
	})
}

func (c *Cluster) connected(do func(ctx context.Context, connection *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		return err
	}
	defer connection.Close(ctx)
	return do(ctx, connection)
}

// hasTimescale reports whether the extension is installed on this machine.
func (c *Cluster) hasTimescale() (found bool, err error) {
	err = c.connected(func(ctx context.Context, connection *pgx.Conn) error {
		return connection.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb')").Scan(&found)
	})
	return found, err
}

// Version is what the server, and its TimescaleDB, call themselves.
func (c *Cluster) Version() (version string, err error) {
	err = c.connected(func(ctx context.Context, connection *pgx.Conn) error {
		return connection.QueryRow(ctx, `
			SELECT 'PostgreSQL ' || current_setting('server_version') || coalesce(
				(SELECT ', TimescaleDB ' || default_version FROM pg_available_extensions WHERE name = 'timescaledb' AND $1), '')`,
			c.options.Timescale).Scan(&version)
	})
	return version, err
}
