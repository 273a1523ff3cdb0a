package soak

import (
	"context"
	"fmt"
	"time"
)

// clockJumps: the server's clock jumps by a day, forwards and back, while it runs and while it is down.
func clockJumps() Experiment {
	return Experiment{
		Name:   "clock",
		About:  "the server's wall clock jumps by +1 or -1 day, under load or across a restart; it is never off by more than a day",
		Rounds: 200, Series: 20, Small: 6,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			stand, err := lab.Open(ctx, Setup{})
			if err != nil {
				return err
			}
			defer stand.Close()
			days := 0
			for range rounds {
				days = jump(lab, days)
				if err := stand.jumpTo(ctx, time.Duration(days)*24*time.Hour); err != nil {
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

// jump is how many days the clock is off next.
func jump(lab *Lab, days int) int {
	next := days + 1
	if days > 0 || (days == 0 && lab.Random.IntN(2) == 0) {
		next = days - 1
	}
	lab.Tally.Note(fmt.Sprintf("%+d day", next-days), 1)
	return next
}

// jumpTo sets the clock off by so much, and sends before and after.
func (s *Stand) jumpTo(ctx context.Context, offset time.Duration) error {
	s.Send(ctx)
	s.wait(ctx, s.between(100*time.Millisecond, 300*time.Millisecond))
	down := s.Random.IntN(2) == 0
	if down {
		s.Kill()
	}
	if err := s.Plan("clock=" + offset.String()); err != nil {
		return err
	}
	if down {
		if err := s.Start(ctx); err != nil {
			return err
		}
		s.Send(ctx)
	}
	s.wait(ctx, s.between(100*time.Millisecond, 500*time.Millisecond))
	s.Cut()
	return nil
}
