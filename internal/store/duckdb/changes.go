package duckdb

import (
	"sync"

	"paceline/internal/rum"
)

const dayLength = 24 * 60 * 60 * 1000 // ms

// changes knows which commit changed the page views of a UTC day last, so that what was counted of a day can be kept
// until then. Commits are numbered from 1 as they begin; one at a time is under way.
type changes struct {
	mu          sync.Mutex
	begun, done uint64
	last        map[string]map[int64]uint64 // by project and day; of the project "": any project's
}

// begin numbers a commit that is about to be made.
func (c *changes) begin(views []*rum.PageView) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.begun++
	type dayOf struct {
		project string
		day     int64
	}
	marked := map[dayOf]struct{}{}
	for _, v := range views {
		of := dayOf{v.Project, v.Timestamp / dayLength}
		if _, done := marked[of]; !done {
			marked[of] = struct{}{}
			c.mark("", of.day)
			c.mark(of.project, of.day)
		}
	}
}

func (c *changes) mark(project string, day int64) {
	if c.last == nil {
		c.last = map[string]map[int64]uint64{}
	}
	if c.last[project] == nil {
		c.last[project] = map[int64]uint64{}
	}
	c.last[project][day] = c.begun
}

// end says that the commit was made. Of one that was not, nothing is known: its days stay changed until the next.
func (c *changes) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.done = c.begun
}

// covered is the newest commit that a snapshot taken from now on has for sure, with all before it.
func (c *changes) covered() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

// since lists the days that are not surely the same in two snapshots: of a day the first one covers what known tells, the
// second one, taken before this is asked, covers so much.
func (c *changes) since(project string, known func(day int64) uint64, covers uint64) (days []int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for day, commit := range c.last[project] {
		if commit > min(known(day), covers) {
			days = append(days, day)
		}
	}
	return days
}
