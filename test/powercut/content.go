package powercut

import "math/rand/v2"

// Beyond these the older half of what is pending is written back.
const (
	mostPending      = 65_536
	mostPendingBytes = 64 << 20
)

// content is what a file holds: for programs, and on the disk.
type content struct {
	sector  int
	cache   []byte
	disk    []byte
	pending []change
	bytes   int // in pending
}

// change is one write or truncation that the disk may lack.
type change struct {
	at   int    // of data; at a sector's beginning
	data []byte // the touched sectors as they were after the change; the last one ends with the file
	size int    // of the file after the change
	cut  bool   // nothing is behind data: the file was truncated
}

func (c *content) write(data []byte, at int) {
	end := at + len(data)
	if end > len(c.cache) {
		c.cache = grown(c.cache, end)
	}
	copy(c.cache[at:], data)
	c.note(at, end, false)
}

// truncate changes the size, either way.
func (c *content) truncate(size int) {
	switch was := len(c.cache); {
	case size > was:
		c.cache = grown(c.cache, size)
		c.note(was, size, false)
	case size < was:
		clear(c.cache[size:])
		c.cache = c.cache[:size]
		c.note(size, size, true)
	}
}

// punch makes zeros of what is within the file.
func (c *content) punch(from, to int) {
	if to = min(to, len(c.cache)); from < to {
		clear(c.cache[from:to])
		c.note(from, to, false)
	}
}

func (c *content) note(from, to int, cut bool) {
	from -= from % c.sector
	to = min((to+c.sector-1)/c.sector*c.sector, len(c.cache))
	data := append([]byte(nil), c.cache[from:max(from, to)]...)
	c.pending = append(c.pending, change{at: from, data: data, size: len(c.cache), cut: cut})
	if c.bytes += len(data); len(c.pending) > mostPending || c.bytes > mostPendingBytes {
		c.settle(len(c.pending) / 2)
	}
}

func (c *content) sync() { c.settle(len(c.pending)) }

// settle brings the oldest n pending changes to the disk.
func (c *content) settle(n int) {
	for _, p := range c.pending[:n] {
		if p.size < len(c.disk) {
			clear(c.disk[p.size:])
			c.disk = c.disk[:p.size]
		}
		c.disk = grown(c.disk, p.size)
		copy(c.disk[p.at:], p.data)
		c.bytes -= len(p.data)
	}
	c.pending = append([]change(nil), c.pending[n:]...)
}

// fail is a sync that failed: what was pending is forgotten, wherever it got.
func (c *content) fail(random *rand.Rand) (lost int) {
	c.disk, lost = c.assemble(random, random.Float64(), len(c.pending)) // sizes are metadata, which did not fail
	c.pending, c.bytes = nil, 0
	return lost
}

// grown is b with size bytes; those that are new are 0.
func grown(b []byte, size int) []byte {
	if size <= len(b) {
		return b
	}
	if size <= cap(b) {
		return b[:size] // zeros: what is cut off is cleared
	}
	larger := make([]byte, size, max(size, 2*cap(b)))
	copy(larger, b)
	return larger
}
