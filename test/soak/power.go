package soak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
	"paceline/test/powercut"
)

// powerCuts: the machine stops, and what was not synced is gone.
func powerCuts() Experiment {
	return Experiment{
		Name:   "powercut",
		About:  "power cut at a random moment, one in four during the start: what was not synced is kept, dropped or torn by sector",
		Rounds: 100, Series: 10, Small: 3,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			p, err := lab.openPowered(ctx, Setup{Flags: []string{"--log-keep", "1s"}})
			if err != nil {
				return err
			}
			defer p.end()
			for range rounds {
				if err := p.round(ctx); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return p.Settle(ctx)
		},
	}
}

// powerCutsAtNormal: the same with a log that does not wait for its syncs, each round on a new directory.
func powerCutsAtNormal() Experiment {
	return Experiment{
		Name: "powercut-normal",
		About: "the same with SQLite at synchronous=NORMAL under the log, one cut on each data directory: it must lose events " +
			"with a 202, which proves that the cuts can find a missing sync; what it lost is counted below and not in this row",
		Rounds: 20, Series: 20, Small: 2,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			lostRounds := 0
			for n := 0; n < rounds || (lostRounds == 0 && n < rounds+10); n++ {
				lost, err := lab.cutAtNormal(ctx)
				if err != nil {
					return err
				}
				lab.Tally.Rounds++
				if lost > 0 {
					lostRounds++
					lab.Tally.Note("events lost", lost)
				}
			}
			lab.Tally.Note("rounds that lost", lostRounds)
			if lostRounds == 0 {
				lab.Tally.find("no cut lost anything although nothing was synced: the method cannot find losses")
			}
			return nil
		},
	}
}

// cutAtNormal is one cut of a log that does not sync; what that lost is returned and taken out of the tally.
func (lab *Lab) cutAtNormal(ctx context.Context) (lost int, err error) {
	before := lab.Tally.Verdict
	p, err := lab.openPowered(ctx, Setup{Plan: []string{string(fault.LogSync) + "=fail"}})
	if err != nil {
		return 0, err
	}
	defer p.end()
	p.Send(ctx)
	p.wait(ctx, lab.between(200*time.Millisecond, 600*time.Millisecond))
	if err = p.cut(); err == nil {
		err = p.Start(ctx)
	}
	if err == nil {
		err = p.Settle(ctx)
	}
	after := lab.Tally.Verdict
	lab.Tally.Verdict = before
	if after.Doubled+after.Invented > before.Doubled+before.Invented {
		lab.Tally.add(Verdict{Doubled: after.Doubled - before.Doubled, Invented: after.Invented - before.Invented, Findings: after.Findings})
	}
	return after.Lost - before.Lost, err
}

// powered is a stand whose data directory is a disk that can lose its power.
type powered struct {
	*Stand
	disk *powercut.FS
	pid  atomic.Int64 // of the server that started last
}

func (lab *Lab) openPowered(ctx context.Context, setup Setup) (*powered, error) {
	p := &powered{}
	setup.Data = filepath.Join(lab.Dir, fmt.Sprintf("disk-%d", lab.stands))
	if err := os.Mkdir(setup.Data, 0o700); err != nil {
		return nil, err
	}
	var err error
	if p.disk, err = powercut.Mount(setup.Data, nil, lab.hardware()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImpossible, err)
	}
	if p.Stand, err = lab.prepare(ctx, setup); err == nil {
		p.options.Started = func(pid int) { p.pid.Store(int64(pid)) }
		err = p.Start(ctx)
	}
	if err != nil {
		p.end()
		return nil, err
	}
	return p, nil
}

// hardware draws what kind of disk it is this time.
func (lab *Lab) hardware() powercut.Options {
	sectors := []int{512, 4096}
	return powercut.Options{
		Sector: sectors[lab.Random.IntN(len(sectors))], Journaled: lab.Random.IntN(2) == 0, Seed: lab.Random.Uint64(),
	}
}

// end kills the server and unmounts.
func (p *powered) end() {
	if p.Stand != nil {
		p.Close()
	}
	_, _ = p.disk.Close()
}

// cut takes the power away, and mounts what is left of the disk.
func (p *powered) cut() error {
	image, err := p.disk.Cut(p.killNow)
	if p.Server != nil {
		p.Server.Kill()
	}
	p.Cut()
	if err != nil {
		return err
	}
	lost := p.disk.Counts().LostSectors
	p.Tally.Note("sectors not as written", int(lost))
	p.disk, err = powercut.Mount(p.options.Data, image, p.hardware())
	return err
}

func (p *powered) killNow() { _ = syscall.Kill(int(p.pid.Load()), syscall.SIGKILL) }

// round is one cut under load, now and then one more while the server starts again, and a start.
func (p *powered) round(ctx context.Context) error {
	p.Send(ctx)
	p.wait(ctx, p.moment())
	if err := p.cut(); err != nil {
		return err
	}
	if p.Random.IntN(4) == 0 {
		if err := p.cutDuringStart(ctx); err != nil {
			return err
		}
		p.Tally.Note("cuts during the start", 1)
	}
	if err := p.Start(ctx); err != nil {
		return err
	}
	return p.LookAtLedgers(ctx)
}

// moment is mostly soon; sometimes after checkpoints, and sometimes after the log was trimmed, 10 s after a start.
func (p *powered) moment() time.Duration {
	switch p.Random.IntN(10) {
	case 0:
		return p.between(10500*time.Millisecond, 12*time.Second)
	case 1, 2:
		return p.between(time.Second, 4*time.Second)
	default:
		return p.between(10*time.Millisecond, 700*time.Millisecond)
	}
}

// cutDuringStart takes the power away before or just after the server is ready.
func (p *powered) cutDuringStart(ctx context.Context) error {
	running := make(chan struct{})
	options := p.options
	options.Started = func(pid int) {
		p.pid.Store(int64(pid))
		close(running)
	}
	ended := make(chan *harness.Server, 1)
	go func() {
		server, _ := harness.Start(ctx, options) // that it does not get ready is what is wanted
		ended <- server
	}()
	select {
	case <-running:
	case server := <-ended:
		return fmt.Errorf("the server did not even begin: %v", server)
	}
	p.wait(ctx, p.between(0, 400*time.Millisecond))
	p.Server = nil
	err := p.cut()
	if server := <-ended; server != nil {
		server.Kill()
	}
	return err
}
