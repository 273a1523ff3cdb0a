package soak

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"paceline/internal/fault"
	"paceline/test/harness"
)

// corruptions: bytes that rot while no server runs.
//
// What may be lost by definition: events that waited in the log, and were not in the store yet, when the log's own
// file or its WAL was damaged: that was their only copy. Nothing else may be: the store is filled again
// from the log, the control plane from its copy, and the other files hold nothing that cannot be made again.
//
// What it cannot see: a flipped bit in one of the few bytes of log.db that count what was accepted, or in one of
// control.db's values, is not told from a true value by SQLite. A round that hit one would fail.
func corruptions() Experiment {
	return Experiment{
		Name: "corrupt",
		About: "kill -9, then flipped bits, zeros or truncation at a random place of a random file, and a start, or, one time in five, " +
			"the same to the store's file under a running server; what only waited in a damaged log was its only copy, and is counted below",
		Rounds: 200, Series: 10, Small: 4,
		Run: func(ctx context.Context, lab *Lab, rounds int) error {
			for range rounds {
				if err := lab.corrupt(ctx); err != nil {
					return err
				}
				lab.Tally.Rounds++
			}
			return nil
		},
	}
}

func (lab *Lab) corrupt(ctx context.Context) error {
	s, err := lab.Open(ctx, Setup{})
	if err != nil {
		return err
	}
	defer s.Close()
	waiting, err := s.fill(ctx)
	if err != nil {
		return err
	}
	if s.Random.IntN(5) == 0 {
		return s.corruptRunning(ctx)
	}
	s.Kill()
	name, what, err := s.damage()
	if err != nil {
		return err
	}
	told := fmt.Sprintf("%s of %s with %d events waiting", what, name, waiting)
	lab.Tally.Note("damaged "+name, 1)
	if err := s.Start(ctx); err != nil {
		return fmt.Errorf("after %s: %w", told, err)
	}
	s.Send(ctx)
	s.wait(ctx, 100*time.Millisecond)
	onlyCopy := name == "log.db" || name == "log.db-wal"
	if err := s.settleDamaged(ctx, onlyCopy, waiting); err != nil {
		return fmt.Errorf("after %s: %w", told, err)
	}
	if strings.Contains(s.Server.Log(), "aside") {
		lab.Tally.Note("rounds in which a file was set aside", 1)
	}
	if !lab.Tally.OK() {
		lab.Tally.find("the damage was %s", told)
	}
	return nil
}

// corruptRunning spoils the store's file under the server, after a start, so that little of it is in memory, and under
// load. Whoever reads meanwhile is told that the store is not there for a moment, and never a wrong number.
func (s *Stand) corruptRunning(ctx context.Context) error {
	for _, p := range s.Projects {
		if _, err := s.Server.Drained(ctx, p.Key); err != nil {
			return err
		}
	}
	if err := s.Server.Stop(); err != nil { // what the write-ahead log held goes to the main file
		return err
	}
	if err := s.Start(ctx); err != nil {
		return err
	}
	s.Send(ctx)
	what, err := s.spoilInPlace("facts.duckdb")
	if err != nil {
		return err
	}
	s.Tally.Note("damaged facts.duckdb while it ran", 1)
	s.wait(ctx, 300*time.Millisecond)
	s.Finish()
	for _, p := range s.Projects {
		err := harness.Eventually(ctx, "the store can be read", func() error {
			_, err := ReadFacts(ctx, s.Server, p.Key)
			return err
		})
		if err != nil {
			return fmt.Errorf("after %s while it ran: %w; the server says at last:\n%s", what, err, tail(s.Server.Log(), 2000))
		}
	}
	if strings.Contains(s.Server.Log(), "put aside") {
		s.Tally.Note("store put aside while it ran", 1)
	}
	if err := s.Settle(ctx); err != nil {
		return fmt.Errorf("after %s while it ran: %w; the server says at last:\n%s", what, err, tail(s.Server.Log(), 2000))
	}
	if !s.Tally.OK() {
		s.Tally.find("the damage was %s while it ran", what)
	}
	return nil
}

// spoilInPlace damages a file that a process has open: every block of it behind the headers, as a bit may be unused.
func (s *Stand) spoilInPlace(name string) (what string, err error) {
	const headers, block = 3 * 4096, 256 << 10 // DuckDB's
	file, err := os.OpenFile(filepath.Join(s.options.Data, name), os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	size := info.Size()
	if s.Random.IntN(3) == 0 && size > headers {
		size = headers + s.Random.Int64N(size-headers)
		return fmt.Sprintf("truncation of %s to %d of %d", name, size, info.Size()), file.Truncate(size)
	}
	within := s.Random.Int64N(4096) // of each block, where it is surely used
	for at := headers + within; at < size; at += block {
		one := make([]byte, 1)
		if _, err := file.ReadAt(one, at); err != nil {
			return "", err
		}
		one[0] ^= 1 << s.Random.IntN(8)
		if _, err := file.WriteAt(one, at); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("a flipped bit in every block of %s, at %d of them,", name, within), nil
}

// fill sends for a while, and returns how many events wait in the log when nothing is sent any more: in every second
// round none, and else those since the store began to fail.
func (s *Stand) fill(ctx context.Context) (waiting int64, err error) {
	s.Send(ctx)
	s.wait(ctx, s.between(200*time.Millisecond, 600*time.Millisecond))
	drain := s.Random.IntN(2) == 0
	if !drain {
		if err := s.Plan(string(fault.StoreCommit) + "=fail"); err != nil {
			return 0, err
		}
		s.wait(ctx, 200*time.Millisecond)
	}
	s.Finish()
	for _, p := range s.Projects {
		read := s.Server.Ledger
		if drain {
			read = s.Server.Drained
		}
		l, err := read(ctx, p.Key)
		if err != nil {
			return 0, err
		}
		waiting += l.Queued
	}
	return waiting, s.Plan()
}

// damage spoils one file of the data directory.
func (s *Stand) damage() (name, what string, err error) {
	entries, err := os.ReadDir(s.options.Data)
	if err != nil {
		return "", "", err
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	name = names[s.Random.IntN(len(names))]
	path := filepath.Join(s.options.Data, name)
	data, err := os.ReadFile(path)
	if err != nil {
		return "", "", err
	}
	what, data = s.rot(data)
	return name, what, os.WriteFile(path, data, 0o600)
}

// rot spoils what a file holds, and says how.
func (lab *Lab) rot(data []byte) (what string, rotten []byte) {
	at := 0
	if len(data) > 0 {
		at = lab.Random.IntN(len(data))
	}
	switch lab.Random.IntN(5) {
	case 0, 1:
		if len(data) > 0 {
			data[at] ^= 1 << lab.Random.IntN(8)
		}
		return fmt.Sprintf("a flipped bit at %d of %d", at, len(data)), data
	case 2:
		clear(data[at:min(len(data), at+4096)])
		return fmt.Sprintf("zeros from %d of %d", at, len(data)), data
	case 3:
		return fmt.Sprintf("truncation at %d of %d", at, len(data)), data[:at]
	default:
		return fmt.Sprintf("emptying, %d bytes,", len(data)), nil
	}
}

// settleDamaged is Settle that allows the loss of what had no other copy, and counts it.
func (s *Stand) settleDamaged(ctx context.Context, onlyCopy bool, waiting int64) error {
	before := s.Tally.Verdict
	if err := s.Settle(ctx); err != nil || !onlyCopy {
		return err
	}
	after := s.Tally.Verdict
	lost := after.Lost - before.Lost
	if after.Doubled == before.Doubled && after.Invented == before.Invented && int64(lost) <= waiting {
		s.Tally.Verdict = before // its ledger counts what a log accepted that is no more; it must add up, see below
		s.Tally.Note("events lost with their only copy", lost)
	}
	return s.LookAtLedgers(ctx)
}
