// Package limittest is the suite that every adapter of the limits' pool passes.
package limittest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"paceline/internal/limit"
)

// slow is a limit whose tokens come back so late, ten seconds after they were drawn, that no test sees one come back.
const slow = 6

// Run tests the adapter that open returns; every test opens its own. Its clock is a real one.
func Run(t *testing.T, open func(t *testing.T) limit.Pool) {
	tests := map[string]func(*testing.T, limit.Pool){
		"a new key has a minute's tokens, no more":   testWhole,
		"what there is is granted when it is less":   testLess,
		"tokens are granted one by one, to the last": testOneByOne,
		"tokens come back evenly":                    testEvenly,
		"a key takes nothing from another":           testKeys,
		"what is given back can be drawn again":      testGiveBack,
		"no more is given back than a minute's":      testGiveBackTooMuch,
		"a limit that changes holds at once":         testChange,
		"a crowd draws no more than there is":        testCrowd,
		"a limit nobody reaches":                     testHuge,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func testWhole(t *testing.T, p limit.Pool) {
	expect(t, p, "a", slow, slow, slow)
	expect(t, p, "a", slow, 1, 0)
}

func testLess(t *testing.T, p limit.Pool) {
	expect(t, p, "a", slow, 4, 4)
	if got := expect(t, p, "a", slow, 4, 2); got.Wait <= 0 || got.Wait > time.Minute/slow {
		t.Errorf("the next token is said to come in %s, which is not within the %s one takes", got.Wait, time.Minute/slow)
	}
}

func testOneByOne(t *testing.T, p limit.Pool) {
	for _, perMinute := range []int{1, 3, 7, 11, 13} { // fractions that have no end
		key := string(rune('a' + perMinute))
		for range perMinute {
			if got := expect(t, p, key, perMinute, 1, 1); got.Wait != 0 {
				t.Errorf("%d a minute: granted, and to wait %s", perMinute, got.Wait)
			}
		}
		if perMinute < slow {
			expect(t, p, key, perMinute, 1, 0)
		}
	}
}

func testEvenly(t *testing.T, p limit.Pool) {
	const perMinute = 6000 // a hundredth of a second each
	began, got := time.Now(), 0
	for got < perMinute+50 {
		drawn := draw(t, p, "a", perMinute, perMinute+1)
		got += drawn.Granted
		if most := perMinute + int(time.Since(began)*perMinute/time.Minute) + 1; got > most {
			t.Fatalf("%d tokens within %s, want %d at most", got, time.Since(began), most)
		}
		if drawn.Wait <= 0 || drawn.Wait > 10*time.Millisecond {
			t.Fatalf("to wait %s, want 10 ms at most", drawn.Wait)
		}
		if time.Since(began) > 30*time.Second {
			t.Fatalf("only %d tokens came back within 30 s", got-perMinute)
		}
		<-time.After(drawn.Wait) // the pool's own word on when there is more
	}
}

func testKeys(t *testing.T, p limit.Pool) {
	expect(t, p, "a", slow, slow, slow)
	expect(t, p, "b", slow, slow, slow)
	expect(t, p, "a", slow, 1, 0)
}

func testGiveBack(t *testing.T, p limit.Pool) {
	expect(t, p, "a", slow, slow, slow)
	giveBack(t, p, "a", slow, 4)
	expect(t, p, "a", slow, slow, 4)
}

func testGiveBackTooMuch(t *testing.T, p limit.Pool) {
	giveBack(t, p, "a", slow, 3)
	expect(t, p, "a", slow, 2, 2)
	giveBack(t, p, "a", slow, 50)
	expect(t, p, "a", slow, 2*slow, slow)
}

func testChange(t *testing.T, p limit.Pool) {
	expect(t, p, "a", slow, slow/2, slow/2) // half a minute is used
	expect(t, p, "a", 2*slow, 100, slow)    // and so half of the tokens
	expect(t, p, "a", slow, 1, 0)
}

func testCrowd(t *testing.T, p limit.Pool) {
	var granted atomic.Int64
	var crowd sync.WaitGroup
	for range 20 {
		crowd.Go(func() {
			for range 3 {
				drawn, err := p.Draw(t.Context(), "a", slow, 1)
				if err != nil {
					t.Error(err)
				}
				granted.Add(int64(drawn.Granted))
			}
		})
	}
	crowd.Wait()
	if got := granted.Load(); got != slow {
		t.Errorf("%d tokens were granted, want %d", got, slow)
	}
}

func testHuge(t *testing.T, p limit.Pool) {
	for _, perMinute := range []int{1_000_000, 1 << 40} {
		for range 5 {
			expect(t, p, "a", perMinute, 100, 100)
		}
		giveBack(t, p, "a", perMinute, 100)
	}
}

func draw(t *testing.T, p limit.Pool, key string, perMinute, n int) limit.Drawn {
	t.Helper()
	drawn, err := p.Draw(t.Context(), key, perMinute, n)
	if err != nil {
		t.Fatalf("draw %d of %s: %v", n, key, err)
	}
	return drawn
}

func expect(t *testing.T, p limit.Pool, key string, perMinute, n, want int) limit.Drawn {
	t.Helper()
	drawn := draw(t, p, key, perMinute, n)
	if drawn.Granted != want {
		t.Errorf("%d of %s were wanted at %d a minute: %d granted, want %d", n, key, perMinute, drawn.Granted, want)
	}
	return drawn
}

func giveBack(t *testing.T, p limit.Pool, key string, perMinute, n int) {
	t.Helper()
	if err := p.GiveBack(t.Context(), key, perMinute, n); err != nil {
		t.Fatalf("give %d of %s back: %v", n, key, err)
	}
}
