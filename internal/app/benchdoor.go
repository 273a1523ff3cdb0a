package app

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"time"

	"paceline/internal/bench"
)

type benchOverloadCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Share        float64       `help:"Share of one core that the server has." default:"0.5"`
	Times        int           `help:"Times its capacity that it is offered." default:"10"`
	Clients      int           `help:"Connections that find the capacity." default:"64"`
	Connections  int           `help:"The most connections of the flood." default:"2000"`
	Projects     int           `help:"Projects that the beacons are for." default:"60"`
	Warm         time.Duration `help:"Load before anything is measured." default:"3s"`
	Duration     time.Duration `help:"How long the capacity is measured, and how long the flood lasts." default:"15s"`
}

// Run measures a server under overload.
func (c *benchOverloadCommand) Run(env *environment) error {
	if c.Share <= 0 || c.Times < 1 || c.Clients < 1 || c.Connections < 1 || c.Projects < 1 || c.Warm <= 0 || c.Duration <= 0 {
		return usageError{errors.New("bench overload: every number must be above 0")}
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench overload --share %g --times %d --clients %d --connections %d --projects %d --duration %s",
		c.Share, c.Times, c.Clients, c.Connections, c.Projects, c.Duration)
	return c.measure(env, "overload", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		projects, err := projectsIn(env, filepath.Join(dir, "control.db"), c.Projects)
		if err != nil {
			return bench.Report{}, err
		}
		return bench.Overload{
			Program: program, Data: dir, Projects: projects, Share: c.Share, Times: c.Times, Clients: c.Clients,
			Connections: c.Connections, Warm: c.Warm, Duration: c.Duration, Progress: progress,
		}.Run(env)
	})
}

type benchRefuseCommand struct{}

// Run refuses until it is ended.
func (benchRefuseCommand) Run(env *environment) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	newLogger(env.errors, slog.LevelInfo).Info("ready", "ingest", listener.Addr().String())
	return bench.Refuse(env, listener)
}

type benchSlowCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Dripping     int           `help:"Connections that send a byte a second." default:"5000"`
	HalfOpen     int           `help:"Connections that send nothing, or half a head." default:"2000"`
	Rate         int           `help:"Beacons a second of the healthy clients." default:"400"`
	Clients      int           `help:"Healthy clients." default:"16"`
	Projects     int           `help:"Projects that the beacons are for." default:"60"`
	Duration     time.Duration `help:"How long the healthy clients are measured before the slow ones come, and again after." default:"18s"`
}

// Run measures a server with slow clients.
func (c *benchSlowCommand) Run(env *environment) error {
	if c.Dripping < 0 || c.HalfOpen < 0 || c.Rate < 1 || c.Clients < 1 || c.Projects < 1 || c.Duration <= 0 {
		return usageError{errors.New("bench slow: no number may be below 0, and --rate, --clients, --projects and --duration must be above 0")}
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench slow --dripping %d --half-open %d --rate %d --clients %d --projects %d --duration %s",
		c.Dripping, c.HalfOpen, c.Rate, c.Clients, c.Projects, c.Duration)
	return c.measure(env, "slow", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		projects, err := projectsIn(env, filepath.Join(dir, "control.db"), c.Projects)
		if err != nil {
			return bench.Report{}, err
		}
		return bench.Slow{
			Program: program, Data: dir, Projects: projects, Dripping: c.Dripping, HalfOpen: c.HalfOpen,
			Rate: c.Rate, Clients: c.Clients, Duration: c.Duration, Progress: progress,
		}.Run(env)
	})
}
