package soak

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"paceline/test/harness"
	"paceline/test/powercut"
)

// fullReserve is the server's disk reserve, in bytes and as the flag says it.
const fullReserve, fullReserveMB = 8 << 20, "8"

// disksFull: no room, for a while, on a file system whose size is set while the server runs.
func disksFull() Experiment {
	return Experiment{
		Name: "diskfull",
		About: "the disk, or the files of the log or of the store, may not grow for a while under load; one time in three the server is " +
			"killed meanwhile and starts on the full disk; what is refused must be told when to come again, reads go on, and it recovers by itself",
		Rounds: 50, Series: 10, Small: len(fullKinds),
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			p, err := lab.openPowered(ctx, Setup{Flags: []string{"--log-keep", "1s", "--disk-reserve-mb", fullReserveMB}})
			if err != nil {
				return err
			}
			defer p.end()
			first := lab.Random.IntN(len(fullKinds))
			for n := range rounds {
				kind := fullKinds[(first+n)%len(fullKinds)]
				if err := p.fillDisk(ctx, kind); err != nil {
					return fmt.Errorf("%s: %w", kind.name, err)
				}
				lab.Tally.Rounds++
				lab.Tally.Note("full: "+kind.name, 1)
			}
			return p.Settle(ctx)
		},
	}
}

// fullKind is one way for a disk to be full.
type fullKind struct {
	name    string
	pattern string // of the files that may not grow
	most    int64  // bytes by which they may still grow, at most
	refuses bool   // beacons must be refused before long
}

var fullKinds = []fullKind{
	{"the disk, down to its reserve", powercut.Everything, fullReserve, true},
	{"the disk, to the last byte", powercut.Everything, 0, true},
	{"the log", "log.db*", 64 << 10, true},
	{"the store", "facts.duckdb*", 64 << 10, false},
}

// fillDisk is one round.
func (p *powered) fillDisk(ctx context.Context, kind fullKind) error {
	p.Send(ctx)
	p.wait(ctx, p.between(100*time.Millisecond, 500*time.Millisecond))
	more := int64(0)
	if kind.most > 0 {
		more = p.Random.Int64N(kind.most)
	}
	lift := p.disk.Limit(kind.pattern, more)
	p.wait(ctx, p.between(300*time.Millisecond, 1500*time.Millisecond))
	err := p.whileFull(ctx, kind)
	if err == nil && p.Random.IntN(3) == 0 {
		err = p.startFull(ctx, kind)
	}
	p.Tally.Note("calls that found no room", int(lift()))
	if err == nil {
		err = p.recovered(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w; the server says at last:\n%s", err, tail(p.Server.Log(), 2000))
	}
	return nil
}

func tail(text string, most int) string { return text[max(0, len(text)-most):] }

// whileFull holds what must be while there is no room: refusals, and reads that go on.
func (p *powered) whileFull(ctx context.Context, kind fullKind) error {
	if kind.refuses {
		before := p.Account.answers(http.StatusServiceUnavailable)
		err := harness.Eventually(ctx, "beacons are refused", func() error {
			if p.Account.answers(http.StatusServiceUnavailable) == before {
				return errors.New("none is")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return p.reads(ctx)
}

// reads holds that what can be asked is answered, with a ledger that adds up. A store that is being opened again after
// a failed write says so for a moment.
func (p *powered) reads(ctx context.Context) error {
	return harness.Eventually(ctx, "reads go on", func() error { return p.LookAtLedgers(ctx) })
}

// startFull ends the server, by force or in order, and starts it while there is still no room.
func (p *powered) startFull(ctx context.Context, kind fullKind) error {
	if p.Random.IntN(2) == 0 {
		p.Kill()
		p.Tally.Note("started without room after a kill", 1)
	} else {
		_ = p.Server.Stop() // that the last checkpoint found no room is no fault
		p.Cut()
		p.Tally.Note("started without room after an orderly end", 1)
	}
	if err := p.Start(ctx); err != nil {
		return fmt.Errorf("started without room: %w", err)
	}
	p.Send(ctx)
	p.wait(ctx, 200*time.Millisecond)
	return p.whileFull(ctx, kind)
}

// recovered holds that beacons are taken again, and everything is drained, without a new start.
func (p *powered) recovered(ctx context.Context) error {
	before := p.Account.answers(http.StatusAccepted)
	err := harness.Eventually(ctx, "beacons are taken again", func() error {
		if p.Account.answers(http.StatusAccepted) == before {
			return errors.New("none is")
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Finish()
	for _, project := range p.Projects {
		if _, err := p.Server.Drained(ctx, project.Key); err != nil {
			return err
		}
	}
	return p.LookAtLedgers(ctx)
}
