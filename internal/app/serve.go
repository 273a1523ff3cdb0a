package app

import (
	"context"
	"fmt"
	"io"
	"strings"
)

type serveCommand struct {
	dataFlags  `embed:""`
	serveFlags `embed:""`
	LogLevel   string `help:"What is logged: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" group:"Logging"`
}

// Run runs every service until it is told to end.
func (c *serveCommand) Run(env *environment) error {
	config, err := c.check(c.Data, c.LogLevel)
	if err != nil {
		return err
	}
	p, err := openProcess(env, config)
	if err != nil {
		return err
	}
	return p.run(env, func(context.Context) error { return p.greet(env.out) })
}

// greet tells a person what runs, and what to do next.
func (p *process) greet(out io.Writer) error {
	text := &strings.Builder{}
	fmt.Fprintf(text, "Paceline %s is ready.\n\n  dashboard  %s\n  query API  %s/docs\n  ingest     %s\n  metrics    %s/metrics\n  data       %s\n",
		version, p.url("dashboard"), p.url("query"), p.ingestURL(), p.url("ops"), p.config.data)
	if len(p.backends.keyring.Projects()) == 0 {
		fmt.Fprintf(text, "\nThere is no project yet. Add the first one; this works while the server runs:\n\n  paceline project add my-website --origin https://example.com --data %s\n", p.config.data)
	}
	_, err := io.WriteString(out, text.String())
	return err
}
