package bench

import (
	"math/rand/v2"

	"paceline/internal/rum"
)

// InSample is packages/sdk/src/sampling.ts once more: whether a session is in the sample. Both have the same test.
func InSample(session string, rate float64) bool {
	hash := uint32(0x811c9dc5)
	for i := range len(session) {
		hash = (hash ^ uint32(session[i])) * 0x01000193
	}
	hash = (hash ^ hash>>15) * 0x2c1b3c6d
	return float64(hash^hash>>13)/(1<<32) < rate
}

// sampledScript is the SDK on a page, as far as it decides what is sent: packages/sdk/src/client.ts and keep.ts.
type sampledScript struct {
	rate float64
	keep string
	dice *rand.Rand
}

func newSampledScript(rate float64, keep string, seed uint64) sampledScript {
	return sampledScript{rate: rate, keep: keep, dice: rand.New(rand.NewPCG(seed, 1))}
}

// stamped is an event on the wire: when, and the weight it tells, 0 when it tells none.
type stamped struct {
	ts     int64
	weight float64
}

// weigh is what the server makes of a page view: what it weighs, unless nothing of it was sent.
func (s sampledScript) weigh(view *sampledView, sampled bool) (weight float64, sent bool) {
	events := s.events(view, sampled)
	if len(events) == 0 {
		return 0, false
	}
	s.dice.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	var merged rum.PageView
	for _, event := range events {
		merged.Touch(event.ts, event.weight)
	}
	return max(merged.Weight, 1), true
}

// events of a view: that it was opened, and its vitals when it is hidden, which is also when it is judged. In the sample they
// went out at once and a notable view is said once more, as standing for itself; outside they were held.
func (s sampledScript) events(view *sampledView, sampled bool) []stamped {
	usual := 0.0
	if sampled && s.rate < 1 {
		usual = 1 / s.rate
	}
	opened, hidden, judged := stamped{1, usual}, stamped{2, usual}, stamped{3, 0}
	switch {
	case sampled && s.notable(view):
		return []stamped{opened, hidden, judged}
	case sampled || s.notable(view):
		return []stamped{opened, hidden}
	}
	return nil
}

func (s sampledScript) notable(view *sampledView) bool {
	if s.keep == "none" {
		return false
	}
	if view.failed {
		return true
	}
	for _, vital := range sampledVitals {
		if !view.has[vital] {
			continue
		}
		rating := vital.Rate(view.vitals[vital])
		if rating == rum.Poor || s.keep == "not-good" && rating == rum.NeedsImprovement {
			return true
		}
	}
	return false
}
