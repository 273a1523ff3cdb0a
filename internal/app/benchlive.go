package app

import (
	"errors"
	"fmt"
	"path/filepath"

	"paceline/internal/bench"
	"paceline/internal/token"
)

type benchLiveCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Clients      int `help:"Clients of one project." default:"10000"`
	Silent       int `help:"Of them, those that never read." default:"1000"`
	Rounds       int `help:"Beacons that all clients are told of." default:"20"`
	Rate         int `help:"Beacons per second while the way to one client is measured." default:"2000"`
	Probes       int `help:"Beacons that it is measured with." default:"200"`
	Projects     int `help:"Projects that the beacons are for." default:"60"`
}

// Run measures live updates.
func (c *benchLiveCommand) Run(env *environment) error {
	if c.Clients < 1 || c.Silent < 0 || c.Silent >= c.Clients || c.Rounds < 1 || c.Rate < 1 || c.Probes < 1 || c.Projects < 1 {
		return usageError{errors.New("bench live: every number must be above 0, and --silent below --clients")}
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench live --clients %d --silent %d --rounds %d --rate %d --probes %d --projects %d",
		c.Clients, c.Silent, c.Rounds, c.Rate, c.Probes, c.Projects)
	return c.measure(env, "live", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		projects, err := projectsIn(env, filepath.Join(dir, "control.db"), c.Projects)
		if err != nil {
			return bench.Report{}, err
		}
		secret, err := token.LoadSecret(filepath.Join(dir, "secret"))
		if err != nil {
			return bench.Report{}, err
		}
		tokens, err := token.New(secret, nil)
		if err != nil {
			return bench.Report{}, err
		}
		return bench.Live{
			Program: program, Data: dir, Projects: projects,
			Token:   func(project string) (string, error) { return tokens.Mint(token.Live, project, token.MaxLife) },
			Clients: c.Clients, Silent: c.Silent, Rounds: c.Rounds, Rate: c.Rate, Probes: c.Probes, Progress: progress,
		}.Run(env)
	})
}
