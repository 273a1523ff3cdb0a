package soak

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Runner runs experiments, series by series.
type Runner struct {
	Binary  string // paceline, built with the tag faults
	Version string
	Dir     string // where series work; what failed is left there
	Seed    uint64
	Jobs    int       // series at the same time
	Until   time.Time // no series begins later; zero for no limit
	State   *State
	Out     io.Writer

	mu sync.Mutex
}

// Run does rounds of an experiment until its record has so many, and reports whether all of them were good.
func (r *Runner) Run(ctx context.Context, e Experiment, rounds int) (bool, error) {
	record := r.State.Of(e.Name)
	left := max(0, rounds-record.Rounds)
	r.printf("%s: %s; %d of %d rounds to do, seed %d\n", e.Name, e.About, left, rounds, r.Seed)
	var jobs sync.WaitGroup
	var failed error
	series := 0
	for range max(1, r.Jobs) {
		jobs.Go(func() {
			for {
				r.mu.Lock()
				n := min(left, e.Series)
				left -= n
				series++
				number := series
				stop := n == 0 || failed != nil || ctx.Err() != nil || (!r.Until.IsZero() && time.Now().After(r.Until))
				r.mu.Unlock()
				if stop {
					return
				}
				if err := r.series(ctx, e, number, n); err != nil {
					r.mu.Lock()
					failed = err
					r.mu.Unlock()
				}
			}
		})
	}
	jobs.Wait()
	if failed != nil {
		return false, failed
	}
	r.print(e)
	return record.OK(), ctx.Err()
}

// series runs rounds on directories of its own. What the experiment could not do is a finding like any other.
func (r *Runner) series(ctx context.Context, e Experiment, number, rounds int) error {
	dir, err := os.MkdirTemp(r.Dir, e.Name+"-")
	if err != nil {
		return err
	}
	lab := newLab(r.Binary, dir, r.Seed+uint64(number)-1)
	began := time.Now()
	if err := e.Run(ctx, lab, rounds); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, ErrImpossible) {
			return err
		}
		lab.Tally.find("%s", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if lab.Tally.OK() {
		_ = os.RemoveAll(dir)
	} else {
		fmt.Fprintf(r.Out, "%s: FAILED with seed %d; its data is left in %s\n", e.Name, lab.Seed, dir)
		for _, f := range lab.Tally.Findings {
			fmt.Fprintln(r.Out, "  ", f)
		}
	}
	return r.State.add(e.Name, r.Version, r.Seed, time.Since(began), *lab.Tally)
}

// print tells what an experiment's rounds add up to.
func (r *Runner) print(e Experiment) {
	t := r.State.Of(e.Name)
	r.printf("%s: N=%d, %d events with a 202: lost %d, doubled %d, invented %d, ledger difference %d; ready p50 %d ms, p99 %d ms, max %d ms; %.0f s, notes %v\n",
		e.Name, t.Rounds, t.Events, t.Lost, t.Doubled, t.Invented, t.Difference,
		t.ReadyPercentile(0.5), t.ReadyPercentile(0.99), t.ReadyPercentile(1), t.Seconds, t.Notes)
}

func (r *Runner) printf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.Out, format, args...)
}

// TempDir makes a directory for what a soak works on.
func TempDir(parent string) (string, error) {
	if parent != "" {
		if err := os.MkdirAll(parent, 0o755); err != nil {
			return "", err
		}
	}
	dir, err := os.MkdirTemp(parent, "paceline-soak-")
	if err != nil {
		return "", err
	}
	return filepath.Abs(dir)
}
