package query

import (
	"sync"
	"time"
)

// minInvalidation is how far apart two invalidations of one project are at least.
const minInvalidation = 5 * time.Second

// changes turns a stream of changes into few invalidations: the first change of a project acts at once, those of the
// next 5 s together when they are over.
type changes struct {
	act     func(project string)
	mu      sync.Mutex
	windows map[string]*window // by project; only those that changed lately
	closed  bool
}

type window struct {
	timer   *time.Timer
	changed bool // since the last action
}

func newChanges(act func(project string)) *changes {
	return &changes{act: act, windows: make(map[string]*window)}
}

func (c *changes) note(project string) {
	if c.open(project) {
		c.act(project)
	}
}

// open begins a window, or marks the one that is open.
func (c *changes) open(project string) (begun bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return false
	}
	if w := c.windows[project]; w != nil {
		w.changed = true
		return false
	}
	c.windows[project] = &window{timer: time.AfterFunc(minInvalidation, func() { c.over(project) })}
	return true
}

// over ends a window: with changes in it, it acts and the next window begins.
func (c *changes) over(project string) {
	if c.renew(project) {
		c.act(project)
	}
}

func (c *changes) renew(project string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.windows[project]
	if w == nil || c.closed {
		return false
	}
	if !w.changed {
		delete(c.windows, project)
		return false
	}
	w.changed = false
	w.timer.Reset(minInvalidation)
	return true
}

func (c *changes) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	for _, w := range c.windows {
		w.timer.Stop()
	}
}
