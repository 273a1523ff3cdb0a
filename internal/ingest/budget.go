package ingest

import (
	"io"
	"sync"
)

// Bytes are taken from the budget in steps: a declared size costs its sender nothing. The first step holds a usual
// beacon; then as much again is taken as has come. So a sender that drips holds little, however much it says will come.
const (
	firstStep  = 2 << 10
	budgetStep = 32 << 10 // the largest
)

// budget bounds the bytes of all bodies in memory, and those of one project. Nobody waits for it: a client that is told
// to come back later costs less than one that is kept.
type budget struct {
	limit int64 // of all
	share int64 // of one project

	mu       sync.Mutex
	used     int64
	projects map[string]int64
}

// newBudget gives a project a quarter of the limit, and always room for the largest body as sent and inflated.
func newBudget(limit int64) *budget {
	return &budget{limit: limit, share: max(limit/4, maxGzipped+maxPlain+2*budgetStep), projects: map[string]int64{}}
}

// inUse is the number of bytes taken.
func (b *budget) inUse() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}

// loan is what one request has taken from the budget.
type loan struct {
	budget  *budget
	project string
	taken   int64
}

// take takes n bytes, or none.
func (l *loan) take(n int64) bool {
	b := l.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used+n > b.limit || b.projects[l.project]+n > b.share {
		return false
	}
	b.used += n
	b.projects[l.project] += n
	l.taken += n
	return true
}

// release gives everything back.
func (l *loan) release() {
	b := l.budget
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= l.taken
	if b.projects[l.project] -= l.taken; b.projects[l.project] == 0 {
		delete(b.projects, l.project)
	}
	l.taken = 0
}

// lentReader takes bytes from the budget before it reads them, and fails with errBusy when there are none.
type lentReader struct {
	from io.Reader
	loan *loan
	left int64 // bytes that are still to come; -1 when unknown
	room int64 // bytes that are taken and not yet read
}

func (r *lentReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	if r.room == 0 {
		step := min(max(firstStep, r.loan.taken), budgetStep)
		if r.left > 0 {
			step = min(step, r.left)
		}
		if !r.loan.take(step) {
			return 0, errBusy
		}
		r.room = step
	}
	n, err := r.from.Read(p[:min(int64(len(p)), r.room)])
	r.room -= int64(n)
	if r.left > 0 {
		r.left -= int64(n)
	}
	return n, err
}
