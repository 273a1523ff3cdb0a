// Package soak proves the pipeline: a load generator that remembers every event it sent and every answer it got,
// experiments that break things while it sends, and a checker that compares what the query API and the ledger show
// with what was sent.
package soak

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// ErrImpossible is what an experiment returns that needs something that this machine does not have, such as the
// right to mount.
var ErrImpossible = errors.New("this machine cannot do this experiment")

// Experiment is one way to break things.
type Experiment struct {
	Name   string
	About  string // one sentence for the table of docs/proof.md
	Rounds int    // how many the proof wants
	Series int    // how many are done on one data directory
	Small  int    // how many `make test` does
	// Run does so many rounds, each of which it counts in the lab's tally. An error means that it could not go on; what
	// it finds it adds to the tally.
	Run func(ctx context.Context, lab *Lab, rounds int) error
}

// Lab is what an experiment works with during one series.
type Lab struct {
	Binary string // paceline, built with the tag faults
	Dir    string // an empty directory of its own
	Seed   uint64
	Random *rand.Rand
	Tally  *Tally

	stands int
}

// newLab prepares a series.
func newLab(binary, dir string, seed uint64) *Lab {
	return &Lab{Binary: binary, Dir: dir, Seed: seed, Random: rand.New(rand.NewPCG(seed, 0)), Tally: &Tally{}}
}

// Experiments lists them in the order of the table.
func Experiments() []Experiment {
	return []Experiment{
		kills(), points(), freezes(), storeFailures(), clockJumps(), poisoned(), repeats(),
		powerCuts(),
		powerCutsAtNormal(),
		corruptions(), disksFull(), ioErrors(),
		fleets(), copies(),
	}
}

// Tally is what rounds of one experiment add up to.
type Tally struct {
	Rounds  int `json:"rounds"`
	Beacons int `json:"beacons"` // with a 202
	Events  int `json:"events"`  // sendings of events with a 202
	Verdict
	Ready []int          `json:"ready,omitempty"` // ms to ready, of each start
	Notes map[string]int `json:"notes,omitempty"` // what else is worth counting
}

func (t *Tally) ready(d time.Duration) { t.Ready = append(t.Ready, int(d.Milliseconds())) }

// Note counts something that the table's columns do not.
func (t *Tally) Note(what string, n int) {
	if t.Notes == nil {
		t.Notes = map[string]int{}
	}
	t.Notes[what] += n
}

// Add adds the sums of further rounds.
func (t *Tally) Add(more Tally) {
	t.Rounds += more.Rounds
	t.Beacons += more.Beacons
	t.Events += more.Events
	t.add(more.Verdict)
	t.Ready = append(t.Ready, more.Ready...)
	for what, n := range more.Notes {
		t.Note(what, n)
	}
}
