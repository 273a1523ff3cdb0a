package duckdb

import (
	"testing"
	"time"
)

// What the file may lack when is settled by figures alone, so that no test depends on how fast a machine is.
func TestACheckpointIsDue(t *testing.T) {
	p := CheckpointPolicy{Commits: 100, Little: 10, WALBytes: 1000}
	for name, c := range map[string]struct {
		commits, wal int64
		since        time.Duration
		last         covering
		due          bool
	}{
		"nothing new":                           {0, 0, time.Hour, covering{}, false},
		"too little":                            {99, 9, time.Hour, covering{}, false},
		"many commits":                          {100, 0, 0, covering{10, time.Second}, true},
		"little, and the last was free":         {1, 10, 0, covering{10, 0}, true},
		"little, and the last took too much":    {1, 10, 18 * time.Second, covering{10, time.Second}, false},
		"little, and the last took 1/20":        {1, 10, 19 * time.Second, covering{10, time.Second}, true},
		"more than the last, which took 1/20":   {1, 20, 19 * time.Second, covering{10, time.Second}, false},
		"more than the last, and 1/20 of it":    {1, 20, 38 * time.Second, covering{10, time.Second}, true},
		"less than the last, which covered 100": {1, 10, 2 * time.Second, covering{100, time.Second}, true},
		"much, whatever the last one has cost":  {1, 1000, 0, covering{10, time.Hour}, true},
	} {
		if got := p.due(c.commits, c.wal, c.since, c.last); got != c.due {
			t.Errorf("%s: due is %t", name, got)
		}
	}
}
