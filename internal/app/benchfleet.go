package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paceline/internal/bench"
	"paceline/internal/queue"
	logserver "paceline/internal/queue/redis"
	"paceline/internal/redisurl"
	"paceline/internal/store/postgres"
)

type benchFleetCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Queue        string        `help:"A Redis whose database is empty: redis://HOST:PORT[/DATABASE]. It is emptied afterwards." required:"" placeholder:"URL"`
	Store        string        `help:"A PostgreSQL, as a role that may create databases: those that are made are dropped afterwards." required:"" placeholder:"URL"`
	Duration     time.Duration `help:"How long accepting is measured, both sides together." default:"30s"`
	Views        int           `help:"Page views of each turn of draining." default:"60000"`
	Workers      int           `help:"Draining is measured with 1 to so many worker processes." default:"3"`
	Turns        int           `help:"Turns of everything." default:"2"`
	Clients      int           `help:"Connections, each with one beacon in flight." default:"64"`
	Partitions   int           `help:"Of the log." default:"6"`
	Projects     int           `help:"Projects that the beacons are for." default:"60"`
}

// Run measures a fleet.
func (c *benchFleetCommand) Run(env *environment) error {
	if c.Duration <= 0 || c.Views < 1 || c.Workers < 1 || c.Turns < 1 || c.Clients < 1 || c.Partitions < 1 || c.Projects < 1 {
		return usageError{errors.New("bench fleet: every number must be above 0")}
	}
	if err := postgres.CheckURL(c.Store); err != nil {
		return usageError{fmt.Errorf("--store: %w", err)}
	}
	if client, err := redisurl.Dial(c.Queue); err != nil {
		return usageError{fmt.Errorf("--queue: %w", err)}
	} else if err := client.Close(); err != nil {
		return err
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench fleet --duration %s --views %d --workers %d --turns %d --clients %d --partitions %d --projects %d --queue … --store …",
		c.Duration, c.Views, c.Workers, c.Turns, c.Clients, c.Partitions, c.Projects)
	return c.measure(env, "fleet", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		control := filepath.Join(dir, "control.db")
		projects, err := projectsIn(env, control, c.Projects)
		if err != nil {
			return bench.Report{}, err
		}
		return bench.Fleet{
			Program: program, Control: control, Projects: projects, Dir: dir, Queue: c.Queue, Store: c.Store,
			OpenLog: c.openLog, OpenStore: openBenchStore, Partitions: c.Partitions, Clients: c.Clients, Duration: c.Duration,
			Views: c.Views, Workers: c.Workers, Turns: c.Turns, Progress: progress,
		}.Run(env)
	})
}

func (c *benchFleetCommand) openLog(ctx context.Context) (queue.Log, error) {
	client, err := redisurl.Dial(c.Queue)
	if err != nil {
		return nil, err
	}
	log, err := logserver.Open(ctx, client, logserver.Options{Partitions: c.Partitions, Logger: quiet()})
	if err != nil {
		return nil, err // a nil *Log in the interface would not be nil
	}
	return log, nil
}

func openBenchStore(ctx context.Context, url string) (bench.Filled, error) {
	db, err := postgres.Open(ctx, url, postgres.Options{Log: quiet()})
	if err != nil {
		return nil, err // a nil *DB in the interface would not be nil
	}
	return db, nil
}
