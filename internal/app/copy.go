package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paceline/internal/move"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

type copyCommand struct {
	From          string `help:"The store of a stopped server: duckdb:PATH." required:"" placeholder:"URL"`
	To            string `help:"The store to fill, as the role that owns the database: postgres://…. It is empty, or holds a part of this copy." required:"" placeholder:"URL"`
	FromQueue     string `help:"The log of that server: sqlite:PATH. What it holds and the file lacks is stored in the file first. Default: log.db beside the file." placeholder:"URL"`
	QueuedLater   bool   `help:"Leave what the log holds and the file lacks in the log: a server with that log and the new store goes on with it."`
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
	if err := c.drain(env, dir, path, logger); err != nil {
		return err
	}
	from, err := duckdb.OpenSource(env, path, c.options(logger))
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := postgres.Open(env, c.To, postgres.Options{Log: logger})
	if err != nil {
		return goingOn(err)
	}
	defer to.Close()
	return goingOn(c.copy(env, from, to))
}

func (c *copyCommand) options(logger *slog.Logger) duckdb.Options {
	return duckdb.Options{MemoryLimit: c.StoreMemoryMB * mebibyte, Log: logger}
}

// goingOn adds to what went wrong with the target how to go on.
func goingOn(err error) error {
	switch {
	case err == nil, errors.Is(err, move.ErrOccupied):
		return err
	case errors.Is(err, move.ErrDiffers):
		return fmt.Errorf("%w\nEither it was changed since, or this is a bug. The source is as it was: empty the database and copy again", err)
	}
	return fmt.Errorf("%w (the same command goes on where this one ended, once the cause is gone)", err)
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
		return err
	}
	projects, err := move.Verify(env, from, to)
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "Copied %d facts; counts and percentiles of %d projects are the same in both stores.\n", copied, projects)
	return nil
}
