package httpapi

import (
	"os"
	"time"
)

const (
	// gateLate is how late the process may come to what has arrived. Those that are refused wait as long as those that are
	// let in, and are to be told within 50 ms.
	gateLate = 20 * time.Millisecond
	// lateEvery is how often that is measured while many requests are in process.
	lateEvery = 5 * time.Millisecond
)

// watchPipe measures how late the process is, as long as more requests are in process than there may always be. A byte in a
// pipe wakes its reader as a request on a connection does: by the same poller, behind the same goroutines.
func (g *Gate) watchPipe() {
	reader, writer, err := os.Pipe()
	if err != nil {
		return // no files are left; how long requests stay tells, too
	}
	defer func() { _, _ = reader.Close(), writer.Close() }()
	var one [1]byte
	for g.watching() {
		time.AfterFunc(lateEvery, func() {
			g.called()
			_, _ = writer.Write(one[:])
		})
		if _, err := reader.Read(one[:]); err != nil {
			return
		}
		g.came()
	}
}

// called notes that something has arrived.
func (g *Gate) called() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = g.now()
}

// came notes that the process has come to it, and cuts the limit when that was late.
func (g *Gate) came() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	by := now.Sub(g.waiting)
	g.waiting = time.Time{}
	if by > gateLate && !now.Before(g.settled) {
		g.cut(now, by, gateLate)
	}
}

// late tells whether the process has not yet come to what has arrived, although it should have. It does not wait until it
// has: when a flood sets in, all of it would be let in meanwhile.
func (g *Gate) late(now time.Time) bool {
	return g.inside >= gateLeast && !g.waiting.IsZero() && now.Sub(g.waiting) > gateLate
}

// watching tells whether to go on, and otherwise that it has ended.
func (g *Gate) watching() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.watched = g.inside >= gateLeast
	return g.watched
}

// cut lowers the limit by as much as something that should have taken a target took longer.
func (g *Gate) cut(now time.Time, took, target time.Duration) {
	g.limit = max(gateLeast, min(g.limit, float64(g.inside))*max(0.5, float64(target)/float64(took)))
	g.settled = now.Add(took)
	g.full = false
}
