package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
)

// points: kill -9 at every named point of the code, on a data directory of its own each.
func points() Experiment {
	all := fault.Points()
	return Experiment{
		Name:   "points",
		About:  "kill -9 at a named point of the code: before and after each commit, checkpoint, trim, migration, rename",
		Rounds: 10 * len(all), Series: len(all), Small: 6,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			for i, n := range lab.Random.Perm(len(all)) {
				if i == rounds {
					break
				}
				if err := killAt(ctx, lab, all[n]); err != nil {
					return fmt.Errorf("%s: %w", all[n], err)
				}
				lab.Tally.Rounds++
				lab.Tally.Note(string(all[n]), 1)
			}
			return nil
		},
	}
}

// killAt brings a server to a point where it is killed, starts it again, and settles.
func killAt(ctx context.Context, lab *Lab, point fault.Name) error {
	setup := Setup{Projects: 1, Senders: 2}
	if strings.HasPrefix(string(point), "log.trim") {
		setup.Flags = []string{"--log-keep", "1ms"}
	}
	stand, err := lab.prepare(ctx, setup)
	if err != nil {
		return err
	}
	defer stand.Close()
	if err := stand.arrange(ctx, point); err != nil {
		return fmt.Errorf("arranging: %w", err)
	}
	if err := stand.runInto(ctx, point); err != nil {
		return err
	}
	if err := stand.Plan(); err != nil {
		return err
	}
	if err := stand.Start(ctx); err != nil {
		return fmt.Errorf("after the kill: %w", err)
	}
	stand.Send(ctx)
	stand.wait(ctx, 100*time.Millisecond)
	return stand.Settle(ctx)
}

// arrange prepares the directory, so that the next run of the server comes to the point.
func (s *Stand) arrange(ctx context.Context, point fault.Name) error {
	var damage func() error
	switch part, _, _ := strings.Cut(strings.TrimSuffix(string(point), ".before"), ".after"); part {
	case "log.migrate", "store.migrate", "secret.save", "control.migrate":
		return nil // on an empty directory
	case "log.quarantine":
		damage = func() error { return errors.Join(s.remove("log.db-wal", "log.db-shm"), s.garble("log.db")) } // the store has all of it
	case "store.quarantine":
		damage = func() error { return s.garble("facts.duckdb") } // the log still has all of it
	case "aside.rename":
		damage = func() error { return errors.Join(s.remove("control.db-wal", "control.db-shm"), s.garble("control.db")) }
	case "log.trim":
		damage = func() error { return nil } // something to trim is all
	default:
		if s.Random.IntN(2) == 0 {
			return nil
		}
		damage = func() error { return nil }
	}
	if err := s.use(ctx); err != nil {
		return err
	}
	return damage()
}

// use runs the server for a while, and kills it when all it has taken is in the store.
func (s *Stand) use(ctx context.Context) error {
	if err := s.Start(ctx); err != nil {
		return err
	}
	if s.Random.IntN(2) == 0 { // what is taken now is in the main files, what comes later in their logs
		if err := s.sendFor(ctx, 50*time.Millisecond); err != nil {
			return err
		}
		if err := s.Server.Stop(); err != nil {
			return err
		}
		if err := s.Start(ctx); err != nil {
			return err
		}
	}
	if err := s.sendFor(ctx, 100*time.Millisecond); err != nil {
		return err
	}
	s.Server.Kill()
	return nil
}

// sendFor sends for a while, and waits until all of it is in the store.
func (s *Stand) sendFor(ctx context.Context, d time.Duration) error {
	s.Send(ctx)
	s.wait(ctx, d)
	s.Finish()
	for _, p := range s.Projects {
		if _, err := s.Server.Drained(ctx, p.Key); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stand) remove(names ...string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(s.options.Data, name)); err != nil {
			return err
		}
	}
	return nil
}

// garble makes a file one that cannot be read.
func (s *Stand) garble(name string) error {
	return os.WriteFile(filepath.Join(s.options.Data, name), bytes.Repeat([]byte("this is no database"), 1000), 0o600)
}

// mostPasses is how often a point that is passed often is passed before the kill, at the most.
const mostPasses = 3

// runInto starts the server, or a command, with the plan to be killed at the point, and returns when it was.
func (s *Stand) runInto(ctx context.Context, point fault.Name) error {
	n := 1
	switch point {
	case fault.LogCommitBefore, fault.LogCommitAfter, fault.StoreCommitBefore, fault.StoreCommitAfter, fault.MarkerSaveBefore, fault.MarkerSaveAfter:
		n += s.Random.IntN(mostPasses)
	}
	lines := []string{fmt.Sprintf("%s=kill@%d", point, n)}
	if point == fault.LogRenewBefore || point == fault.LogRenewAfter {
		lines = append(lines, string(fault.LogCommit)+"=fail")
	}
	if point == fault.LogRenewAfter { // the failed write is to go well, or nothing is renewed
		lines = lines[:2]
	}
	if err := s.Plan(lines...); err != nil {
		return err
	}
	if strings.HasPrefix(string(point), "control.") {
		return s.runCommandInto(ctx, point)
	}
	if err := s.Start(ctx); err == nil {
		s.Send(ctx)
		select {
		case <-s.Server.Exited():
		case <-time.After(harness.Patience):
			return errors.New("the point was not passed")
		}
		s.Cut()
	} else if !errors.Is(err, harness.ErrEnded) {
		return err
	}
	return killed(s.Server.State())
}

// runCommandInto adds a project by a command, which is killed, and once more.
func (s *Stand) runCommandInto(ctx context.Context, point fault.Name) error {
	o := s.options
	if strings.HasPrefix(string(point), "control.migrate") {
		o.Data += "-fresh" // a control plane of its own
	}
	if _, err := harness.AddProject(ctx, o, "more"); err == nil {
		return errors.New("the point was not passed")
	}
	if err := s.Plan(); err != nil {
		return err
	}
	_, err := harness.AddProject(ctx, o, "more")
	if there := point == fault.ControlCommitAfter; there != (err != nil) {
		return fmt.Errorf("is the project to be there: %t; adding it again says: %s", there, fmt.Sprint(err))
	}
	return nil
}

// killed is an error unless the process was killed.
func killed(state *os.ProcessState) error {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return nil
	}
	return fmt.Errorf("the server ended with %s, and not by the plan", state)
}
