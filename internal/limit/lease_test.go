package limit

import (
	"errors"
	"testing"
	"time"
)

// While the pool is away, a request begins no draw but one in a tenth of a second: not even one that fails at once.
func TestALostPoolIsAskedSeldom(t *testing.T) {
	now := time.UnixMilli(1_697_894_406_000)
	l := &lease{size: 1, perMinute: 1000}
	l.receive(Drawn{}, 1, errors.New("away"), now)
	for after, want := range map[time.Duration]bool{0: false, pause - 1: false, pause: true} {
		v, _ := l.take(now.Add(after))
		if got := l.wants(v, now.Add(after)) > 0; v != unknown || got != want {
			t.Errorf("after %s: verdict %d, asked: %t, want %t", after, v, got, want)
		}
	}
}

func TestBlocks(t *testing.T) {
	for perMinute, want := range map[int]int{1: 1, 119: 1, 120: 1, 600: 5, 10_000: 83} {
		if got := Block(perMinute); got != want {
			t.Errorf("%d a minute: a block is %d, want %d", perMinute, got, want)
		}
	}
}
