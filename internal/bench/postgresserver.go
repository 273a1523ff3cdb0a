package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgresServer is the PostgreSQL that a Fleet uses, asked past our adapter.
type postgresServer struct {
	connection *pgx.Conn
	url        string
	describe   string
	postmaster int // its process, when it runs on this machine; else 0
}

func dialPostgres(ctx context.Context, url string) (*postgresServer, error) {
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	s := &postgresServer{connection: connection, url: url}
	var backend int
	err = connection.QueryRow(ctx, `
		SELECT pg_backend_pid(), 'PostgreSQL ' || current_setting('server_version') || coalesce(
			(SELECT ' with TimescaleDB ' || default_version FROM pg_available_extensions WHERE name = 'timescaledb'), '') ||
			', fsync ' || current_setting('fsync') || ', synchronous_commit ' || current_setting('synchronous_commit')`).Scan(&backend, &s.describe)
	if err != nil {
		return nil, errors.Join(err, connection.Close(ctx))
	}
	if name, err := os.ReadFile("/proc/" + strconv.Itoa(backend) + "/comm"); err == nil && strings.HasPrefix(string(name), "postgres") {
		_, _, s.postmaster = statOf(backend)
	}
	return s, nil
}

func (s *postgresServer) close(ctx context.Context) error { return s.connection.Close(ctx) }

// newDatabase makes an empty one beside the one that was named.
func (s *postgresServer) newDatabase(ctx context.Context) (url string, drop func(context.Context) error, err error) {
	name := "paceline_bench_" + strings.ToLower(rand.Text())
	if url, err = otherDatabase(s.url, name); err != nil {
		return "", nil, err
	}
	if _, err := s.connection.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	return url, func(ctx context.Context) error {
		_, err := s.connection.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		return err
	}, nil
}

// processorTime is what all of the server's processes have used of the processor; 0 when it runs elsewhere.
func (s *postgresServer) processorTime() time.Duration {
	if s.postmaster == 0 {
		return 0
	}
	own, ended, _ := statOf(s.postmaster)
	sum := own + ended
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return 0 // cannot be: the pattern is right
	}
	for _, process := range processes {
		pid, _ := strconv.Atoi(filepath.Base(process)) // it is a number
		if own, ended, parent := statOf(pid); parent == s.postmaster {
			sum += own + ended
		}
	}
	return sum
}

// postgresUse is what a database has taken.
type postgresUse struct{ journal, disk int64 }

func databaseUse(ctx context.Context, url string) (use postgresUse, err error) {
	err = connected(ctx, url, func(connection *pgx.Conn) error {
		return connection.QueryRow(ctx, `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint, pg_database_size(current_database())`).
			Scan(&use.journal, &use.disk)
	})
	return use, err
}

func connected(ctx context.Context, url string, do func(*pgx.Conn) error) error {
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("asking PostgreSQL: %w", err)
	}
	return errors.Join(do(connection), connection.Close(ctx))
}
