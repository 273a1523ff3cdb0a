package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	adminport "paceline/internal/admin"
	"paceline/internal/bench"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	"paceline/internal/query"
	"paceline/internal/store/duckdb"
)

type benchQueryCommand struct {
	benchFlags `embed:""`
	Views      int           `help:"Page views that are stored, all of one project, over 30 days." default:"1000000"`
	Budget     time.Duration `help:"How long each case is measured." default:"250ms"`
	Keep       string        `help:"Directory in which the page views are kept, and found again by the next run: ten million of them take minutes to make." type:"path" placeholder:"DIR"`
}

// Run measures the read path.
func (c *benchQueryCommand) Run(env *environment) error {
	if c.Views < 1 || c.Budget <= 0 {
		return usageError{errors.New("bench query: --views and --budget must be above 0")}
	}
	command := fmt.Sprintf("paceline bench query --views %d --budget %s", c.Views, c.Budget)
	return c.measure(env, "query", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		data, err := c.dataset(env, dir, progress)
		if err != nil {
			return bench.Report{}, err
		}
		file, err := os.Stat(data.Facts())
		if err != nil {
			return bench.Report{}, err
		}
		return c.ask(env, dir, data, bench.Query{Views: c.Views, Bytes: file.Size(), Budget: c.Budget, Progress: progress})
	})
}

// dataset makes the page views in the run's directory, or makes or finds those that are kept.
func (c *benchQueryCommand) dataset(ctx context.Context, dir string, progress bench.Progress) (bench.Dataset, error) {
	if c.Keep != "" {
		dir = c.Keep
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return bench.Dataset{}, err
		}
	}
	data, found, err := bench.KeptDataset(dir, c.Views)
	if err != nil || found {
		return data, err
	}
	return data, data.Fill(ctx, func(path string) (bench.Filled, error) {
		return duckdb.Open(ctx, path, duckdb.Options{Log: quiet()})
	}, progress)
}

// ask opens the query API over the data set as serve does, but for its rate limit, and at the time it was made.
func (c *benchQueryCommand) ask(env *environment, dir string, data bench.Dataset, b bench.Query) (report bench.Report, err error) {
	parts, err := openBackends(env, config{
		serveFlags: serveFlags{QueueMaxMB: 64, StoreMemoryMB: 256, StoreThreads: 2},
		data:       dir, targets: targets{queryTarget}, secret: filepath.Join(dir, "secret"),
		queue: backend{scheme: "sqlite", path: filepath.Join(dir, "log.db")}, store: backend{scheme: "duckdb", path: data.Facts()},
		control: backend{scheme: "sqlite", path: filepath.Join(dir, "control.db")}, pubsub: backend{scheme: inMemory},
	}, noLogs())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, parts.close()) }()
	if _, err := parts.control.AddProject(env, adminport.Project{Key: bench.QueryProject}, []string{adminport.AnyOrigin}); err != nil {
		return report, err
	}
	if err := parts.keyring.Refresh(env); err != nil {
		return report, err
	}
	opened := time.Now()
	service, err := query.New(query.Config{
		Store: parts.store, Cache: parts.cache, Projects: parts.keyring, Intake: intake{parts.log}, Open: true,
		Limits:    limit.New(limit.Options{Local: memory.New(time.Now), Log: quiet()}),
		RateLimit: math.MaxInt32, QueryTimeout: time.Minute, Log: quiet(),
		Now: func() time.Time { return data.Until.Add(time.Since(opened)) },
	})
	if err != nil {
		return report, err
	}
	defer service.Close()
	b.Handler = service.Handler()
	return b.Run(env)
}
