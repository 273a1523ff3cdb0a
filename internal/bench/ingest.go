package bench

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"paceline/internal/httpapi"
)

// Ingest measures the accept path: from the beacon on the wire to the 202 that means fsynced.
type Ingest struct {
	Handler  http.Handler // the real one, in front of the real log
	Projects []Project
	Dir      string        // for the floor's file, on the same disk as the log
	Clients  int           // connections, each with one beacon in flight
	Turns    int           // of each side
	Duration time.Duration // of all turns together
	Progress Progress
}

// beaconsKept is how many beacons are made; then they are sent again with other ids.
const beaconsKept = 4096

// Run measures both sides in alternating turns.
func (b Ingest) Run(ctx context.Context) (report Report, err error) {
	beacons, bytes, err := messages(b.Projects)
	if err != nil {
		return report, err
	}
	file, err := openGroupFile(filepath.Join(b.Dir, "floor"))
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, file.close()) }()
	product, stop, err := listen(ctx, b.Handler)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	floor, stopFloor, err := listen(ctx, floorHandler(file))
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, stopFloor()) }()

	sides := []struct {
		name    string
		address string
		outcome outcome
	}{{name: "Paceline", address: product}, {name: "floor", address: floor}}
	turn := b.Duration / time.Duration(2*b.Turns)
	for n := range b.Turns {
		for i := range sides {
			side := &sides[(i+n)%2] // who begins alternates too
			o, err := load{address: side.address, clients: b.Clients, messages: beacons, firstRound: int64(n+1) << 16}.run(ctx, turn)
			if err == nil {
				err = errors.Join(o.refused(), context.Cause(ctx))
			}
			if err != nil {
				return report, fmt.Errorf("%s: %w", side.name, err)
			}
			side.outcome.add(o)
			b.Progress("turn %d of %d, %s: %s beacons/s", n+1, b.Turns, side.name, number(o.rate()))
		}
	}
	ours, bare := sides[0].outcome, sides[1].outcome
	return Report{
		Bench: "ingest",
		Notes: []string{
			fmt.Sprintf("%d connections send beacons of %s bytes on average to %d projects, %s on each side in %d alternating turns.",
				b.Clients, number(float64(bytes)), len(b.Projects), (b.Duration / 2).Round(time.Millisecond), b.Turns),
			"Paceline: the real handler in front of the SQLite log; a 202 is fsynced. Floor: the same HTTP server, encoding/json, and a file with one fdatasync per group.",
		},
		Figures: []Figure{
			{Name: "accepted", Value: ours.rate(), Unit: "beacons/s"},
			{Name: "floor", Value: bare.rate(), Unit: "beacons/s"},
			atLeast("of the floor", share(ours.rate(), bare.rate()), "%", 70),
		},
		Latencies: []Latency{latencyOf("202, Paceline", ours.accepted), latencyOf("202, floor", bare.accepted)},
	}, nil
}

// listen serves on a free port of the loopback interface until stop is called.
func listen(ctx context.Context, handler http.Handler) (address string, stop func() error, err error) {
	server := httpapi.NewServer("127.0.0.1:0", handler, httpapi.Options{})
	if err := server.Listen(); err != nil {
		return "", nil, err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- server.Run(running) }()
	return server.Addr(), func() error {
		cancel()
		return <-ended
	}, nil
}
