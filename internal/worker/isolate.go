package worker

import (
	"context"

	"paceline/internal/store"
)

// isolate finds the events of a batch that cannot be written and turns them into dead letters. It tries
// ranges in transactions that are always undone, halves those that fail, and notes each one in the marker first,
// so that a range that takes the process down counts as failed at the next start. A single event is only
// given up after it failed, or after the process died with it twice: a kill from outside may hit anything.
func (p *partition) isolate(ctx context.Context, move store.Move, b *batch) error {
	state := &p.marker.state
	if !state.Begun || state.From != move.From || state.To != move.To {
		crashes := state.Crashes
		*state = flight{From: move.From, To: move.To, Crashes: crashes, Begun: true, Probes: []probe{{From: 0, To: len(b.facts)}}}
	} else {
		p.resume(state)
	}
	for len(state.Probes) > 0 {
		last := len(state.Probes) - 1
		next := state.Probes[last]
		if next.From >= next.To || next.To > len(b.facts) {
			state.Probes = state.Probes[:last]
			continue
		}
		state.Probes[last].Tried = true
		p.marker.save()
		err := p.Store.Try(ctx, move, b.only(next.From, next.To).fill(ctx))
		if err != nil && retriable(ctx, err) {
			return err
		}
		state.Probes = state.Probes[:last]
		if err != nil {
			state.fail(next, err.Error())
		}
	}
	p.marker.save()
	reasons := map[int]string{}
	for _, bad := range state.Bad {
		reasons[bad.Index] = bad.Reason
	}
	b.bury(reasons)
	return nil
}

// resume takes the probe that the process died with, if any, as failed.
func (p *partition) resume(state *flight) {
	last := len(state.Probes) - 1
	if last < 0 || !state.Probes[last].Tried {
		return
	}
	died := state.Probes[last]
	died.Died++
	died.Tried = false
	if died.To-died.From == 1 && died.Died < 2 {
		state.Probes[last] = died
		return
	}
	state.Probes = state.Probes[:last]
	state.fail(died, "the process died while this event was being written")
}

// fail halves a range, or gives a single event up.
func (f *flight) fail(r probe, reason string) {
	if r.To-r.From == 1 {
		f.Bad = append(f.Bad, badEvent{Index: r.From, Reason: reason})
		return
	}
	middle := (r.From + r.To) / 2
	f.Probes = append(f.Probes, probe{From: middle, To: r.To}, probe{From: r.From, To: middle})
}
