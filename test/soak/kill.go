package soak

import (
	"context"
	"errors"
	"time"

	"paceline/test/harness"
)

// kills: kill -9 of the whole process at random moments: under load, and while it starts.
func kills() Experiment {
	return Experiment{
		Name:   "kill",
		About:  "kill -9 at a random moment under load or, one time in four, of the start; then a new start on what is left",
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
				if lab.Random.IntN(4) == 0 {
					if err := stand.killStarting(ctx, lab.between(time.Millisecond, 200*time.Millisecond)); err != nil {
						return err
					}
					lab.Tally.Rounds++ // a kill of its own
				}
				if err := stand.Start(ctx); err != nil {
					return err
				}
				if err := stand.LookAtLedgers(ctx); err != nil {
					return err
				}
				if lab.Tally.Rounds++; lab.Tally.Rounds >= rounds {
					break
				}
			}
			return stand.Settle(ctx)
		},
	}
}

// killStarting starts the server and kills it after a while, ready or not.
func (s *Stand) killStarting(ctx context.Context, after time.Duration) error {
	moment := errors.New("the moment has come")
	ctx, cancel := context.WithTimeoutCause(ctx, after, moment)
	defer cancel()
	server, err := harness.Start(ctx, s.options)
	switch {
	case errors.Is(err, moment):
		s.Tally.Note("killed while starting", 1)
	case err != nil:
		return err
	default:
		server.Kill()
	}
	return nil
}
