package redis

import (
	"context"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// countEntries is how many lines of the index one script counts: Appends get in between.
const countEntries = 1000

// Intake counts a project's events; see queue.Inspector. It reads the index behind the positions.
func (l *Log) Intake(ctx context.Context, project string, after rum.Positions) (rum.Intake, error) {
	var in rum.Intake
	seen, err := l.survey(ctx, project, after)
	if err != nil {
		return rum.Intake{}, l.fails("count the intake", err)
	}
	for _, of := range seen {
		in.Logs = append(in.Logs, of.stand.id)
		in.Accepted += of.stand.accepted
		in.Queued += of.waiting.events
	}
	return in, nil
}

// Backlog describes what waits; see queue.Inspector.
func (l *Log) Backlog(ctx context.Context, after rum.Positions) (queue.Backlog, error) {
	var b queue.Backlog
	seen, err := l.survey(ctx, "", after)
	if err != nil {
		return queue.Backlog{}, l.fails("measure the backlog", err)
	}
	for _, of := range seen {
		b.Entries += of.waiting.entries
		b.Events += of.waiting.events
		b.Bytes += of.stand.bytes
		if of.waiting.entries > 0 && (b.Oldest.IsZero() || of.waiting.oldest.Before(b.Oldest)) {
			b.Oldest = of.waiting.oldest
		}
	}
	return b, nil
}

// survey sees of each partition, in order, where it stands and what waits behind its position.
func (l *Log) survey(ctx context.Context, project string, after rum.Positions) ([]surveyed, error) {
	seen := make([]surveyed, len(l.partitions))
	return seen, l.atOnce(ctx, func(ctx context.Context, number int) (err error) {
		var at rum.Position // a store that knows no position of a partition stands before all
		if number < len(after) {
			at = after[number]
		}
		of := &seen[number]
		of.stand, of.waiting, err = l.partitions[number].count(ctx, project, at)
		return err
	})
}

type surveyed struct {
	stand   stand
	waiting waiting
}

// mostAtOnce leaves of the client's connections those that appends and reads use.
const mostAtOnce = 16

// atOnce does the same to every partition. A Redis that syncs each write answers all that it has got with one sync; one
// after the other would each wait for its own.
func (l *Log) atOnce(ctx context.Context, do func(ctx context.Context, number int) error) error {
	if l.closed() {
		return queue.ErrClosed
	}
	doing, ctx := errgroup.WithContext(ctx)
	doing.SetLimit(mostAtOnce)
	for number := range l.partitions {
		doing.Go(func() error { return do(ctx, number) })
	}
	return doing.Wait()
}

// stand is where a partition stood at one moment.
type stand struct {
	id                              string
	seq, trimmedTo, bytes, accepted int64
}

// waiting is what stood behind a position at that moment.
type waiting struct {
	entries, events int64
	oldest          time.Time
}

// count agrees with itself as one read would: entries appended since the stand are left out, and when some were trimmed
// that it should have counted, it counts anew.
func (p *partition) count(ctx context.Context, project string, after rum.Position) (stand, waiting, error) {
	for {
		s, err := p.stand(ctx, project)
		if err != nil {
			return s, waiting{}, err
		}
		from := int64(0)
		if after.Log == s.id {
			from = after.Seq
		}
		w, err := p.countBehind(ctx, project, from, s.seq)
		if err != nil {
			return s, w, err
		}
		later, err := p.stand(ctx, project)
		if err != nil || (later.id == s.id && (later.trimmedTo == s.trimmedTo || later.trimmedTo <= from)) {
			return s, w, err
		}
	}
}

func (p *partition) stand(ctx context.Context, project string) (stand, error) {
	answer, err := p.run(ctx, standScript, project).Slice()
	if err != nil {
		return stand{}, err
	}
	return stand{
		id: answer[0].(string), seq: answer[1].(int64), trimmedTo: answer[2].(int64), bytes: answer[3].(int64), accepted: answer[4].(int64),
	}, nil
}

func (p *partition) countBehind(ctx context.Context, project string, from, to int64) (waiting, error) {
	var w waiting
	for from < to {
		answer, err := p.run(ctx, countScript, from, to, project, countEntries).Slice()
		if err != nil {
			return w, err
		}
		entries, events := answer[0].(int64), answer[1].(int64)
		if entries == 0 {
			break
		}
		if w.entries == 0 {
			oldest, err := strconv.ParseInt(answer[2].(string), 10, 64)
			if err != nil {
				return w, err
			}
			w.oldest = time.UnixMicro(oldest)
		}
		w.entries, w.events = w.entries+entries, w.events+events
		if from, err = strconv.ParseInt(answer[3].(string), 10, 64); err != nil {
			return w, err
		}
	}
	return w, nil
}

// Check writes what nobody reads to every partition, in the way of an Append; see queue.Inspector. It looks at the
// server's settings anew; they do not fail it: see Doubts.
func (l *Log) Check(ctx context.Context) error {
	err := l.atOnce(ctx, func(ctx context.Context, number int) error {
		return l.partitions[number].run(ctx, probeScript, l.share()).Err()
	})
	if err != nil {
		return l.fails("probe", err)
	}
	l.lookForDoubts(ctx)
	return nil
}
