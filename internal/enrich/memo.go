package enrich

import "strings"

// memoSize is how many texts a generation of a memo has: of user agents within their bound, at most 2 MiB.
const memoSize = 4096

// memo remembers what a pure function made of the texts that it was asked for last. When the young generation is
// full it becomes the old one, and what the old one alone had is forgotten.
type memo[V any] struct {
	compute    func(string) V
	young, old map[string]V
}

func newMemo[V any](compute func(string) V) memo[V] {
	return memo[V]{compute: compute, young: map[string]V{}}
}

func (m *memo[V]) of(text string) V {
	if v, ok := m.young[text]; ok {
		return v
	}
	v, ok := m.old[text]
	if !ok {
		v = m.compute(text)
	}
	if len(m.young) == memoSize {
		m.old, m.young = m.young, map[string]V{}
	}
	m.young[strings.Clone(text)] = v // the text may be a part of a whole record
	return v
}
