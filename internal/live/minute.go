package live

import (
	"time"

	"paceline/internal/pulse"
)

const (
	aMinute = time.Minute
	// partLength is how finely the last minute is kept: it reaches back up to this much further.
	partLength = 5 * time.Second
)

// minute is what a room was told in the last minute, in parts, oldest first.
type minute struct{ parts []part }

type part struct {
	began time.Time
	sum   *pulse.Pulse
}

func (m *minute) add(p *pulse.Pulse, now time.Time) {
	m.forget(now)
	if n := len(m.parts); n == 0 || now.Sub(m.parts[n-1].began) >= partLength {
		m.parts = append(m.parts, part{began: now, sum: &pulse.Pulse{}})
	}
	m.parts[len(m.parts)-1].sum.Merge(p)
}

// sum adds the parts up. Of nothing it is a summary of this moment.
func (m *minute) sum(now time.Time) *pulse.Pulse {
	m.forget(now)
	sum := &pulse.Pulse{}
	for _, part := range m.parts {
		sum.Merge(part.sum)
	}
	if sum.Empty() {
		sum.From, sum.To = now.UnixMilli(), now.UnixMilli()
	}
	return sum
}

func (m *minute) forget(now time.Time) {
	for len(m.parts) > 0 && now.Sub(m.parts[0].began) > aMinute {
		m.parts = m.parts[1:]
	}
}
