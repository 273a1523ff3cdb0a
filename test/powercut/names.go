package powercut

import (
	"math/rand/v2"
	"slices"
)

// name is a place in a directory.
type name struct {
	in   *directory
	text string
}

// nameChange is one step of the directories, which happens as a whole: node appears at to, and from disappears.
// Either may be missing (in is nil).
type nameChange struct {
	node     node
	to, from name
}

// node is a *file or a *directory.
type node interface{ isNode() }

func (c nameChange) apply() {
	if c.from.in != nil {
		delete(c.from.in.disk, c.from.text)
	}
	if c.to.in != nil {
		c.to.in.disk[c.to.text] = c.node
	}
}

func (c nameChange) touches(n name) bool { return n.in != nil && (c.to == n || c.from == n) }

// dependsOn reports whether c changes a name that earlier changed too, or a name in a directory it made.
func (c nameChange) dependsOn(earlier nameChange) bool {
	if earlier.touches(c.to) || earlier.touches(c.from) {
		return true
	}
	made, ok := earlier.node.(*directory)
	return ok && (c.to.in == made || c.from.in == made)
}

// syncNames makes durable what concerns, and all it depends on; in a journal, all before it too.
func (f *FS) syncNames(concerns func(nameChange) bool) {
	needed := make([]bool, len(f.journal))
	for i := len(f.journal) - 1; i >= 0; i-- {
		needed[i] = needed[i] || concerns(f.journal[i])
		for j := 0; j < i && needed[i]; j++ {
			needed[j] = needed[j] || f.options.Journaled || f.journal[i].dependsOn(f.journal[j])
		}
	}
	var left []nameChange
	for i, c := range f.journal {
		if needed[i] {
			c.apply()
		} else {
			left = append(left, c)
		}
	}
	f.journal = left
}

// drawNames applies what of the journal survives a cut.
func (f *FS) drawNames(random *rand.Rand, newest float64) {
	if f.options.Journaled {
		for _, c := range f.journal[:pick(random, newest, len(f.journal)+1)] {
			c.apply()
		}
		return
	}
	var lost []nameChange
	for _, c := range f.journal {
		if random.Float64() < newest && !slices.ContainsFunc(lost, c.dependsOn) {
			c.apply()
		} else {
			lost = append(lost, c)
		}
	}
}
