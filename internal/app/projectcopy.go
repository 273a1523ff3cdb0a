package app

import (
	"encoding/json"
	"errors"
	"fmt"

	adminport "paceline/internal/admin"
	controlserver "paceline/internal/admin/postgres"
	"paceline/internal/store/postgres"
)

type projectCopyCommand struct {
	controlFlags `embed:""`
	To           string `help:"The control plane to fill, which has no projects yet, as the role that owns the database: postgres://…." required:"" placeholder:"URL"`
}

// Run copies projects and live keys. Keys are hashes here and there: the pages go on with the keys they have.
func (c *projectCopyCommand) Run(env *environment) error {
	if err := postgres.CheckURL(c.To); err != nil {
		return usageError{fmt.Errorf("--to: %w", err)}
	}
	from, err := c.open(env)
	if err != nil {
		return err
	}
	defer from.Close()
	snapshot, err := from.Snapshot(env)
	if err != nil {
		return err
	}
	if len(snapshot.Projects) == 0 {
		return errors.New("the control plane has no projects: is it the one of the running server? --data or --control names it")
	}
	to, err := controlserver.Open(env, c.To)
	if err != nil {
		return err
	}
	defer to.Close()
	if err := to.Restore(env, snapshot); errors.Is(err, adminport.ErrExists) {
		return errors.New("--to has projects already: they are left as they are, and none were added")
	} else if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(env.out).Encode(map[string]int{"projects": len(snapshot.Projects), "keys": len(snapshot.Keys)})
	}
	_, err = fmt.Fprintf(env.out, "Copied %d projects with %d keys.\n", len(snapshot.Projects), len(snapshot.Keys))
	return err
}
