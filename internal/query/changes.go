package query

import (
	"sync"
	"time"
)

// minInvalidation is how far apart two invalidations of one project are at least.
const minInvalidation = 5 * time.Second

// changes turns a stream of changes into few invalidations: the first change of a project acts at once, those of the
// next 5 s together when they are over. A store that is behind may give old answers for a while after a change: then it
// acts until one action has come later than that.
type changes struct {
	act     func(project string)
	behind  time.Duration // the store, at the most
	mu      sync.Mutex
	windows map[string]*window // by project; only those that changed lately
	closed  bool
}

type window struct {
	timer   *time.Timer
	changed bool      // since the last action, or so lately before it that the store may not have shown it
	last    time.Time // when it changed last
}

func newChanges(act func(project string), behind time.Duration) *changes {
	return &changes{act: act, behind: behind, windows: make(map[string]*window)}
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
		w.changed, w.last = true, time.Now()
		return false
	}
	c.windows[project] = &window{changed: c.behind > 0, last: time.Now(), timer: time.AfterFunc(minInvalidation, func() { c.over(project) })}
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
	w.changed = time.Since(w.last) < c.behind
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
