package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	logfile "paceline/internal/queue/sqlite"
	"paceline/internal/rum"
	"paceline/internal/store/duckdb"
	"paceline/internal/worker"
)

// drain stores what the source's log holds and its file lacks: browsers have a 202 for it, and servers with another log
// would never see it. It is what the server itself would have done next, with the same worker: whatever ends this process
// meanwhile, the next copy or server goes on from there.
func (c *copyCommand) drain(env *environment, dir *dataDir, path string, logger *slog.Logger) (err error) {
	if c.QueuedLater {
		return nil
	}
	at, err := c.standing(env, path, logger)
	if err != nil {
		return err
	}
	file, err := c.sourceLog(dir, at)
	if file == "" || err != nil {
		return err
	}
	options := logfile.Options{Reserve: noReserve, Logger: logger}
	if len(at) > 0 {
		options.Known = at[0]
	}
	log, err := logfile.Open(env, file, options)
	if err != nil {
		return fmt.Errorf("opening the log: %w", err)
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	intake, err := log.Intake(env, "", at)
	if err != nil || intake.Queued == 0 {
		return err
	}
	fmt.Fprintf(env.errors, "The log holds %d events that the file lacks: they are stored there first.\n", intake.Queued)
	facts, err := duckdb.Open(env, path, c.options(logger))
	if err != nil {
		return fmt.Errorf("opening the store: %w", err)
	}
	defer func() { err = errors.Join(err, facts.Close()) }()
	return work(env, log, facts, dir, logger)
}

// standing is where the file stands in its log.
func (c *copyCommand) standing(ctx context.Context, path string, logger *slog.Logger) (rum.Positions, error) {
	source, err := duckdb.OpenSource(ctx, path, c.options(logger))
	if err != nil {
		return nil, err
	}
	defer source.Close()
	ledger, err := source.Ledger(ctx, "")
	return ledger.Positions, err
}

// sourceLog is the path of the log that the file was filled from; empty when it was filled from none.
func (c *copyCommand) sourceLog(dir *dataDir, at rum.Positions) (string, error) {
	path, named := dir.file("log.db"), c.FromQueue != ""
	if named {
		var isFile bool
		if path, isFile = strings.CutPrefix(c.FromQueue, "sqlite:"); !isFile || path == "" {
			return "", usageError{fmt.Errorf("--from-queue %q: want sqlite:PATH; a log in Redis stays where it is, and --queued-later leaves to the new servers what it holds", withoutPassword(c.FromQueue))}
		}
	}
	switch _, err := os.Stat(path); {
	case err == nil:
		return path, nil
	case !errors.Is(err, fs.ErrNotExist) || named:
		return "", fmt.Errorf("the log: %w", err)
	case len(at) > 0:
		return "", fmt.Errorf("there is no %s, and the facts came from a log, which may hold more: name it with --from-queue sqlite:PATH; with --queued-later nothing is taken from it, for a log in Redis that the new servers go on with, or one that is gone", path)
	}
	return "", nil
}

// work runs a worker until the store has all that the log holds.
func work(ctx context.Context, log *logfile.Log, facts *duckdb.DB, dir *dataDir, logger *slog.Logger) error {
	running, stop := context.WithCancel(ctx)
	defer stop()
	var failed error
	err := worker.New(worker.Config{
		Log: log, Store: facts, MarkerDir: dir.path, Logger: logger,
		Committed: func(worker.Commit) {
			ledger, err := facts.Ledger(running, "")
			if err == nil {
				var intake rum.Intake
				if intake, err = log.Intake(running, "", ledger.Positions); err == nil && intake.Queued > 0 {
					return
				}
			}
			failed = err
			stop()
		},
	}).Run(running)
	return errors.Join(err, failed, ctx.Err())
}
