package duckdb

import "sync"

// threads gives every thread that visits at the same time a part of its own to count in.
type threads[P any] struct {
	begin func() *P

	mu   sync.Mutex
	all  []*P
	idle []*P
}

// take is a part that nobody else has, until give.
func (t *threads[P]) take() *P {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.idle); n > 0 {
		part := t.idle[n-1]
		t.idle = t.idle[:n-1]
		return part
	}
	part := t.begin()
	t.all = append(t.all, part)
	return part
}

func (t *threads[P]) give(part *P) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.idle = append(t.idle, part)
}
