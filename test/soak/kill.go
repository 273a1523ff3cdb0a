package soak

import (
	"context"
	"time"
)

// kills: kill -9 of the whole process at random moments under load.
func kills() Experiment {
	return Experiment{
		Name:   "kill",
		About:  "kill -9 at a random moment under load, and a new start on what is left",
		Rounds: 1000, Series: 25, Small: 8,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			stand, err := lab.Open(ctx, Setup{})
			if err != nil {
				return err
			}
			defer stand.Close()
			for range rounds {
				stand.Send(ctx)
				stand.wait(ctx, lab.between(10*time.Millisecond, 500*time.Millisecond))
				stand.Kill()
				if err := stand.Start(ctx); err != nil {
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
