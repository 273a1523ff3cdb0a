package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	adminport "paceline/internal/admin"
	admin "paceline/internal/admin/sqlite"
	"paceline/internal/bench"
	"paceline/internal/ingest"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	log "paceline/internal/queue/sqlite"
	"paceline/internal/store/duckdb"
)

type benchCommand struct {
	Ingest   benchIngestCommand   `cmd:"" help:"Accepted beacons per second, beside a bare server that parses JSON and syncs a file."`
	Drain    benchDrainCommand    `cmd:"" help:"Page views per second from the log into the store, beside DuckDB's bare appender."`
	Query    benchQueryCommand    `cmd:"" help:"How long the dashboard's questions take over many page views, cold and cached."`
	Memory   benchMemoryCommand   `cmd:"" help:"Memory of a real server, idle and at a steady rate of beacons."`
	Start    benchStartCommand    `cmd:"" help:"Time from starting a server on an empty data directory until it is ready."`
	Overload benchOverloadCommand `cmd:"" help:"What a real server with little processor time does with many times the beacons it can take."`
	Slow     benchSlowCommand     `cmd:"" help:"What healthy clients notice of thousands of slow senders and half-open connections."`
	Live     benchLiveCommand     `cmd:"" help:"Thousands of clients of the live server: how soon they are told, and what they cost."`
	Fleet    benchFleetCommand    `cmd:"" help:"Beacons per second into Redis and from there into PostgreSQL by processes of their own, beside bare XADD and COPY."`
	Sampling benchSamplingCommand `cmd:"" help:"How near percentiles by weight of sampled page views are to those of all of them."`
	Load     benchLoadCommand     `cmd:"" help:"Send beacons at a steady rate to a server that runs already, for others to measure."`
	Refuse   benchRefuseCommand   `cmd:"" hidden:"" help:"The floor of bench overload: refuse whatever comes, on a free port of this machine, until ended."`
	Report   benchReportCommand   `cmd:"" help:"Write docs/performance.md from the JSON of the others."`
}

// benchFlags are common to all benchmarks.
type benchFlags struct {
	JSON    bool   `help:"Print JSON." name:"json"`
	Dir     string `help:"Directory on the disk to measure; what is written there is removed. Default: the system's temporary directory." type:"existingdir" placeholder:"DIR"`
	Profile string `help:"Write a CPU profile of the run to this file, for go tool pprof." type:"path" placeholder:"FILE"`
}

// measure runs a benchmark in a directory of its own and prints what it found.
func (f benchFlags) measure(env *environment, name, command string, run func(dir string, progress bench.Progress) (bench.Report, error)) (err error) {
	dir, err := os.MkdirTemp(f.Dir, "paceline-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	stop, err := f.profile()
	if err != nil {
		return err
	}
	report, err := run(dir, func(format string, arguments ...any) {
		fmt.Fprintf(env.errors, name+": "+format+"\n", arguments...)
	})
	if err = errors.Join(err, stop()); err != nil {
		return fmt.Errorf("bench %s: %w", name, err)
	}
	report.Command, report.Version, report.Date, report.Machine = command, version, time.Now().UTC(), bench.ThisMachine()
	if f.JSON {
		encoder := json.NewEncoder(env.out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(report)
	}
	return report.Print(env.out)
}

// profile begins a CPU profile, if one was asked for.
func (f benchFlags) profile() (stop func() error, err error) {
	if f.Profile == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(f.Profile)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}

func noLogs() *logs { return newLogs(io.Discard, slog.LevelError, logFlags{}) }

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// benchProjects makes projects whose rate limit does not bite, each with a key.
func benchProjects(ctx context.Context, control adminport.Store, n int) ([]bench.Project, error) {
	var projects []bench.Project
	for _, key := range bench.ProjectKeys(n) {
		text, err := control.AddProject(ctx, adminport.Project{Key: key, RateLimit: math.MaxInt32}, []string{adminport.AnyOrigin})
		if err != nil {
			return nil, err
		}
		projects = append(projects, bench.Project{Key: key, APIKey: text})
	}
	return projects, nil
}

type benchIngestCommand struct {
	benchFlags `embed:""`
	Duration   time.Duration `help:"How long both sides together are measured." default:"40s"`
	Turns      int           `help:"Alternating turns of each side." default:"5"`
	Clients    int           `help:"Connections, each with one beacon in flight." default:"64"`
	Projects   int           `help:"Projects that the beacons are for." default:"60"`
}

// Run measures the accept path.
func (c *benchIngestCommand) Run(env *environment) error {
	if c.Duration <= 0 || c.Turns < 1 || c.Clients < 1 || c.Projects < 1 {
		return usageError{errors.New("bench ingest: --duration, --turns, --clients and --projects must be above 0")}
	}
	command := fmt.Sprintf("paceline bench ingest --duration %s --turns %d --clients %d --projects %d", c.Duration, c.Turns, c.Clients, c.Projects)
	return c.measure(env, "ingest", command, func(dir string, progress bench.Progress) (report bench.Report, err error) {
		control, err := admin.Open(env, filepath.Join(dir, "control.db"))
		if err != nil {
			return report, err
		}
		defer func() { err = errors.Join(err, control.Close()) }()
		projects, err := benchProjects(env, control, c.Projects)
		if err != nil {
			return report, err
		}
		keyring := adminport.NewKeyring(control, filepath.Join(dir, "keys.json"), quiet())
		if err := keyring.Refresh(env); err != nil {
			return report, err
		}
		queue, err := log.Open(env, filepath.Join(dir, "log.db"), log.Options{Logger: quiet()})
		if err != nil {
			return report, err
		}
		defer func() { err = errors.Join(err, queue.Close()) }()
		service := ingest.New(ingest.Config{
			Keys: keyring, Limits: limit.New(limit.Options{Local: memory.New(time.Now), Log: quiet()}),
			Queue: queue, Registry: prometheus.NewRegistry(), Log: quiet(),
		})
		return bench.Ingest{
			Handler: service.Handler(), Projects: projects, Dir: dir,
			Clients: c.Clients, Turns: c.Turns, Duration: c.Duration, Progress: progress,
		}.Run(env)
	})
}

type benchDrainCommand struct {
	benchFlags `embed:""`
	Views      int `help:"Page views of each turn." default:"80000"`
	Turns      int `help:"Alternating turns of each side." default:"3"`
	Projects   int `help:"Projects that the page views are of." default:"60"`
	Batch      int `help:"Bytes of log in one transaction. 0 is what a server takes." default:"0"`
}

// Run measures the way from the log to the store.
func (c *benchDrainCommand) Run(env *environment) error {
	if c.Views < 1 || c.Turns < 1 || c.Projects < 1 || c.Batch < 0 {
		return usageError{errors.New("bench drain: --views, --turns and --projects must be above 0")}
	}
	command := fmt.Sprintf("paceline bench drain --views %d --turns %d --projects %d --batch %d", c.Views, c.Turns, c.Projects, c.Batch)
	return c.measure(env, "drain", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		return bench.Drain{
			Open: openPipe, Projects: bench.ProjectKeys(c.Projects), Dir: dir, Views: c.Views, Turns: c.Turns, Batch: c.Batch, Progress: progress,
		}.Run(env)
	})
}

func openPipe(ctx context.Context, dir string) (bench.Pipe, error) {
	queue, err := log.Open(ctx, filepath.Join(dir, "log.db"), log.Options{Logger: quiet()})
	if err != nil {
		return bench.Pipe{}, err
	}
	facts := filepath.Join(dir, "facts.duckdb")
	store, err := duckdb.Open(ctx, facts, duckdb.Options{Log: quiet()})
	if err != nil {
		return bench.Pipe{}, errors.Join(err, queue.Close())
	}
	return bench.Pipe{
		Log: queue, Store: store, Facts: facts,
		Close: func() error { return errors.Join(queue.Close(), store.Close()) },
	}, nil
}

// programFlags say which paceline is started.
type programFlags struct {
	Program string `help:"The paceline to measure. Default: this one." type:"existingfile" placeholder:"FILE"`
}

func (f programFlags) path() (string, error) {
	if f.Program != "" {
		return f.Program, nil
	}
	return os.Executable()
}

type benchMemoryCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Rate         int           `help:"Beacons per second; fewer are sent when the machine does not give so many, and the report says so." default:"10000"`
	Clients      int           `help:"Connections." default:"64"`
	Projects     int           `help:"Projects that the beacons are for." default:"60"`
	Idle         time.Duration `help:"How long the server is watched idle." default:"5s"`
	Duration     time.Duration `help:"How long the rate is kept up." default:"30s"`
}

// Run measures a server's memory.
func (c *benchMemoryCommand) Run(env *environment) error {
	if c.Rate < 1 || c.Clients < 1 || c.Projects < 1 || c.Idle <= 0 || c.Duration <= 0 {
		return usageError{errors.New("bench memory: --rate, --clients, --projects, --idle and --duration must be above 0")}
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench memory --rate %d --clients %d --projects %d --idle %s --duration %s", c.Rate, c.Clients, c.Projects, c.Idle, c.Duration)
	return c.measure(env, "memory", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		projects, err := projectsIn(env, filepath.Join(dir, "control.db"), c.Projects)
		if err != nil {
			return bench.Report{}, err
		}
		return bench.Memory{
			Program: program, Data: dir, Projects: projects, Rate: c.Rate, Clients: c.Clients,
			Idle: c.Idle, Duration: c.Duration, Progress: progress,
		}.Run(env)
	})
}

// projectsIn makes projects in a control plane that a server is started on later.
func projectsIn(ctx context.Context, path string, n int) ([]bench.Project, error) {
	control, err := admin.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	projects, err := benchProjects(ctx, control, n)
	return projects, errors.Join(err, control.Close())
}

type benchStartCommand struct {
	benchFlags   `embed:""`
	programFlags `embed:""`
	Starts       int `help:"How often." default:"20"`
}

// Run measures starts.
func (c *benchStartCommand) Run(env *environment) error {
	if c.Starts < 1 {
		return usageError{errors.New("bench start: --starts must be above 0")}
	}
	program, err := c.path()
	if err != nil {
		return err
	}
	command := fmt.Sprintf("paceline bench start --starts %d", c.Starts)
	return c.measure(env, "start", command, func(dir string, progress bench.Progress) (bench.Report, error) {
		return bench.Start{Program: program, Dir: dir, Starts: c.Starts, Progress: progress}.Run(env)
	})
}

type benchReportCommand struct {
	Note  string   `help:"A sentence on the circumstances, for the page." placeholder:"TEXT"`
	Files []string `arg:"" help:"What the benchmarks printed with --json." type:"existingfile"`
}

// Run prints the page.
func (c *benchReportCommand) Run(env *environment) error {
	var reports []bench.Report
	for _, path := range c.Files {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var report bench.Report
		if err := json.Unmarshal(text, &report); err != nil {
			return usageError{fmt.Errorf("%s is no report of a benchmark: %w", path, err)}
		}
		reports = append(reports, report)
	}
	return bench.Markdown(env.out, c.Note, reports)
}
