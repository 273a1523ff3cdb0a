package soak

// poison makes something that cannot be processed.
func (v *visitor) poison(p *Project) *Beacon {
	b := newBeacon(p, v.pageView(), v.head())
	b.body, b.status = b.body[:len(b.body)-1], 400
	for _, e := range b.Events {
		e.Kind = ""
	}
	return b
}
