package bench

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Steady sends beacons at a steady rate to a server that runs elsewhere.
type Steady struct {
	Ingest   string // host:port
	Projects []Project
	Rate     int // beacons per second
	Duration time.Duration
}

// Sent is what became of a steady load.
type Sent struct {
	Accepted  int
	PerSecond float64
}

// Run sends until the time is over or ctx ends. It fails when a beacon is refused.
func (s Steady) Run(ctx context.Context) (Sent, error) {
	beacons, _, err := messages(s.Projects)
	if err != nil {
		return Sent{}, err
	}
	if err := s.known(ctx, beacons); err != nil {
		return Sent{}, err
	}
	o, err := load{address: s.Ingest, clients: 32, messages: beacons, rate: s.Rate}.run(ctx, s.Duration)
	if err != nil {
		return Sent{}, err
	}
	return Sent{Accepted: len(o.accepted), PerSecond: o.rate()}, o.refused()
}

// known waits until the server takes beacons of the project that was added last: its keys are asked for every second.
func (s Steady) known(ctx context.Context, beacons []message) error {
	const within = 30 * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, within, fmt.Errorf("the server at %s does not know the projects' keys: is its data directory another?", s.Ingest))
	defer cancel()
	c, err := dial(s.Ingest)
	if err != nil {
		return err
	}
	defer c.Close()
	newest := []byte(s.Projects[len(s.Projects)-1].APIKey)
	of := slices.IndexFunc(beacons, func(m message) bool { return bytes.Contains(m.bytes, newest) })
	if of < 0 {
		return nil // none of the beacons is for it
	}
	for n := int64(0); ; n++ {
		status, err := c.send(beacons[of].inRound(nil, -1-n))
		if err != nil || status == http.StatusAccepted {
			return err
		}
		if err := rest(ctx, sampleEvery); err != nil {
			return err
		}
	}
}
