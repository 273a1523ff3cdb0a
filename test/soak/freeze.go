package soak

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
)

// freezes: the process is stopped in the middle of something for seconds, and then goes on or is killed.
func freezes() Experiment {
	return Experiment{
		Name:   "freeze",
		About:  "SIGSTOP before or after a commit of the log or the store, or around a save, for 0.2 to 3 s, one time in ten for 12 s; then SIGCONT or, one time in three, kill -9",
		Rounds: 100, Series: 10, Small: 4,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			stand, err := lab.Open(ctx, Setup{})
			if err != nil {
				return err
			}
			defer stand.Close()
			long := lab.Random.IntN(10)
			for i := range rounds {
				d := lab.between(200*time.Millisecond, 3*time.Second)
				if rounds >= 10 && i%10 == long { // longer than the log's patience with a commit
					d = 12 * time.Second
				}
				if err := stand.freeze(ctx, d); err != nil {
					return err
				}
				if err := stand.LookAtLedgers(ctx); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return stand.Settle(ctx)
		},
	}
}

// freeze has the server stop at a point under load, for a while.
func (s *Stand) freeze(ctx context.Context, d time.Duration) error {
	points := []fault.Name{
		fault.LogCommitBefore, fault.LogCommitAfter, fault.LogCommitBefore, fault.LogCommitAfter,
		fault.StoreCommitBefore, fault.StoreCommitAfter, fault.StoreCommitBefore, fault.StoreCommitAfter,
		fault.MarkerSaveBefore, fault.MarkerSaveAfter,
	}
	point := points[s.Random.IntN(len(points))]
	if err := s.Plan(fmt.Sprintf("%s=stop@%d", point, 1+s.Random.IntN(20))); err != nil {
		return err
	}
	s.Send(ctx)
	if err := harness.Eventually(ctx, "the server freezes at "+string(point), s.frozen); err != nil {
		return err
	}
	s.Tally.Note(string(point), 1)
	if err := s.Plan(); err != nil {
		return err
	}
	s.wait(ctx, d)
	if s.Random.IntN(3) == 0 {
		s.Kill()
		s.Tally.Note("killed while frozen", 1)
		return s.Start(ctx)
	}
	if s.Random.IntN(2) == 0 { // those who wait give up
		s.Cut()
	}
	if err := s.Server.Signal(syscall.SIGCONT); err != nil {
		return err
	}
	s.wait(ctx, 100*time.Millisecond)
	s.Finish()
	return nil
}

// frozen is an error unless the server's process is stopped.
func (s *Stand) frozen() error {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.Server.Pid()))
	if err != nil {
		return err
	}
	_, state, _ := bytes.Cut(stat, []byte(") ")) // behind the name of the command
	if len(state) == 0 || state[0] != 'T' {
		return errors.New("it runs")
	}
	return nil
}
