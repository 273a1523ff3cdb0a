package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"paceline/test/harness"
)

// Stand is one data directory under test: the server that runs on it, the senders, and their account.
type Stand struct {
	*Lab
	Server   *harness.Server
	Account  *Account
	Projects []*Project

	options  harness.Options
	plan     string // path of the plan of faults that the server follows
	visitors []*visitor
	load     *Load
	pending  []*Beacon
}

// Setup says how a stand is set up. The zero value is the usual one.
type Setup struct {
	Data     string        // where the data lies; a new directory when empty
	Flags    []string      // of serve
	Env      []string      // of every command
	Plan     []string      // of faults, from the first start on
	Projects int           // 2 when 0
	Senders  int           // 4 when 0
	Mix      *Mix          // the usual one when nil
	Pace     time.Duration // between two beacons of a sender
}

// Open makes a stand with its projects, and starts the server.
func (lab *Lab) Open(ctx context.Context, setup Setup) (*Stand, error) {
	s, err := lab.prepare(ctx, setup)
	if err != nil {
		return nil, err
	}
	return s, s.Start(ctx)
}

// prepare makes a stand on which no server runs yet.
func (lab *Lab) prepare(ctx context.Context, setup Setup) (*Stand, error) {
	lab.stands++
	if setup.Data == "" {
		setup.Data = filepath.Join(lab.Dir, fmt.Sprintf("data-%d", lab.stands))
	}
	s := &Stand{Lab: lab, Account: newAccount(), plan: filepath.Join(lab.Dir, fmt.Sprintf("plan-%d", lab.stands))}
	s.options = harness.Options{
		Binary: lab.Binary, Data: setup.Data, Flags: setup.Flags, Env: append([]string{planVariable + "=" + s.plan}, setup.Env...),
	}
	if err := s.Plan(setup.Plan...); err != nil {
		return nil, err
	}
	for i := range orDefault(setup.Projects, 2) {
		p := &Project{Key: fmt.Sprintf("p%d", i)}
		var err error
		if p.apiKey, err = harness.AddProject(ctx, s.options, p.Key, "--rate-limit", "100000000"); err != nil {
			return nil, err
		}
		s.Projects = append(s.Projects, p)
	}
	mix := usualMix()
	if setup.Mix != nil {
		mix = *setup.Mix
	}
	s.visitors = newVisitors(fmt.Sprintf("%x-%d", lab.Seed, lab.stands), orDefault(setup.Senders, 4), s.Projects, mix, lab.Random)
	for _, v := range s.visitors {
		v.pace = setup.Pace
	}
	return s, nil
}

func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}

// Start starts the server and notes how long it took to be ready.
func (s *Stand) Start(ctx context.Context) error {
	server, err := harness.Start(ctx, s.options)
	s.Server = server
	if err == nil {
		s.Tally.ready(server.ReadyIn)
	}
	return err
}

// planVariable is that of package fault, which has it only in builds with faults.
const planVariable = "PACELINE_FAULTS"

// Plan replaces the plan of faults, see package fault; no line is no fault.
func (s *Stand) Plan(lines ...string) error {
	next := s.plan + ".new"
	if err := os.WriteFile(next, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	return os.Rename(next, s.plan)
}

// Send begins to send visits; first what had no answer before.
func (s *Stand) Send(ctx context.Context) {
	s.load = startLoad(ctx, s.Server, s.Account, s.visitors, s.pending)
	s.pending = nil
}

// Cut ends the sending at once: what is under way stays without an answer.
func (s *Stand) Cut() {
	if s.load != nil {
		s.pending = append(s.pending, s.load.Stop()...)
		s.load = nil
	}
}

// Finish ends the sending once what is under way has its answer.
func (s *Stand) Finish() {
	if s.load != nil {
		s.pending = append(s.pending, s.load.finish()...)
		s.load = nil
	}
}

// Kill ends the server as a crash would, and with it the sending.
func (s *Stand) Kill() {
	s.Server.Kill()
	s.Cut()
}

// Close ends what runs.
func (s *Stand) Close() {
	s.Cut()
	if s.Server != nil {
		s.Server.Kill()
	}
}

// Settle sends what had no answer once more, waits until everything is drained, and compares what the API shows with
// what was sent. A part of what had no answer is left alone: nobody has to send again.
func (s *Stand) Settle(ctx context.Context) error {
	s.Finish()
	kept := s.pending[:0]
	for _, b := range s.pending {
		if s.Random.Float64() < 0.8 {
			kept = append(kept, b)
		}
	}
	s.pending = nil
	for _, b := range kept {
		if err := s.deliver(ctx, b); err != nil {
			return err
		}
	}
	beacons, events := s.Account.sums()
	s.Tally.Beacons += beacons
	s.Tally.Events += events
	for _, p := range s.Projects {
		verdict, err := s.check(ctx, p)
		if err != nil {
			return err
		}
		s.Tally.add(verdict)
	}
	for _, f := range s.Account.faults {
		s.Tally.find("%s", f)
	}
	for status, n := range s.Account.statuses {
		s.Tally.Note(fmt.Sprintf("answers %d", status), n)
	}
	return nil
}

// deliver sends a beacon until its answer is final.
func (s *Stand) deliver(ctx context.Context, b *Beacon) error {
	return harness.Eventually(ctx, "a beacon gets its answer", func() error {
		answer, err := s.Server.Post(ctx, b.Project.apiKey, b.body)
		if !s.Account.sent(b, answer, err) {
			return fmt.Errorf("status %d: %w", answer.Status, err)
		}
		return nil
	})
}

func (s *Stand) check(ctx context.Context, p *Project) (Verdict, error) {
	_, err := s.Server.Drained(ctx, p.Key)
	if err != nil && !errors.Is(err, harness.ErrDifference) {
		return Verdict{}, err
	}
	facts, err := ReadFacts(ctx, s.Server, p.Key)
	if err != nil {
		return Verdict{}, err
	}
	return Compare(s.Account.project(p.Key), facts), nil
}

// LookAtLedgers holds that every ledger adds up while things are going on.
func (s *Stand) LookAtLedgers(ctx context.Context) error {
	for _, p := range s.Projects {
		l, err := s.Server.Ledger(ctx, p.Key)
		if err != nil {
			return err
		}
		if l.Difference != 0 {
			s.Tally.Difference += max(l.Difference, -l.Difference)
			s.Tally.find("under way, the ledger of %s says %+v", p.Key, l)
		}
	}
	return nil
}

// wait lets things go on for a while; it is how an experiment chooses its moment.
func (s *Stand) wait(ctx context.Context, d time.Duration) { pause(ctx.Done(), d) }

// between is a random length of time.
func (lab *Lab) between(least, most time.Duration) time.Duration {
	return least + time.Duration(lab.Random.Int64N(int64(most-least)))
}
