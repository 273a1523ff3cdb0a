package worker

import "paceline/internal/rum"

// tallies counts what became of a batch's events, by project.
type tallies map[string]*rum.Tally

func (t tallies) of(project string) *rum.Tally {
	one, ok := t[project]
	if !ok {
		one = &rum.Tally{}
		t[project] = one
	}
	return one
}

func (t tallies) values() map[string]rum.Tally {
	values := make(map[string]rum.Tally, len(t))
	for project, one := range t {
		values[project] = *one
	}
	return values
}

// count accounts for an event of a page view.
func (t tallies) count(f *fact, outcome rum.Outcome) {
	one := t.of(f.project)
	one.Processed++
	switch outcome {
	case rum.Merged:
		one.Merged++
	case rum.Repeated:
		one.Deduplicated++
	}
}
