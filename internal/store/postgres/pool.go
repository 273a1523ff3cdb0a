package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// writePool has two connections more than there are writers: partitions for new days are made beside the write that
// needs them, and leases are renewed beside all of them.
func (o Options) writePool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := parse(url, "paceline-writer")
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(o.Writers) + 2
	parameters := config.ConnConfig.RuntimeParams
	parameters["statement_timeout"] = milliseconds(o.Write)
	parameters["idle_in_transaction_session_timeout"] = milliseconds(o.Idle)
	// A late report merged into a compressed chunk unpacks as much of it as that takes.
	parameters["timescaledb.max_tuples_decompressed_per_dml_transaction"] = "0"
	config.AfterConnect = func(ctx context.Context, connection *pgx.Conn) error {
		_, err := connection.Exec(ctx, statement("Connect"))
		return err
	}
	return pgxpool.NewWithConfig(ctx, config)
}

func (o Options) readPool(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := o.readConfig(url)
	if err != nil {
		return nil, err
	}
	return pgxpool.NewWithConfig(ctx, config)
}

func (o Options) readConfig(url string) (*pgxpool.Config, error) {
	config, err := parse(url, "paceline-reader")
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(o.Readers)
	parameters := config.ConnConfig.RuntimeParams
	parameters["statement_timeout"] = milliseconds(o.Question)
	parameters["idle_in_transaction_session_timeout"] = milliseconds(o.Idle)
	// Nobody waits for the answer of a client that is gone.
	parameters["client_connection_check_interval"] = milliseconds(2 * time.Second)
	config.AfterConnect = readOnly
	return config, nil
}

// readOnly is no parameter of the connection: target_session_attrs=read-write would take every server for a standby.
func readOnly(ctx context.Context, connection *pgx.Conn) error {
	_, err := connection.Exec(ctx, "SET default_transaction_read_only = on")
	return err
}

// CheckURL tells what is wrong with a postgres:// URL, without its password.
func CheckURL(url string) error {
	if !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") {
		return errors.New("want postgres://USER@HOST/DATABASE")
	}
	_, err := pgxpool.ParseConfig(url)
	return err
}

func parse(url, name string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err) // pgx leaves the password out of it
	}
	config.ConnConfig.RuntimeParams["application_name"] = name
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.MaxConnIdleTime = 5 * time.Minute
	return config, nil
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// Pool is the state of one pool of connections.
type Pool struct {
	Name             string // "read", "write", or a replica's
	InUse, Idle, Max int
	Waits            int64         // times that none was free, since the start
	Waited           time.Duration // for a connection, since the start
}

// Pools tells the state of the pools.
func (d *DB) Pools() []Pool {
	all := []Pool{pool("write", d.writes.Stat()), pool("read", d.reads.Stat())}
	for _, one := range d.replicas.all {
		all = append(all, pool("replica "+one.name, one.reads.Stat()))
	}
	return all
}

func pool(name string, s *pgxpool.Stat) Pool {
	return Pool{
		Name: name, InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()), Max: int(s.MaxConns()),
		Waits: s.EmptyAcquireCount(), Waited: s.EmptyAcquireWaitTime(),
	}
}
