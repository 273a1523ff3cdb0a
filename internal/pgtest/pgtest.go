// Package pgtest gives tests a PostgreSQL of their own: a private cluster in a temporary directory that is reached
// through a socket there, is started when a test first asks for it, and is gone when the test binary ends.
//
// Where the machine has the TimescaleDB extension, tests run on it, too.
package pgtest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// Main runs a package's tests and takes away what they have started. A package that uses Each or Plain needs it:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for packages that have more to do, and gives the code to exit with.
func Run(m *testing.M) int {
	code := m.Run()
	if err := started.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// Each runs the test on plain PostgreSQL and, where there is TimescaleDB, on that.
func Each(t *testing.T, test func(t *testing.T, c *Cluster)) {
	t.Helper()
	for _, c := range clusters(t) {
		t.Run(c.Engine(), func(t *testing.T) { test(t, c) })
	}
}

// Plain is the cluster without TimescaleDB that the tests of a package share. It does not sync to the disk: a test
// that kills it starts its own, with Start.
func Plain(t testing.TB) *Cluster {
	t.Helper()
	return clusters(t)[0]
}

// clusters are those that the tests share. Where there is no PostgreSQL the test is skipped, and says so.
func clusters(t testing.TB) []*Cluster {
	t.Helper()
	all, err := started.all()
	if errors.Is(err, ErrMissing) {
		t.Skipf("skipped: %v", err)
	}
	if err != nil {
		t.Fatalf("starting PostgreSQL: %v", err)
	}
	return all
}

// shared are the clusters that the tests of one binary have in common.
type shared struct {
	once     sync.Once
	clusters []*Cluster
	err      error
}

var started shared

func (s *shared) all() ([]*Cluster, error) {
	s.once.Do(func() { s.err = s.start() })
	return s.clusters, s.err
}

func (s *shared) start() error {
	sweep()
	plain, err := Start(Options{})
	if err != nil {
		return err
	}
	s.clusters = append(s.clusters, plain)
	timescale, err := plain.hasTimescale()
	if err != nil || !timescale {
		return err
	}
	second, err := Start(Options{Timescale: true})
	if err == nil {
		s.clusters = append(s.clusters, second)
	}
	return err
}

func (s *shared) stop() error {
	var errs []error
	for _, c := range s.clusters {
		errs = append(errs, c.Remove())
	}
	return errors.Join(errs...)
}
