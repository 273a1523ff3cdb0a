package duckdb

import (
	"context"
	"maps"
	"os"
	"time"

	"paceline/internal/fault"
)

// CheckpointPolicy names the limits of what the main file may lack; the first one reached calls for a checkpoint. While it
// runs nothing can be written, because a commit that updates rows must not run beside it, and what comes in waits that long
// to be seen. So little is covered at a time, while that costs little.
type CheckpointPolicy struct {
	Commits  int64         // default 200
	Little   int64         // bytes of the write-ahead log, while checkpoints take about 1/20 of the time at most; default 3 MiB
	WALBytes int64         // of the write-ahead log, whatever it takes; default 64 MiB
	Interval time.Duration // looked at this often; default 30 s
}

// checkpointShare of the time, as one of how many parts, is what checkpoints of little may take.
const checkpointShare = 20

func (p CheckpointPolicy) withDefaults() CheckpointPolicy {
	orDefault(&p.Commits, 200)
	orDefault(&p.Little, 3<<20)
	orDefault(&p.WALBytes, 64<<20)
	orDefault(&p.Interval, 30*time.Second)
	return p
}

// due tells whether it is time for a checkpoint, so long after the last one.
func (p CheckpointPolicy) due(commits, walBytes int64, since time.Duration, last covering) bool {
	return commits >= p.Commits || walBytes >= p.WALBytes ||
		walBytes >= p.Little && since >= (checkpointShare-1)*last.expected(walBytes, p.Little)
}

// covering is a checkpoint: how much of the write-ahead log it covered, and how long that took.
type covering struct {
	walBytes int64
	took     time.Duration
}

// firstCovering stands for the checkpoint before the first one.
var firstCovering = covering{walBytes: 10 << 20, took: 100 * time.Millisecond}

// expected is how long one of so much is going to take. Of little it is no less than of the least: that it takes, too.
func (c covering) expected(walBytes, least int64) time.Duration {
	least = max(least, 1)
	return time.Duration(float64(c.took) * float64(max(walBytes, least)) / float64(max(c.walBytes, least)))
}

func (d *DB) checkpointCurrent(ctx context.Context) {
	s, err := d.session()
	if err != nil || s.uncovered == 0 {
		return
	}
	if err := d.checkpoint(ctx, s); err != nil {
		d.options.Log.Warn("checkpoint failed; the log keeps what it would have covered", "error", err)
	}
}

// checkpoint brings every commit into the main file and then lets Durable say so. The caller has the turn, so
// that nothing commits meanwhile. A failure harms nothing: the rows stay in the write-ahead log. Without room it is
// not tried: one that meets a full disk invalidates the database.
func (d *DB) checkpoint(ctx context.Context, s *session) error {
	if err := d.room(); err != nil {
		return err
	}
	fault.Point(fault.StoreCheckpointBefore)
	began, walBytes := time.Now(), d.walBytes()
	if _, err := patiently(context.WithoutCancel(ctx), s.writer, "CHECKPOINT", nil, nil); err != nil {
		d.stats.checkpointFailures.Add(1)
		return d.classify(err)
	}
	fault.Point(fault.StoreCheckpointAfter)
	d.stats.checkpoints.Add(1)
	s.uncovered, s.covered = 0, time.Now()
	if walBytes >= d.options.Checkpoint.Little { // less tells little of what more takes
		s.covering = covering{walBytes, s.covered.Sub(began)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.durable = maps.Clone(s.positions)
	return nil
}

// committed counts a commit and calls for a checkpoint when one of the policy's limits is reached.
func (d *DB) committed(s *session) {
	d.stats.commits.Add(1)
	s.uncovered++
	if d.options.Checkpoint.due(s.uncovered, d.walBytes(), time.Since(s.covered), s.covering) {
		signal(d.due)
	}
}

func (d *DB) walBytes() int64 {
	info, err := os.Stat(d.path + walSuffixes[0])
	if err != nil {
		return 0
	}
	return info.Size()
}
