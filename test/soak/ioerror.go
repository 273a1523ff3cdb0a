package soak

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"syscall"
	"time"

	"paceline/test/harness"
	"paceline/test/powercut"
)

// ioErrors: a disk that fails for a moment. After a failed sync nobody knows what is on it, though everything can be
// read: so one time in two the power is cut afterwards, which shows what was taken for durable and is not.
func ioErrors() Experiment {
	return Experiment{
		Name: "ioerror",
		About: "one to three writes or syncs of the log, the store or the control plane fail with EIO under load; then nothing, a kill, or, " +
			"one time in two, a power cut, which finds what was answered with a 202 after a sync that failed",
		Rounds: 64, Series: 16, Small: len(brokenCalls),
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			p, err := lab.openPowered(ctx, Setup{Flags: []string{"--log-keep", "1s"}})
			if err != nil {
				return err
			}
			defer p.end()
			first := lab.Random.IntN(len(brokenCalls))
			for n := range rounds {
				call := brokenCalls[(first+n)%len(brokenCalls)]
				if err := p.breakDisk(ctx, call, n); err != nil {
					return fmt.Errorf("%s: %w", call.name, err)
				}
				lab.Tally.Rounds++
			}
			return p.Settle(ctx)
		},
	}
}

// brokenCall is what fails.
type brokenCall struct {
	name    string
	on      powercut.Operation
	pattern string
	skip    int  // fewer than so many calls succeed first
	start   bool // it fails while the server starts: that is when the store checkpoints
}

var brokenCalls = []brokenCall{
	{name: "sync of the log", on: powercut.Sync, pattern: "log.db*", skip: 20},
	{name: "write of the log", on: powercut.Write, pattern: "log.db*", skip: 60},
	{name: "sync of the store", on: powercut.Sync, pattern: "facts.duckdb*", skip: 4},
	{name: "write of the store", on: powercut.Write, pattern: "facts.duckdb*", skip: 8},
	{name: "sync of a checkpoint", on: powercut.Sync, pattern: "facts.duckdb", skip: 3, start: true},
	{name: "write of a checkpoint", on: powercut.Write, pattern: "facts.duckdb", skip: 6, start: true},
	{name: "sync of the control plane", on: powercut.Sync, pattern: "[ck][oe][ny]*", skip: 3},
	{name: "write of the control plane", on: powercut.Write, pattern: "[ck][oe][ny]*", skip: 6},
}

// breakDisk is one round.
func (p *powered) breakDisk(ctx context.Context, call brokenCall, round int) error {
	p.Send(ctx)
	p.wait(ctx, p.between(50*time.Millisecond, 400*time.Millisecond))
	mend := p.disk.Inject(powercut.Fault{
		On: call.on, Pattern: call.pattern, Skip: p.Random.IntN(call.skip), Times: 1 + p.Random.IntN(3), Errno: syscall.EIO,
		Short: p.Random.IntN(2) == 0,
	})
	if call.start {
		p.Kill()
		if err := p.Start(ctx); err != nil {
			return err
		}
		p.Send(ctx)
	}
	extra := fmt.Sprintf("extra-%d", round)
	_, _ = harness.AddProject(ctx, p.options, extra) // for the control plane's files; it may fail
	p.wait(ctx, p.between(200*time.Millisecond, 1200*time.Millisecond))
	p.Tally.Note("failed: "+call.name, mend())
	p.wait(ctx, p.between(0, 300*time.Millisecond))
	if err := p.afterwards(ctx); err != nil {
		return err
	}
	if err := p.reads(ctx); err != nil {
		return err
	}
	return p.healthy(ctx, extra)
}

// afterwards is what happens to a disk that has failed.
func (p *powered) afterwards(ctx context.Context) error {
	switch p.Random.IntN(4) {
	case 0:
		p.Tally.Note("then went on", 1)
		return p.reads(ctx)
	case 1:
		p.Tally.Note("then killed", 1)
		p.Kill()
	default:
		p.Tally.Note("then cut off the power", 1)
		if err := p.cut(); err != nil {
			return err
		}
	}
	if err := p.Start(ctx); err != nil {
		return err
	}
	p.Send(ctx)
	return nil
}

// healthy holds that everything works again by itself: beacons, the store, and the control plane.
func (p *powered) healthy(ctx context.Context, extra string) error {
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
	return p.knows(ctx, extra)
}

// knows holds that a project is there, or can be made now.
func (p *powered) knows(ctx context.Context, project string) error {
	asked := func() error {
		_, err := p.Server.Ledger(ctx, project)
		return err
	}
	if asked() == nil {
		return nil
	}
	_, _ = harness.AddProject(ctx, p.options, project) // it may exist, and the server not know it yet
	return harness.Eventually(ctx, "the control plane takes a project", asked)
}
