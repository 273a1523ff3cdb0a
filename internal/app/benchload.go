package app

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"paceline/internal/bench"
)

type benchLoadCommand struct {
	Data     string        `help:"Data directory of the running server: the projects that the beacons are for are added to it." required:"" type:"existingdir"`
	Ingest   string        `help:"The server's ingest address." default:"127.0.0.1:4000" placeholder:"HOST:PORT"`
	Rate     int           `help:"Beacons per second." default:"2000"`
	Projects int           `help:"Projects that the beacons are for." default:"60"`
	Duration time.Duration `help:"How long, at most." default:"5m"`
}

// Run sends beacons to a server that somebody else measures.
func (c *benchLoadCommand) Run(env *environment) error {
	if c.Rate < 1 || c.Projects < 1 || c.Duration <= 0 {
		return usageError{errors.New("bench load: every number must be above 0")}
	}
	projects, err := projectsIn(env, filepath.Join(c.Data, "control.db"), c.Projects)
	if err != nil {
		return err
	}
	sent, err := bench.Steady{Ingest: c.Ingest, Projects: projects, Rate: c.Rate, Duration: c.Duration}.Run(env)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.out, "%d beacons accepted, %.0f a second\n", sent.Accepted, sent.PerSecond)
	return err
}
