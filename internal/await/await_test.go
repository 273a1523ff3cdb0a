package await

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// failing notes how a test would fail.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}

func (f *failing) Fatalf(format string, _ ...any) {
	f.said = format
	panic(f)
}

func TestItPollsUntilItHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, asked := time.Now(), 0
		Until(t, "three times", func() bool { asked++; return asked == 3 })
		if took := time.Since(began); asked != 3 || took > 10*time.Millisecond {
			t.Errorf("asked %d times in %s", asked, took)
		}
	})
}

func TestWhatDoesNotComeAboutFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, f := time.Now(), &failing{TB: t}
		defer func() {
			if recover() != f || !strings.Contains(f.said, "not within") || time.Since(began) != time.Second {
				t.Errorf("%q after %s", f.said, time.Since(began))
			}
		}()
		Within(f, time.Second, "never", func() bool { return false })
	})
}

func TestTimePassesInABubbleOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		Pass(time.Hour)
		if took := time.Since(began); took != time.Hour {
			t.Errorf("%s passed", took)
		}
	})
	defer func() {
		if recover() == nil {
			t.Error("real time may pass")
		}
	}()
	Pass(time.Nanosecond)
}
