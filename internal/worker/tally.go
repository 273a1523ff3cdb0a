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

// add counts the events of page views.
func (t tallies) add(views *trails) {
	for i, one := range views.list {
		sum := t.of(views.keys[i].Project)
		sum.Processed += one.tally.Processed
		sum.Merged += one.tally.Merged
		sum.Deduplicated += one.tally.Deduplicated
	}
}

// count accounts for an event of a page view.
func count(tally *rum.Tally, outcome rum.Outcome) {
	tally.Processed++
	switch outcome {
	case rum.Merged:
		tally.Merged++
	case rum.Repeated:
		tally.Deduplicated++
	}
}
