package soak

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"testing"

	"paceline/test/harness"
)

// binary is paceline with its fault points: PACELINE_FAULTS_BIN, or built once for this run.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	path, remove, err := harness.Binary(context.Background(), "PACELINE_FAULTS_BIN", "faults")
	if err != nil {
		panic(err)
	}
	defer remove()
	binary = path
	return m.Run()
}

// Every experiment, with few rounds; `make soak` does them in earnest.
func TestExperiments(t *testing.T) {
	for _, e := range Experiments() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			state, err := LoadState("")
			if err != nil {
				t.Fatal(err)
			}
			seed := rand.Uint64N(1_000_000_000)
			r := &Runner{Binary: binary, Dir: t.TempDir(), Seed: seed, Jobs: 1, State: state, Out: testLog{t}}
			good, err := r.Run(t.Context(), e, e.Small)
			if errors.Is(err, ErrImpossible) {
				t.Skipf("SKIPPED: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			record := state.Of(e.Name)
			if !good || record.Rounds < e.Small || record.Events == 0 {
				t.Errorf("seed %d: %+v", seed, record.Verdict)
			}
		})
	}
}

type testLog struct{ t *testing.T }

func (l testLog) Write(text []byte) (int, error) {
	l.t.Helper()
	l.t.Log(string(text))
	return len(text), nil
}
