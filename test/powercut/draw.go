package powercut

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
)

// version is one content that a sector had.
type version struct {
	change int    // the number of the change that made it; 0 is what was durable before all of them
	data   []byte // shorter than a sector at the file's end; the rest is zeros
	cut    bool   // made by a truncation
}

// draw says what a disk holds that lost its power now: newest is the probability that the last version of
// something is on it. It also counts the sectors that are not as the programs saw them.
func (c *content) draw(random *rand.Rand, newest float64) (disk []byte, lost int) {
	return c.assemble(random, newest, pick(random, newest, len(c.pending)+1))
}

// assemble draws the sectors of a disk that the change of size reached was the last to reach.
func (c *content) assemble(random *rand.Rand, newest float64, reached int) (disk []byte, lost int) {
	size := len(c.disk)
	if reached > 0 {
		size = c.pending[reached-1].size
	}
	disk = make([]byte, size)
	copy(disk, c.disk)
	sectors := c.sectors()
	for _, at := range slices.Sorted(maps.Keys(sectors)) {
		possible := between(sectors[at], reached)
		v := possible[pick(random, newest, len(possible))]
		if v.change != sectors[at][len(sectors[at])-1].change {
			lost++
		}
		if v.change == 0 || at >= size {
			continue
		}
		end := min(at+c.sector, size)
		n := copy(disk[at:end], v.data)
		clear(disk[at+n : end])
	}
	return disk, lost
}

// sectors lists the versions, the oldest first, of each sector that anything pending has touched.
func (c *content) sectors() map[int][]version {
	sectors := map[int][]version{}
	add := func(at int, v version) {
		if sectors[at] == nil {
			sectors[at] = []version{{}}
		}
		sectors[at] = append(sectors[at], v)
	}
	end := len(c.disk)
	for i, p := range c.pending {
		for at := p.at; at < p.at+len(p.data); at += c.sector {
			data := p.data[at-p.at : min(at-p.at+c.sector, len(p.data))]
			add(at, version{change: i + 1, data: data, cut: p.cut})
		}
		if p.cut {
			for at := p.at + (len(p.data)+c.sector-1)/c.sector*c.sector; at < end; at += c.sector {
				add(at, version{change: i + 1, cut: true})
			}
		}
		end = max(end, p.size)
	}
	return sectors
}

// between leaves of a sector's versions those that can be together with the size after the change reached: not from
// before a truncation that happened, and not from after one that did not.
func between(versions []version, reached int) []version {
	from, to := 0, len(versions)
	for i, v := range versions {
		if v.cut && v.change <= reached {
			from = i
		}
		if v.cut && v.change > reached {
			to = i
			break
		}
	}
	return versions[from:to]
}

// pick draws one of n, the last with the probability newest, the others alike.
func pick(random *rand.Rand, newest float64, n int) int {
	if n == 1 || random.Float64() < newest {
		return n - 1
	}
	return random.IntN(n - 1)
}

// temper draws how much of what was pending survives a cut: now and then all or nothing, and else something between.
func temper(random *rand.Rand) float64 {
	switch random.IntN(6) {
	case 0:
		return 0
	case 1:
		return 1
	case 2:
		return 0.98 // little is missing
	default:
		return random.Float64()
	}
}

// byNumber sorts nodes by their number, so that what is drawn depends on the seed alone.
func byNumber(a, b *file) int { return cmp.Compare(a.number, b.number) }
