package redis

import (
	"maps"
	"strconv"
	"testing"
	"time"

	"paceline/internal/redistest"
)

// Redis leaves the beginning of a transaction that was cut short in its file, and runs it together with the next one when it reads
// the file for the second time (https://github.com/valkey-io/valkey/pull/4342): wherever the cut was, what was answered
// after it stays.
func TestAWriteThatWasCutShortTakesNothingAlong(t *testing.T) {
	for name, c := range map[string]struct {
		write func(*tornLog)
		fresh bool // it is what a log writes after a restart
		adds  bool // what may be there afterwards, or not
	}{
		"an append": {write: func(l *tornLog) { l.append() }, adds: true},
		"a new id":  {write: func(l *tornLog) { l.accepted() }, fresh: true},
		"a trim":    {write: func(l *tornLog) { l.trim(1) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &tornLog{t: t, server: redistest.Start(t, redistest.Durable...), answered: map[string]bool{}}
			l.log = open(t, l.server, Options{Partitions: 1})
			cut := int64(1)
			for ; ; cut += 41 {
				l.append()
				l.append()
				if c.fresh {
					l.server.Restart(t)
				}
				before := l.server.Written(t)
				kept := maps.Clone(l.answered)
				c.write(l)
				l.server.Kill()
				if cut >= l.server.Written(t)-before {
					break
				}
				l.server.Tear(t, cut)
				l.resume()
				if c.adds {
					l.answered = kept // the others were there before
				}
				for range 2 {
					l.append()
					l.check(cut)
					l.server.Restart(t)
				}
				l.check(cut)
			}
			if cut < 5*41 {
				t.Errorf("a transaction of %d bytes at most: this cuts none", cut)
			}
			l.resume()
			l.trim(0)
			if b, err := l.log.Backlog(within(t), nil); err != nil || b.Entries != 0 || b.Bytes != 0 {
				t.Errorf("all is trimmed, and the backlog is %+v, %v", b, err)
			}
		})
	}
}

// tornLog is a log of one partition, and which of its records must be there.
type tornLog struct {
	t        *testing.T
	server   *redistest.Server
	log      *Log
	tried    int
	answered map[string]bool
}

func (l *tornLog) resume() {
	if err := l.server.Resume(); err != nil {
		l.t.Fatal(err)
	}
}

// append tries until it is answered: connections break with the server.
func (l *tornLog) append() {
	for ctx := within(l.t); ctx.Err() == nil; {
		l.tried++
		data := strconv.Itoa(l.tried)
		if l.log.Append(ctx, one("k", data)) == nil {
			l.answered[data] = true
			return
		}
	}
	l.t.Fatal("nothing is taken any more")
}

func (l *tornLog) accepted() int64 {
	in, err := l.log.Intake(within(l.t), "p", nil)
	if err != nil || in.Accepted != in.Queued {
		l.t.Errorf("intake = %+v, %v; want all accepted queued", in, err)
	}
	return in.Accepted
}

// trim lets everything go but some at the end.
func (l *tornLog) trim(but int) {
	entries := readEntries(l.t, l.log)
	entries = entries[:len(entries)-but]
	if _, err := l.log.Trim(within(l.t), 0, entries[len(entries)-1].Position, time.Now().Add(time.Hour)); err != nil {
		l.t.Fatal(err)
	}
	for _, record := range flatten(entries) {
		delete(l.answered, record)
	}
}

func (l *tornLog) check(cut int64) {
	l.t.Helper()
	count := map[string]int{}
	all := flatten(readEntries(l.t, l.log))
	for _, record := range all {
		count[record]++
	}
	for record := range l.answered {
		if count[record] != 1 {
			l.t.Errorf("%d bytes cut off: %s was answered and is there %d times, among %v", cut, record, count[record], all)
		}
	}
	if n := l.accepted(); n != int64(len(all)) {
		l.t.Errorf("%d bytes cut off: %d are accepted and %d there", cut, n, len(all))
	}
}
