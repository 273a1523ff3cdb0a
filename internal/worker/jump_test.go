package worker

import (
	"path/filepath"
	"testing"
	"time"

	"paceline/internal/queue"
)

// After a jump of the clock, forwards or back, the search is wider for an hour, and no longer.
func TestJumpsOfTheClockAreNoticed(t *testing.T) {
	noon := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	j := openJumps(t.TempDir(), 0)
	for i, step := range []struct {
		after     time.Duration
		unsettled bool
	}{
		{0, true}, // nobody knows what was before
		{59 * time.Minute, true},
		{61 * time.Minute, true}, // an hour, but nothing came for most of it
		{65 * time.Minute, true},
		{day, true},
		{day + 5*time.Minute, true},
		{0, true}, // back again
		{9 * time.Minute, true},
		{18 * time.Minute, true},
		{27 * time.Minute, true},
		{36 * time.Minute, true},
		{45 * time.Minute, true},
		{54 * time.Minute, true},
		{62 * time.Minute, false},
		{70 * time.Minute, false},
		{70*time.Minute - day, true},
	} {
		if got := j.unsettled([]queue.Entry{{Appended: noon.Add(step.after)}}); got != step.unsettled {
			t.Errorf("step %d, %s: unsettled is %v, want %v", i, step.after, got, step.unsettled)
		}
		if again := openJumps(filepath.Dir(j.path), 0); !again.settled.Equal(j.settled) {
			t.Errorf("step %d: after a restart the clock settles at %s, not %s", i, again.settled, j.settled)
		}
	}
}
