package live

import (
	"testing"
	"time"

	"paceline/internal/pulse"
)

func TestAMinuteForgetsWhatIsOlder(t *testing.T) {
	var m minute
	now := time.UnixMilli(1_700_000_000_000)
	for range 130 { // of a second each
		m.add(&pulse.Pulse{From: now.UnixMilli(), To: now.UnixMilli(), Views: 1}, now)
		now = now.Add(time.Second)
	}
	if views := m.sum(now).Views; views < 60 || views > 65 {
		t.Errorf("the last minute has %d page views of one a second", views)
	}
	if parts := len(m.parts); parts > 14 {
		t.Errorf("it is kept in %d parts", parts)
	}
	if sum := m.sum(now.Add(time.Hour)); sum.Views != 0 || sum.Empty() {
		t.Errorf("after an hour: %+v", sum)
	}
}
