package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paceline/internal/move"
	logfile "paceline/internal/queue/sqlite"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

type copyCommand struct {
	From          string `help:"The store of a stopped server: duckdb:PATH." required:"" placeholder:"URL"`
	To            string `help:"The store to fill, as the role that owns the database: postgres://…. It is empty, or holds a part of this copy." required:"" placeholder:"URL"`
	QueuedLater   bool   `help:"Copy although the log beside the file holds events that the store lacks: a server with that data directory and the new store goes on with them."`
	StoreMemoryMB int64  `name:"store-memory-mb" help:"Memory DuckDB may use, in MiB." default:"256"`
}

// Run copies, or goes on with a copy that was broken off, and compares.
func (c *copyCommand) Run(env *environment) error {
	path, isFile := strings.CutPrefix(c.From, "duckdb:")
	if !isFile || path == "" {
		return usageError{fmt.Errorf("--from %q: want duckdb:PATH", withoutPassword(c.From))}
	}
	if err := postgres.CheckURL(c.To); err != nil {
		return usageError{fmt.Errorf("--to: %w", err)}
	}
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	dir, err := openDataDir(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.close()
	logger := slog.New(slog.NewTextHandler(env.errors, &slog.HandlerOptions{Level: slog.LevelWarn}))
	from, err := duckdb.OpenSource(env, path, duckdb.Options{MemoryLimit: c.StoreMemoryMB * mebibyte, Log: logger})
	if err != nil {
		return err
	}
	defer from.Close()
	if err := c.drained(env, dir, from, logger); err != nil {
		return err
	}
	to, err := postgres.Open(env, c.To, postgres.Options{Log: logger})
	if err != nil {
		return err
	}
	defer to.Close()
	return c.copy(env, from, to)
}

func (c *copyCommand) copy(env *environment, from *duckdb.Source, to *postgres.DB) error {
	began, last, copied := time.Now(), time.Time{}, int64(0)
	err := move.Copy(env, from, to, func(p move.Progress) {
		copied = p.Facts
		if now := time.Now(); p.Done == p.Chunks || now.Sub(last) >= time.Second {
			last = now
			fmt.Fprintf(env.errors, "%3d %% · %d facts · %.0f/s\n", 100*p.Done/p.Chunks, p.Facts, float64(p.Facts)/now.Sub(began).Seconds())
		}
	})
	if err != nil {
		return fmt.Errorf("%w (the same command goes on where this one ended, once the cause is gone)", err)
	}
	projects, err := move.Verify(env, from, to)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "Copied %d facts; counts and percentiles of %d projects are the same in both stores.\n", copied, projects)
	return nil
}

// drained refuses when the log beside the file holds what the store lacks.
func (c *copyCommand) drained(ctx context.Context, dir *dataDir, from *duckdb.Source, logger *slog.Logger) (err error) {
	path := dir.file("log.db")
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || c.QueuedLater {
		return nil
	}
	ledger, err := from.Ledger(ctx, "")
	if err != nil {
		return err
	}
	log, err := logfile.Open(ctx, path, logfile.Options{Logger: logger})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	intake, err := log.Intake(ctx, "", ledger.Positions)
	if err == nil && intake.Queued > 0 {
		err = fmt.Errorf("the log %s holds %d events that the store lacks: run the server until paceline_queue_age_seconds is 0 and stop it, or copy with --queued-later and start a server with this data directory and the new store, which goes on with them", path, intake.Queued)
	}
	return err
}
