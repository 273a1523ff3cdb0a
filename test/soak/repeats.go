package soak

import (
	"context"
	"time"
)

// repeats: every beacon is sent several times, in other orders, split and packed anew, also after a crash.
func repeats() Experiment {
	return Experiment{
		Name:   "repeats",
		About:  "every beacon sent two or three times, out of order, its events packed anew with those of other sessions, long ago ones again, across kills",
		Rounds: 100, Series: 10, Small: 3,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			mix := Mix{Anonymous: 0.4, Shuffled: 0.9, Repeated: 1, Resplit: 0.9, Mixed: 0.4, Old: 0.5}
			stand, err := lab.Open(ctx, Setup{Mix: &mix})
			if err != nil {
				return err
			}
			defer stand.Close()
			for range rounds {
				stand.Send(ctx)
				stand.wait(ctx, lab.between(200*time.Millisecond, 600*time.Millisecond))
				stand.Kill()
				if err := stand.Start(ctx); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return stand.Settle(ctx)
		},
	}
}
