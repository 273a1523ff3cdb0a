package worker

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

const (
	// jumpGap is the least time between two entries of the log, in either direction, that may be a jump of the
	// server's clock. Most often nothing came for so long.
	jumpGap = 10 * time.Minute
	// settling is how long after a jump views and repeated events from before it are looked for where the clock may
	// have put them.
	settling = time.Hour
	// jumpReach is how far off that may be: a clock that was a day behind is now a day ahead, and an hour.
	jumpReach = 49 * 3_600_000 // ms
)

// jumps notices, in the order of the log, when the server's clock may have jumped. What was stamped before a jump is
// found by a wider search, which would cost too much all the time.
//
// When the clock will have settled is kept in a small file beside the marker, and like that one it only ever makes a
// worker more careful: a failure to read or write it is not an error.
type jumps struct {
	path          string
	last, settled time.Time
}

func openJumps(dir string, partition int) jumps {
	j := jumps{path: filepath.Join(dir, fmt.Sprintf("clock-%d", partition))}
	if text, err := os.ReadFile(j.path); err == nil {
		j.settled, _ = time.Parse(time.RFC3339Nano, string(text))
	}
	return j
}

// unsettled looks at the next entries, and reports whether the clock may have jumped within or shortly before them.
func (j *jumps) unsettled(entries []queue.Entry) (yes bool) {
	for _, entry := range entries {
		if gap := entry.Appended.Sub(j.last); gap > jumpGap || gap < -jumpGap {
			j.settled = entry.Appended.Add(settling)
			_ = os.WriteFile(j.path, []byte(j.settled.Format(time.RFC3339Nano)), 0o600)
		}
		j.last = entry.Appended
		yes = yes || entry.Appended.Before(j.settled)
	}
	return yes
}

// recall looks at the entry at which the store stands, if the log still has it: a clock may jump while no worker runs.
func (p *partition) recall(ctx context.Context, from rum.Position) {
	if from.Seq == 0 || !p.jumps.last.IsZero() {
		return
	}
	entries, err := p.Log.Read(ctx, p.number, rum.Position{Log: from.Log, Seq: from.Seq - 1}, 1)
	if err == nil && entries[0].Position == from {
		p.jumps.last = entries[0].Appended
	}
}
