package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	adminport "paceline/internal/admin"
)

type projectCommand struct {
	Add    projectAddCommand    `cmd:"" help:"Create a project; print its key and the script tag."`
	List   projectListCommand   `cmd:"" help:"List projects and the origins of their keys."`
	Key    projectKeyCommand    `cmd:"" help:"Create one more key for a project: the first half of rotating it."`
	Keys   projectKeysCommand   `cmd:"" help:"List the live keys of a project."`
	Revoke projectRevokeCommand `cmd:"" help:"Revoke a key by its id, within a second on a running server: the second half of rotating it."`
	Copy   projectCopyCommand   `cmd:"" help:"Copy all projects and live keys into a control plane in PostgreSQL that has none: a part of moving up."`
}

type controlFlags struct {
	dataFlags `embed:""`
	Control   string `help:"The control plane of the server, if it was told where: sqlite:PATH or postgres://…. Default: control.db in the data directory." placeholder:"URL"`
	JSON      bool   `help:"Print JSON." name:"json"`
}

// open opens the control plane beside a server that may be running.
func (f controlFlags) open(ctx context.Context) (adminport.Store, error) {
	chosen, err := choice{"sqlite", filepath.Join(f.Data, "control.db"), onPostgres}.parse(f.Control)
	if err != nil {
		return nil, usageError{fmt.Errorf("--control: %w", err)}
	}
	if f.Control == "" {
		if err := os.MkdirAll(f.Data, 0o700); err != nil {
			return nil, fmt.Errorf("creating the data directory: %w", err)
		}
	}
	return openControlBeside(ctx, chosen)
}

// explain turns the control plane's refusals into usage errors.
func explain(err error, project string) error {
	switch {
	case errors.Is(err, adminport.ErrExists):
		return usageError{fmt.Errorf("project %s exists already; `paceline project key %s --origin URL` makes another key for it", project, project)}
	case errors.Is(err, adminport.ErrNotFound):
		return usageError{fmt.Errorf("there is no %s; `paceline project list` names the projects of this control plane", project)}
	case errors.Is(err, adminport.ErrInvalid):
		return usageError{err}
	}
	return err
}

type projectAddCommand struct {
	controlFlags `embed:""`
	Project      string   `arg:"" name:"key" help:"The project's key: letters, digits, _ and -, at most 64."`
	Origin       []string `help:"Origin whose pages may send: https://example.com. May be given several times; * allows any." required:"" placeholder:"URL"`
	RateLimit    int      `help:"Beacons per minute." default:"10000"`
	PublicURL    string   `help:"How browsers reach the ingest address, for the script tag that is printed." default:"http://localhost:4000" env:"PACELINE_PUBLIC_URL"`
}

// Run creates the project.
func (c *projectAddCommand) Run(env *environment) error {
	control, err := c.open(env)
	if err != nil {
		return err
	}
	defer control.Close()
	key, err := control.AddProject(env, adminport.Project{Key: c.Project, RateLimit: c.RateLimit}, c.Origin)
	if err != nil {
		return explain(err, c.Project)
	}
	if c.JSON {
		return printKey(env, c.Project, key)
	}
	_, err = fmt.Fprintf(env.out, `Project %s is ready. Its key, which is shown only now:

  %s

Put this into the pages of %s:

  <script async src="%s/paceline.js" data-project="%s" data-key="%s"></script>

Then open the dashboard: http://localhost:5173
`, c.Project, key, strings.Join(c.Origin, ", "), strings.TrimSuffix(c.PublicURL, "/"), c.Project, key)
	return err
}

func printKey(env *environment, project, key string) error {
	return json.NewEncoder(env.out).Encode(map[string]string{"projectKey": project, "apiKey": key})
}

type projectKeyCommand struct {
	controlFlags `embed:""`
	Project      string   `arg:"" name:"key" help:"The project's key."`
	Origin       []string `help:"Origin whose pages may send. May be given several times; * allows any." required:"" placeholder:"URL"`
}

// Run creates the key.
func (c *projectKeyCommand) Run(env *environment) error {
	control, err := c.open(env)
	if err != nil {
		return err
	}
	defer control.Close()
	key, err := control.AddKey(env, c.Project, c.Origin)
	if err != nil {
		return explain(err, "project "+c.Project)
	}
	if c.JSON {
		return printKey(env, c.Project, key)
	}
	_, err = fmt.Fprintf(env.out, "A new key for %s, shown only now:\n\n  %s\n\nWhen your pages use it, end the old one: paceline project revoke ID (paceline project keys %s lists the ids).\n", c.Project, key, c.Project)
	return err
}

type projectKeysCommand struct {
	controlFlags `embed:""`
	Project      string `arg:"" name:"key" help:"The project's key."`
}

// keyInfo is what is shown of a key: nothing that would let anyone use it.
type keyInfo struct {
	ID      string    `json:"id"`
	Origins []string  `json:"origins"`
	Created time.Time `json:"created"`
}

// Run lists the keys.
func (c *projectKeysCommand) Run(env *environment) error {
	control, err := c.open(env)
	if err != nil {
		return err
	}
	defer control.Close()
	keys, err := control.Keys(env, c.Project)
	if err != nil {
		return explain(err, "project "+c.Project)
	}
	list := make([]keyInfo, 0, len(keys))
	for _, key := range keys {
		list = append(list, keyInfo{ID: key.ID, Origins: key.Origins, Created: key.Created})
	}
	if c.JSON {
		return json.NewEncoder(env.out).Encode(list)
	}
	table := tabwriter.NewWriter(env.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tCREATED\tORIGINS")
	for _, key := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\n", key.ID, key.Created.Format(time.DateTime), strings.Join(key.Origins, " "))
	}
	return table.Flush()
}

type projectRevokeCommand struct {
	controlFlags `embed:""`
	ID           string `arg:"" help:"The id of the key, as project keys lists it."`
}

// Run revokes the key.
func (c *projectRevokeCommand) Run(env *environment) error {
	control, err := c.open(env)
	if err != nil {
		return err
	}
	defer control.Close()
	if err := control.RevokeKey(env, c.ID); err != nil {
		return explain(err, "key "+c.ID)
	}
	if c.JSON {
		return json.NewEncoder(env.out).Encode(map[string]string{"revoked": c.ID})
	}
	_, err = fmt.Fprintln(env.out, "revoked", c.ID)
	return err
}

type projectListCommand struct {
	controlFlags `embed:""`
}

// Run lists the projects.
func (c *projectListCommand) Run(env *environment) error {
	control, err := c.open(env)
	if err != nil {
		return err
	}
	defer control.Close()
	snapshot, err := control.Snapshot(env)
	if err != nil {
		return err
	}
	projects := snapshot.List()
	if c.JSON {
		return json.NewEncoder(env.out).Encode(projects)
	}
	if len(projects) == 0 {
		_, err = fmt.Fprintln(env.out, "No projects yet. Add one: paceline project add my-website --origin https://example.com")
		return err
	}
	table := tabwriter.NewWriter(env.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "PROJECT\tORIGINS")
	for _, project := range projects {
		fmt.Fprintf(table, "%s\t%s\n", project.Key, strings.Join(project.Origins, " "))
	}
	return table.Flush()
}
