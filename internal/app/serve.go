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
	Target     []string `help:"Which services this process runs: ingest, worker, query, live, dashboard. Default: all of them. What services of several processes share must be on servers." group:"Services" placeholder:"SERVICE"`
	LogLevel   string   `help:"What is logged: debug, info, warn or error." default:"info" enum:"debug,info,warn,error" group:"Logging"`
}

// Run runs every service until it is told to end.
func (c *serveCommand) Run(env *environment) error {
	config, err := c.check(c.Data, c.LogLevel, c.Target...)
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
	fmt.Fprintf(text, "Paceline %s is ready.\n\n", version)
	for _, line := range []struct{ name, server, path string }{
		{"dashboard", "dashboard", ""}, {"query API", "query", "/docs"}, {"ingest", "ingest", ""}, {"live", "live", ""}, {"metrics", "ops", "/metrics"},
	} {
		if _, here := p.servers[line.server]; here {
			fmt.Fprintf(text, "  %-10s %s%s\n", line.name, p.url(line.server), line.path)
		}
	}
	if p.config.targets.has(workerTarget) {
		fmt.Fprintf(text, "  %-10s from %s to %s\n", "worker", p.config.queue, p.config.store)
	}
	fmt.Fprintf(text, "  %-10s %s\n", "data", p.config.data)
	if keys := p.backends.keyring; keys != nil && len(keys.Projects()) == 0 {
		fmt.Fprintf(text, "\nThere is no project yet. Add the first one; this works while the server runs:\n\n  paceline project add my-website --origin https://example.com %s\n", p.controlFlag())
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// controlFlag is what the commands beside the server are told, so that they find its control plane.
func (p *process) controlFlag() string {
	if p.config.control.shared() {
		return "--control " + p.config.control.String() // without its password, which the reader knows
	}
	return "--data " + p.config.data
}
