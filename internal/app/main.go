// Package app is the only wiring: configuration, commands, and the choice of adapters.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"
	"github.com/prometheus/client_golang/prometheus"
)

// version is set when the binary is built by make.
var version = "dev"

// The exit codes of the command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2 // bad flags or configuration
)

// cli is the command line.
type cli struct {
	Serve   serveCommand   `cmd:"" help:"Run Paceline: every service, on one data directory."`
	Demo    demoCommand    `cmd:"" help:"Run Paceline with a demo shop and some days of generated history."`
	Project projectCommand `cmd:"" help:"Add and list projects and their API keys. Works while the server runs."`
	Migrate migrateCommand `cmd:"" help:"Make or upgrade the schemas in PostgreSQL and grant the roles their rights. A server does so by itself where its role may."`
	Ready   readyCommand   `cmd:"" help:"Ask a running server whether it is ready, and what it lacks if not: for health checks."`
	Copy    copyCommand    `cmd:"" help:"Copy all facts of a stopped server's DuckDB file into PostgreSQL, resumably, and compare counts and percentiles."`
	Token   tokenCommand   `cmd:"" help:"Print a short-lived token for one project's query API or live updates, or revoke all tokens."`
	Bench   benchCommand   `cmd:"" help:"Measure this machine and this build, beside bare floors. Writes to a temporary directory only."`
	Config  configCommand  `cmd:"" name:"config-doc" hidden:"" help:"Print the configuration reference as Markdown."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// environment is what a command runs in.
type environment struct {
	context.Context
	out    io.Writer
	errors io.Writer
}

// usageError is a mistake in flags or configuration; it exits with 2.
type usageError struct{ error }

// Main runs the command line and returns the exit code.
func Main(ctx context.Context, args []string, out, errOut io.Writer) int {
	var command cli
	exited := -1
	parser, err := newParser(&command, out, errOut, func(code int) { exited = code })
	if err != nil {
		fmt.Fprintln(errOut, "paceline:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 {
		return exited // --help
	}
	if err != nil {
		fmt.Fprintf(errOut, "paceline: %v\n`paceline --help` lists the commands and their flags.\n", err)
		return exitUsage
	}
	err = parsed.Run(&environment{Context: ctx, out: out, errors: errOut})
	var usage usageError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(errOut, "paceline: %v\n", err)
		return exitUsage
	default:
		fmt.Fprintf(errOut, "paceline: %v\n", err)
		return exitFailed
	}
}

func newParser(command *cli, out, errOut io.Writer, exit func(int)) (*kong.Kong, error) {
	return kong.New(command,
		kong.Name("paceline"),
		kong.Description("Self-hosted real-user performance monitoring: one binary, honest percentiles."),
		kong.DefaultEnvars("PACELINE"),
		kong.Writers(out, errOut),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
}

// buildInfo says which version runs, so that a dashboard can mark an upgrade.
func buildInfo() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "paceline_build_info", Help: "1; its label tells the version.", ConstLabels: prometheus.Labels{"version": version},
	})
	info.Set(1)
	return info
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(env *environment) error {
	_, err := fmt.Fprintln(env.out, "paceline", version)
	return err
}
