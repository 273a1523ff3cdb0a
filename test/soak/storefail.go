package soak

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
)

// storeFailures: every commit of the store fails for a while; the log takes what comes.
func storeFailures() Experiment {
	return Experiment{
		Name:   "storefail",
		About:  "the store fails for 0.5 to 5 s, one time in six for 65 s, while beacons come; 202s must go on and the place be kept",
		Rounds: 30, Series: 6, Small: 2,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			stand, err := lab.Open(ctx, Setup{Pace: 5 * time.Millisecond})
			if err != nil {
				return err
			}
			defer stand.Close()
			long := lab.Random.IntN(6)
			for i := range rounds {
				d := lab.between(500*time.Millisecond, 5*time.Second)
				if rounds >= 6 && i%6 == long {
					d = 65 * time.Second
				}
				if err := stand.failStore(ctx, d); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return stand.Settle(ctx)
		},
	}
}

// failStore has the store fail for a while under load, after which everything is drained.
func (s *Stand) failStore(ctx context.Context, d time.Duration) error {
	s.Send(ctx)
	s.wait(ctx, 100*time.Millisecond)
	if err := s.Plan(string(fault.StoreCommit) + "=fail"); err != nil {
		return err
	}
	before, _ := s.Account.sums()
	for end := time.Now().Add(d); time.Now().Before(end) && ctx.Err() == nil; {
		s.wait(ctx, d/5)
		if err := s.LookAtLedgers(ctx); err != nil {
			return err
		}
	}
	var after int
	err := harness.Eventually(ctx, "beacons are taken while the store fails", func() error {
		if after, _ = s.Account.sums(); after == before {
			return errors.New("none is")
		}
		return nil
	})
	if err != nil {
		s.Tally.find("%v", err)
	}
	s.Tally.Note("beacons taken while the store failed", after-before)
	if s.Random.IntN(3) == 0 { // it dies before the store is well again
		s.Kill()
		if err := s.Start(ctx); err != nil {
			return err
		}
	}
	if err := s.Plan(); err != nil {
		return err
	}
	s.Finish()
	for _, p := range s.Projects {
		if _, err := s.Server.Drained(ctx, p.Key); err != nil {
			return fmt.Errorf("after the store was well again: %w", err)
		}
	}
	return nil
}
