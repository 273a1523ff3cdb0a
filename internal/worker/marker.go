package worker

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"paceline/internal/fault"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// marker remembers, in a small file, which batch is in flight. The store's native code can take the whole
// process down; a batch that was in flight at two crashes is suspected and bisected.
//
// The file is not synced: it has to survive the process, not the machine. It only ever makes a worker more
// careful, so a failure to read or write it is not an error.
type marker struct {
	path  string
	state flight
}

// flight is the batch in flight.
type flight struct {
	From    rum.Position `json:"from"`
	To      rum.Position `json:"to"`
	Crashes int          `json:"crashes"`         // starts that found this batch in flight
	Probes  []probe      `json:"probes"`          // ranges that are still to be tried
	Bad     []badEvent   `json:"bad,omitempty"`   // found so far
	Begun   bool         `json:"begun,omitempty"` // the bisection has begun: Probes and Bad hold
}

// probe is a range of the batch's facts, [From, To), that one transaction tries to write.
type probe struct {
	From  int  `json:"from"`
	To    int  `json:"to"`
	Died  int  `json:"died,omitempty"` // crashes while it was being tried alone
	Tried bool `json:"tried,omitempty"`
}

// badEvent is a fact that cannot be written, by its index.
type badEvent struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
}

func openMarker(dir string, partition int) *marker {
	m := &marker{path: filepath.Join(dir, fmt.Sprintf("in-flight-%d.json", partition))}
	data, err := os.ReadFile(m.path)
	if err != nil || json.Unmarshal(data, &m.state) != nil {
		m.state = flight{}
		return m
	}
	m.state.Crashes++
	m.save()
	return m
}

// suspects reports whether the batch that begins at a position was in flight at two crashes.
func (m *marker) suspects(from rum.Position) bool {
	return m.state.Crashes >= 2 && m.state.From == from
}

// endOf is where the batch ended that began at a position and was in flight at a crash; zero when none did. It is
// repeated as it was, so that what took the process down is found in it.
func (m *marker) endOf(from rum.Position) rum.Position {
	if m.state.Crashes == 0 || m.state.From != from {
		return rum.Position{}
	}
	return m.state.To
}

// begin notes a batch. One that was in flight at a crash keeps its count, and its end.
func (m *marker) begin(move store.Move) {
	if m.state.Crashes > 0 && m.state.From == move.From {
		return
	}
	m.state = flight{From: move.From, To: move.To}
	m.save()
}

// done notes that no batch is in flight.
func (m *marker) done() { m.state = flight{} }

// clear removes the file after an orderly end.
func (m *marker) clear() { _ = os.Remove(m.path) }

func (m *marker) save() {
	if data, err := json.Marshal(m.state); err == nil {
		fault.Point(fault.MarkerSaveBefore)
		_ = os.WriteFile(m.path, data, 0o600)
		fault.Point(fault.MarkerSaveAfter)
	}
}
