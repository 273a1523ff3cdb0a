package rum

import "bytes"

// Outcome is what became of one report in its page view.
type Outcome uint8

// The outcomes of a merge, as the ledger counts them.
const (
	Shown    Outcome = iota // an event that was not there before is visible now
	Merged                  // one of two reports of the same thing is not visible any more
	Repeated                // the same report again: nothing changed
)

// Merge takes another report of the same vital. A plausible value beats a dropped one, then the greatest TS
// wins, then the greater value: whatever order reports arrive in, the same one is left.
func (r *Reading) Merge(next Reading) Outcome {
	switch {
	case !r.Reported:
		*r = next
		return Shown
	case r.same(next):
		return Repeated
	}
	if next.beats(*r) {
		*r = next
	}
	return Merged
}

func (r *Reading) same(next Reading) bool {
	return r.TS == next.TS && r.Valid == next.Valid && r.Value == next.Value
}

func (r Reading) beats(other Reading) bool {
	if r.Valid != other.Valid {
		return r.Valid
	}
	if r.TS != other.TS {
		return r.TS > other.TS
	}
	if r.Value != other.Value {
		return r.Value > other.Value
	}
	return bytes.Compare(r.Attribution, other.Attribution) > 0
}

// Open takes a page_view event. The earliest one counts.
func (v *PageView) Open(ts int64) Outcome {
	switch v.PageViewTS {
	case 0:
		v.PageViewTS = ts
		return Shown
	case ts:
		return Repeated
	default:
		v.PageViewTS = min(v.PageViewTS, ts)
		return Merged
	}
}

// Touch widens the view's span of client times. The weight of its latest event counts: whether a view that was slow is
// one of many, or stands for itself, is known when it ends. Of two events at the same time the lesser weight counts.
func (v *PageView) Touch(ts int64, weight float64) {
	if ts > v.LastTS || ts == v.LastTS && weight < v.Weight {
		v.Weight = weight
	}
	if v.FirstTS == 0 || ts < v.FirstTS {
		v.FirstTS = ts
	}
	v.LastTS = max(v.LastTS, ts)
}

// Complete fills in what was not known of the visitor yet; what is known stays.
func (v *Visitor) Complete(more Visitor) {
	for _, field := range []struct{ known, more *string }{
		{&v.Device, &more.Device}, {&v.Browser, &more.Browser}, {&v.OS, &more.OS},
		{&v.Country, &more.Country}, {&v.Connection, &more.Connection},
		{&v.Language, &more.Language}, {&v.Release, &more.Release}, {&v.User, &more.User},
	} {
		if *field.known == "" {
			*field.known = *field.more
		}
	}
	v.Bot = v.Bot || more.Bot
}
