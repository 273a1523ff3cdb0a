package soak

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
)

// Texts at which, by the plan, the store refuses an event and at which it takes the process down.
const (
	unwritable = "unwritable"
	deadly     = "deadly"
)

// mostDeaths is how often the process may die of one event until it is given up: the bisection of a batch.
const mostDeaths = 40

// poisoned: some beacons hold what cannot be processed.
func poisoned() Experiment {
	return Experiment{
		Name:   "poison",
		About:  "1 beacon in 100 holds, or is, something that cannot be processed: what the front door refuses, what only the store finds, and (one round in five) what kills the process that writes it",
		Rounds: 50, Series: 10, Small: 5,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			mix := usualMix()
			mix.Poisoned = 0.01
			if rounds < 10 {
				mix.Poisoned = 0.1 // few rounds are to meet all kinds, too
			}
			stand, err := lab.prepare(ctx, Setup{Mix: &mix})
			if err != nil {
				return err
			}
			if err := stand.Plan(string(fault.StoreRow)+"=fail@"+unwritable, string(fault.StoreRow)+"=kill@"+deadly); err != nil {
				return err
			}
			defer stand.Close()
			if err := stand.Start(ctx); err != nil {
				return err
			}
			for i := range rounds {
				if err := stand.poison(ctx, i%5 == 4); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return stand.Settle(ctx)
		},
	}
}

// poison sends for a while; then, if it is to be, one event that kills, until that is given up.
func (s *Stand) poison(ctx context.Context, killing bool) error {
	s.Send(ctx)
	s.wait(ctx, s.between(400*time.Millisecond, time.Second))
	s.Finish()
	if !killing {
		return nil
	}
	v := s.visitors[0]
	e := v.single(custom)
	e.Name, e.dead = e.ID+" "+deadly, true
	e.encode(true, nil)
	b := newBeacon(s.Projects[0], []*Event{e}, nil)
	answer, err := s.Server.Post(ctx, b.Project.apiKey, b.body)
	if !s.Account.sent(b, answer, err) && err == nil { // it may die before its answer is out
		return fmt.Errorf("the beacon that kills got %d", answer.Status)
	}
	return s.startUntilAlive(ctx)
}

// startUntilAlive starts the server as often as it dies, until everything is drained.
func (s *Stand) startUntilAlive(ctx context.Context) error {
	for deaths := 0; deaths < mostDeaths; deaths++ {
		drained := make(chan error, 1)
		draining, stop := context.WithCancel(ctx)
		go func() {
			_, err := s.Server.Drained(draining, s.Projects[0].Key)
			drained <- err
		}()
		select {
		case err := <-drained:
			stop()
			if s.Server.State() == nil { // its process lives
				s.Tally.Note("deaths", deaths)
				return err
			}
		case <-s.Server.Exited():
			stop()
		}
		<-s.Server.Exited()
		if err := killed(s.Server.State()); err != nil {
			return err
		}
		if err := s.Start(ctx); err != nil && !errors.Is(err, harness.ErrEnded) {
			return err
		}
	}
	return fmt.Errorf("the process died %d times of one event", mostDeaths)
}
