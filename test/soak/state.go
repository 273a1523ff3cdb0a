package soak

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// State is what has been done so far, kept in a file so that a soak can be interrupted and continued.
type State struct {
	Version     string             `json:"version"` // of the code that was last run
	Date        string             `json:"date"`    // of the last rounds
	Experiments map[string]*Record `json:"experiments"`

	path   string
	Remark string `json:"remark,omitempty"` // a person's, for the page
}

// Record is the rounds of one experiment.
type Record struct {
	Seeds   []uint64 `json:"seeds"` // one for each run of the program that did rounds
	Seconds float64  `json:"seconds"`
	Tally
}

// LoadState reads the file at path; a missing one is a state in which nothing was done. With an empty path it is
// kept nowhere.
func LoadState(path string) (*State, error) {
	s := &State{path: path, Experiments: map[string]*Record{}}
	if path == "" {
		return s, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// Of is the record of an experiment.
func (s *State) Of(name string) *Record {
	r, ok := s.Experiments[name]
	if !ok {
		r = &Record{}
		s.Experiments[name] = r
	}
	return r
}

// add adds a series, and saves.
func (s *State) add(name, version string, seed uint64, took time.Duration, t Tally) error {
	r := s.Of(name)
	r.Add(t)
	r.Seconds += took.Seconds()
	if !slices.Contains(r.Seeds, seed) {
		r.Seeds = append(r.Seeds, seed)
	}
	s.Version, s.Date = version, time.Now().UTC().Format(time.DateOnly)
	return s.save()
}

// save replaces the file in one step.
func (s *State) save() error {
	if s.path == "" {
		return nil
	}
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.path), 0o755); err != nil {
		return err
	}
	next := s.path + ".new"
	if err := os.WriteFile(next, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, s.path)
}

// ReadyPercentile is the time to ready, in ms, that a share of the starts kept, by nearest rank.
func (t *Tally) ReadyPercentile(share float64) int {
	if len(t.Ready) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t.Ready))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}
