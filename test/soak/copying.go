package soak

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"paceline/internal/fault"
	"paceline/internal/pgtest"
	"paceline/test/harness"
)

// copies: the facts of a server that died are copied into PostgreSQL by a command that dies, too.
func copies() Experiment {
	return Experiment{
		Name: "copy",
		About: "a server under load is killed with events in its log, and its facts are copied into PostgreSQL: `paceline copy` is killed before or after a " +
			"commit or at a random moment, or PostgreSQL is, several times, and one round in four after each of its commits; the last copy compares both stores, and a server on PostgreSQL goes on",
		Rounds: 100, Series: 10, Small: 4,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			cluster, err := pgtest.Start(pgtest.Options{Fsync: true})
			if err != nil {
				return impossible(err)
			}
			defer func() { _ = cluster.Remove() }()
			for round := range rounds {
				if err := copyOnce(ctx, lab, cluster, round%4 == 0); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return nil
		},
	}
}

// copying is one copy of a stand's facts.
type copying struct {
	*Stand
	cluster  *pgtest.Cluster
	database string
}

// unwritables is the line of the plan by which some events are dead letters, whoever writes them.
const unwritables = string(fault.StoreRow) + "=fail@" + unwritable

// copyOnce copies what a server has taken. The copy dies a few times somewhere, or after each of its commits.
func copyOnce(ctx context.Context, lab *Lab, cluster *pgtest.Cluster, everywhere bool) error {
	mix := usualMix()
	mix.Poisoned = 0.05
	stand, err := lab.prepare(ctx, Setup{Mix: &mix, Plan: []string{unwritables}})
	if err != nil {
		return err
	}
	defer stand.Close()
	c := &copying{Stand: stand, cluster: cluster}
	var drop func() error
	if c.database, drop, err = cluster.NewDatabase(); err != nil {
		return err
	}
	if err := c.fill(ctx); err != nil {
		return err
	}
	deaths := 3 + c.Random.IntN(4)
	if everywhere {
		if err := c.dieAfterEveryCommit(ctx); err != nil {
			return err
		}
		deaths = 0
	}
	for range deaths {
		if err := c.die(ctx); err != nil {
			return err
		}
	}
	for range 2 { // a copy that is whole is only compared
		if err := c.finish(ctx); err != nil {
			return err
		}
	}
	c.options.Flags = append(c.options.Flags, "--store", c.database)
	if err := c.Start(ctx); err != nil {
		return err
	}
	c.Send(ctx)
	c.wait(ctx, 100*time.Millisecond)
	if err := c.Settle(ctx); err != nil {
		return fmt.Errorf("%w\n%s", err, c.Server.Log())
	}
	c.Close()
	return drop()
}

// fill has a server take beacons, and kills it when its store lacks some of them.
func (c *copying) fill(ctx context.Context) error {
	if err := c.Start(ctx); err != nil {
		return err
	}
	c.Send(ctx)
	c.wait(ctx, c.between(300*time.Millisecond, time.Second))
	if err := c.Plan(unwritables, string(fault.StoreCommit)+"=fail"); err != nil {
		return err
	}
	c.wait(ctx, c.between(10*time.Millisecond, 200*time.Millisecond))
	c.Kill()
	return nil
}

// die begins, or goes on with, the copy and ends it, or the database under it.
func (c *copying) die(ctx context.Context) error {
	switch c.Random.IntN(4) {
	case 0:
		return c.dieOfDatabase(ctx)
	case 1:
		return c.dieAtRandom(ctx)
	}
	point := []fault.Name{fault.StoreCommitBefore, fault.StoreCommitAfter}[c.Random.IntN(2)]
	return c.dieAt(ctx, point, 1+c.Random.IntN(2*mostPasses))
}

func (c *copying) dieAt(ctx context.Context, point fault.Name, pass int) error {
	run, err := c.begin(ctx, fmt.Sprintf("%s=kill@%d", point, pass))
	if err != nil {
		return err
	}
	return c.ended(run, run.Wait(), string(point))
}

// dieAfterEveryCommit begins the copy as often as it has something to commit: each run makes one.
func (c *copying) dieAfterEveryCommit(ctx context.Context) error {
	const most = 100 // so few facts are some ten chunks
	done := c.Tally.Notes[doneBefore]
	for range most {
		if err := c.dieAt(ctx, fault.StoreCommitAfter, 1); err != nil {
			return err
		}
		if c.Tally.Notes[doneBefore] > done {
			return nil
		}
	}
	return fmt.Errorf("the copy is not done after %d commits", most)
}

// doneBefore is the note of a copy that had nothing more to do.
const doneBefore = "done before it could be killed"

func (c *copying) dieAtRandom(ctx context.Context) error {
	run, err := c.begin(ctx)
	if err != nil {
		return err
	}
	c.wait(ctx, c.between(time.Millisecond, 250*time.Millisecond))
	_ = run.Process.Kill()
	return c.ended(run, run.Wait(), "a random moment")
}

// dieOfDatabase kills PostgreSQL. The copy must say that it can go on.
func (c *copying) dieOfDatabase(ctx context.Context) error {
	run, err := c.begin(ctx)
	if err != nil {
		return err
	}
	c.wait(ctx, c.between(20*time.Millisecond, 300*time.Millisecond))
	if err := c.cluster.Kill(); err != nil {
		return err
	}
	failed := run.Wait()
	if err := c.cluster.Resume(); err != nil {
		return err
	}
	if run.ProcessState.ExitCode() == 1 {
		c.Tally.Note("killed: postgresql", 1)
		if !strings.Contains(run.output(), "the same command goes on") {
			c.Tally.find("without its database the copy says only: %s", run.output())
		}
		return nil
	}
	return c.ended(run, failed, "PostgreSQL")
}

// ended counts a copy that was killed, or was done before.
func (c *copying) ended(run *copyRun, failed error, where string) error {
	if failed == nil {
		c.Tally.Note(doneBefore, 1)
		return nil
	}
	if err := killed(run.ProcessState); err != nil {
		return fmt.Errorf("%w: %s", err, run.output())
	}
	c.Tally.Note("killed: "+where, 1)
	return nil
}

// finish runs the copy to its end.
func (c *copying) finish(ctx context.Context) error {
	run, err := c.begin(ctx)
	if err != nil {
		return err
	}
	if err := run.Wait(); err != nil {
		return fmt.Errorf("the copy: %w: %s", err, run.output())
	}
	if want := fmt.Sprintf("counts and percentiles of %d projects are the same", len(c.Projects)); !strings.Contains(run.output(), want) {
		return fmt.Errorf("the copy does not say that %s: %s", want, run.output())
	}
	return nil
}

// copyRun is one run of the command.
type copyRun struct {
	*exec.Cmd
	said *bytes.Buffer
}

func (r *copyRun) output() string { return r.said.String() }

// begin starts the command with more lines of the plan.
func (c *copying) begin(ctx context.Context, lines ...string) (*copyRun, error) {
	// PostgreSQL may still be at a commit of the copy that was killed, which it ends: for the next one another would be under way.
	err := harness.Eventually(ctx, "the copy before has ended in PostgreSQL, too", func() error {
		clients, err := pgtest.Clients(ctx, c.database)
		if err == nil && clients > 0 {
			err = fmt.Errorf("%d connections are left", clients)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := c.Plan(append(lines, unwritables)...); err != nil {
		return nil, err
	}
	from := "duckdb:" + filepath.Join(c.options.Data, "facts.duckdb")
	run := &copyRun{Cmd: exec.CommandContext(ctx, c.Binary, "copy", "--from", from, "--to", c.database), said: &bytes.Buffer{}}
	run.Env = append(os.Environ(), c.options.Env...)
	run.Stdout, run.Stderr = run.said, run.said
	return run, run.Start()
}
