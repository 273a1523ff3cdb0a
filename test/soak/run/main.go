// Command run is the soak: it builds paceline with its fault points, breaks it in every way of package soak while
// beacons are being sent, and tells what was lost, doubled or invented.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"

	"paceline/test/harness"
	"paceline/test/soak"
)

type flags struct {
	only    string
	rounds  int
	seed    uint64
	limit   time.Duration
	state   string
	jobs    int
	dir     string
	binary  string
	proof   string
	planted string
}

func main() {
	var f flags
	flag.StringVar(&f.only, "only", "", "experiments to run, with commas between them; all when empty")
	flag.IntVar(&f.rounds, "rounds", 0, "rounds of each experiment; what the proof wants when 0")
	flag.Uint64Var(&f.seed, "seed", 0, "seed; a random one when 0")
	flag.DurationVar(&f.limit, "for", 0, "time box: nothing new is begun after it; none when 0")
	flag.StringVar(&f.state, "state", "", "file that keeps what is done; rounds in it are not done again. With -proof: several, with commas")
	flag.IntVar(&f.jobs, "jobs", 2, "data directories to work on at the same time")
	flag.StringVar(&f.dir, "dir", "", "directory for the data; the system's for temporary files when empty")
	flag.StringVar(&f.binary, "binary", "", "paceline, built with -tags faults; built anew when empty")
	flag.StringVar(&f.proof, "proof", "", "write this file from the states, and run nothing")
	flag.StringVar(&f.planted, "planted", "", "JSON list of planted faults, for -proof")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	good, err := f.main(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
	}
	if err != nil || !good {
		stop()
		os.Exit(1) //nolint:gocritic // stop is called
	}
}

func (f flags) main(ctx context.Context) (good bool, err error) {
	if f.proof != "" {
		return true, f.writeProof()
	}
	experiments, err := f.chosen()
	if err != nil {
		return false, err
	}
	state, err := soak.LoadState(f.state)
	if err != nil {
		return false, err
	}
	dir, err := soak.TempDir(f.dir)
	if err != nil {
		return false, err
	}
	defer func() { _ = os.Remove(dir) }() // stays when something is left in it
	if f.binary == "" {
		if f.binary, err = harness.Build(ctx, dir, "faults"); err != nil {
			return false, err
		}
		defer func() { _ = os.Remove(f.binary) }()
	}
	if f.seed == 0 {
		f.seed = rand.Uint64N(1_000_000_000)
	}
	runner := &soak.Runner{
		Binary: f.binary, Version: version(ctx), Dir: dir, Seed: f.seed, Jobs: f.jobs, State: state, Out: os.Stdout,
	}
	if f.limit > 0 {
		runner.Until = time.Now().Add(f.limit)
	}
	good = true
	for _, e := range experiments {
		rounds := e.Rounds
		if f.rounds > 0 {
			rounds = f.rounds
		}
		fine, err := runner.Run(ctx, e, rounds)
		if errors.Is(err, soak.ErrImpossible) {
			fmt.Printf("%s: NOT DONE: %v\n", e.Name, err)
			fine, err = false, nil
		}
		if err != nil {
			return false, err
		}
		good = good && fine
	}
	return good, nil
}

// chosen lists the experiments that were asked for.
func (f flags) chosen() ([]soak.Experiment, error) {
	all := soak.Experiments()
	if f.only == "" {
		return all, nil
	}
	var list []soak.Experiment
	for _, name := range strings.Split(f.only, ",") {
		i := slices.IndexFunc(all, func(e soak.Experiment) bool { return e.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no experiment %q", name)
		}
		list = append(list, all[i])
	}
	return list, nil
}

func (f flags) writeProof() error {
	var states []*soak.State
	for _, path := range strings.Split(f.state, ",") {
		state, err := soak.LoadState(path)
		if err != nil {
			return err
		}
		if len(state.Experiments) == 0 {
			return errors.New("there is nothing in the state " + path)
		}
		states = append(states, state)
	}
	planted, err := soak.LoadPlanted(f.planted)
	if err != nil {
		return err
	}
	return os.WriteFile(f.proof, []byte(soak.Proof(states, planted)), 0o644)
}

// version names the code that runs.
func version(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "git", "describe", "--tags", "--always", "--dirty").Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}
