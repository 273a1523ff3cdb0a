package sqlite

import (
	"context"
	"time"

	"paceline/internal/queue"
)

// job is a write other than an Append, run by the writer between two commits.
type job struct {
	run  func() error
	done chan error
}

// write is the writer goroutine: it alone uses l.writes. What is under way when Close is called it finishes.
func (l *Log) write() {
	defer close(l.written)
	for {
		select {
		case <-l.waiting.arrived:
			l.commit()
		case j := <-l.jobs:
			j.done <- l.watch(l.waiting.begin(), j.run)
		case <-l.closing.Done():
			for l.commit() {
			}
			return
		}
	}
}

// commit appends one group, and reports whether there was one.
func (l *Log) commit() bool {
	tickets, number := l.waiting.fetch(l.opts.GroupRecords, l.opts.GroupBytes)
	if len(tickets) == 0 {
		return false
	}
	_ = l.watch(number, func() error { return l.append(context.Background(), tickets) })
	return true
}

// watch runs a write and answers all who wait for it, with an error if it hangs.
func (l *Log) watch(number int, write func() error) error {
	alarm := time.AfterFunc(l.opts.CommitTimeout, func() { l.waiting.stall(number) })
	defer alarm.Stop()
	err := write()
	l.waiting.finish(err)
	return err
}

// do has the writer run a job. The job must be short: Appends wait meanwhile.
func (l *Log) do(ctx context.Context, run func() error) error {
	if err := l.waiting.refuses(); err != nil {
		return err
	}
	j := job{run: run, done: make(chan error, 1)}
	select {
	case l.jobs <- j:
	case <-l.closing.Done():
		return queue.ErrClosed
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
