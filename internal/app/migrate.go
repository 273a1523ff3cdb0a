package app

import (
	"errors"
	"fmt"
	"time"

	controlserver "paceline/internal/admin/postgres"
	"paceline/internal/store/postgres"
)

type migrateCommand struct {
	Store    string `help:"The store to bring up to date: postgres://…, as the role that owns the database." placeholder:"URL"`
	Control  string `help:"The control plane to bring up to date: postgres://…." placeholder:"URL"`
	KeepDays *int   `help:"How many days the store keeps facts; older ones are dropped, a day at a time. 0 is for ever. Left out: as it was." placeholder:"DAYS"`
}

// Run makes or upgrades the schemas and grants the roles their rights.
func (c *migrateCommand) Run(env *environment) error {
	if err := c.check(); err != nil {
		return usageError{err}
	}
	if c.Store != "" {
		if err := postgres.Migrate(env, c.Store); err != nil {
			return fmt.Errorf("the store: %w", err)
		}
		fmt.Fprintln(env.out, "The store is up to date. Its roles: paceline_writer for workers, paceline_reader for query.")
	}
	if c.KeepDays != nil {
		if err := postgres.Keep(env, c.Store, time.Duration(*c.KeepDays)*24*time.Hour); err != nil {
			return fmt.Errorf("the store: %w", err)
		}
	}
	if c.Control != "" {
		if err := controlserver.Migrate(env, c.Control); err != nil {
			return fmt.Errorf("the control plane: %w", err)
		}
		fmt.Fprintln(env.out, "The control plane is up to date. Its role: paceline_control.")
	}
	return nil
}

// check reports every mistake at once.
func (c *migrateCommand) check() error {
	var mistakes []error
	for _, server := range []struct{ flag, url string }{{"--store", c.Store}, {"--control", c.Control}} {
		if server.url == "" {
			continue
		}
		if err := postgres.CheckURL(server.url); err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s: %w (files are brought up to date when they are opened)", server.flag, err))
		}
	}
	if c.Store == "" && c.Control == "" {
		mistakes = append(mistakes, errors.New("name what to bring up to date: --store postgres://…, --control postgres://…, or both"))
	}
	if c.KeepDays != nil && (c.Store == "" || *c.KeepDays < 0) {
		mistakes = append(mistakes, errors.New("--keep-days: want 0 or more, and --store"))
	}
	return errors.Join(mistakes...)
}
