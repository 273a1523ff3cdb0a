package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Start measures how long a process takes from nothing to ready.
type Start struct {
	Program  string // the paceline to start
	Dir      string
	Starts   int
	Progress Progress
}

// Run starts the program again and again, each time on an empty data directory.
func (b Start) Run(ctx context.Context) (Report, error) {
	var times []time.Duration
	for n := range b.Starts {
		data := filepath.Join(b.Dir, fmt.Sprintf("start-%d", n))
		child, took, err := startChild(ctx, b.Program, data)
		if err != nil {
			return Report{}, err
		}
		if err := child.stop(); err != nil {
			return Report{}, fmt.Errorf("ending start %d: %w", n+1, err)
		}
		if err := os.RemoveAll(data); err != nil {
			return Report{}, err
		}
		b.Progress("start %d of %d: %s ms", n+1, b.Starts, number(milliseconds(took)))
		times = append(times, took)
	}
	return Report{
		Bench: "start",
		Notes: []string{
			fmt.Sprintf("%d times `paceline serve` on an empty data directory, each ended in order before the next: from starting the process to the first 200 of /ready.", b.Starts),
		},
		Latencies: []Latency{latencyOf("empty data directory to ready", times).held("p99", 1000)},
	}, nil
}
