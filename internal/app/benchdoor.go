package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paceline/internal/bench"
)

type benchOverloadCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Share        float64       `help:"Share of one core that the server has." default:"0.2"`
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
