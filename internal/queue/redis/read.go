package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

const (
	// blocked is how long one blocking read waits: a context that ends does not interrupt it.
	blocked = time.Second
	// mostEntries bounds one Read, and with it the time that a script keeps Redis to itself.
	mostEntries = 4096
)

// Read returns the entries behind a position; see queue.Reader. An entry that cannot be read any more comes
// with Damaged instead of Records.
func (l *Log) Read(ctx context.Context, number int, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	p, err := l.partition(number)
	if err != nil {
		return nil, err
	}
	type answer struct {
		entries []queue.Entry
		err     error
	}
	for {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		answered := make(chan answer, 1)
		open := l.read(func() {
			entries, err := p.await(ctx, after, maxBytes)
			answered <- answer{entries, err}
		})
		if !open {
			return nil, queue.ErrClosed
		}
		select {
		case a := <-answered:
			if a.err != nil && ctx.Err() == nil {
				return nil, l.fails("read", a.err)
			}
			if len(a.entries) > 0 {
				return a.entries, nil
			}
		case <-l.closing.Done():
		case <-ctx.Done():
		}
	}
}

// await reads what is there, or waits a moment for something to come.
func (p *partition) await(ctx context.Context, after rum.Position, maxBytes int) ([]queue.Entry, error) {
	list, err := p.behind(ctx, after, maxBytes)
	if err != nil || len(list.lines) > 0 {
		return p.fetch(ctx, list, err)
	}
	err = p.log.client.XRead(ctx, &redis.XReadArgs{
		Streams: []string{p.keys.index(), streamID(list.after)}, Count: 1, Block: blocked,
	}).Err()
	if errors.Is(err, redis.Nil) {
		err = nil
	}
	return nil, err
}

// list is what stands behind a position.
type list struct {
	id    string // of the log
	after int64
	lines []line
}

// line is an entry's line in the index.
type line struct {
	seq      int64
	appended time.Time
	projects string
}

func (p *partition) behind(ctx context.Context, after rum.Position, maxBytes int) (list, error) {
	answer, err := p.run(ctx, behindScript, after.Log, after.Seq, maxBytes, mostEntries).Slice()
	if err != nil {
		return list{}, err
	}
	l := list{id: answer[0].(string), after: answer[1].(int64)}
	for i := 2; i+2 < len(answer); i += 3 {
		appended, err := strconv.ParseInt(answer[i+1].(string), 10, 64)
		if err != nil {
			return list{}, fmt.Errorf("the index of partition %d: %w", p.number, err)
		}
		l.lines = append(l.lines, line{answer[i].(int64), time.UnixMicro(appended), answer[i+2].(string)})
	}
	return l, nil
}

// fetch brings the records of a list. Should the log have got another id meanwhile, they carry the one that is gone
// and are read again under the new.
func (p *partition) fetch(ctx context.Context, l list, err error) ([]queue.Entry, error) {
	if err != nil {
		return nil, err
	}
	first, last := l.lines[0].seq, l.lines[len(l.lines)-1].seq
	messages, err := p.log.client.XRange(ctx, p.keys.entries(), streamID(first), streamID(last)).Result()
	if err != nil {
		return nil, err
	}
	blobs := make(map[int64]string, len(messages))
	for _, m := range messages {
		text, _, _ := strings.Cut(m.ID, "-")
		seq, _ := strconv.ParseInt(text, 10, 64) // one that is no number is nobody's
		blobs[seq], _ = m.Values["records"].(string)
	}
	entries := make([]queue.Entry, len(l.lines))
	for i, line := range l.lines {
		entries[i] = p.entry(l.id, line, blobs[line.seq])
	}
	return entries, nil
}

func (p *partition) entry(id string, l line, blob string) queue.Entry {
	e := queue.Entry{Position: rum.Position{Log: id, Seq: l.seq}, Appended: l.appended}
	var err error
	if e.Records, err = queue.Unframe(l.projects, []byte(blob)); err != nil {
		p.log.opts.Logger.Error("an entry of the log is damaged", "partition", p.number, "seq", l.seq, "projects", l.projects)
		e.Damaged = queue.Damaged(l.projects)
	}
	return e
}

func streamID(seq int64) string { return strconv.FormatInt(seq, 10) + "-0" }
