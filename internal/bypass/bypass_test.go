package bypass

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"paceline/internal/await"
)

var errBroken = errors.New("broken")

func broken(context.Context) error  { return errBroken }
func working(context.Context) error { return nil }

// hanging heeds its context, as a client of a silent server does.
func hanging(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }

func TestAFailureIsLeftAloneForLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, calls := New(time.Second), 0
		began := time.Now()
		for time.Since(began) < time.Minute {
			err := b.Do(t.Context(), func(context.Context) error { calls++; return errBroken })
			if !errors.Is(err, errBroken) {
				t.Fatalf("error is %v, want one that tells the failure", err)
			}
			await.Pass(time.Millisecond)
		}
		if calls < 15 || calls > 20 {
			t.Errorf("a minute of failures cost %d calls, want one of each pause of 0.1 to 5 s", calls)
		}
	})
}

func TestItIsUsedAgainWhenItWorks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(time.Second)
		_ = b.Do(t.Context(), broken)
		if err := b.Do(t.Context(), working); !errors.Is(err, ErrBypassed) {
			t.Fatalf("right after a failure: %v, want %v", err, ErrBypassed)
		}
		await.Pass(leastPause)
		for range 2 {
			if err := b.Do(t.Context(), working); err != nil {
				t.Fatalf("after the pause: %v", err)
			}
		}
	})
}

func TestOneCallAtATimeTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(time.Second)
		_ = b.Do(t.Context(), broken)
		await.Pass(leastPause)
		go func() { _ = b.Do(t.Context(), hanging) }()
		synctest.Wait()
		if err := b.Do(t.Context(), working); !errors.Is(err, ErrBypassed) {
			t.Errorf("while another tries: %v, want %v", err, ErrBypassed)
		}
	})
}

func TestWhatIsSlowIsAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, began := New(50*time.Millisecond), time.Now()
		if err := b.Do(t.Context(), hanging); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 50*time.Millisecond {
			t.Errorf("it was waited for %s", took)
		}
		if err := b.Do(t.Context(), working); !errors.Is(err, ErrBypassed) {
			t.Errorf("then: %v, want %v", err, ErrBypassed)
		}
	})
}

func TestACallerWhoGoesIsNoFailure(t *testing.T) {
	b := New(time.Minute)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	if err := b.Do(ctx, hanging); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := b.Do(t.Context(), working); err != nil {
		t.Errorf("the next caller: %v", err)
	}
}

// A crowd that was on its way when it broke makes one failure.
func TestCallsThatFailTogetherCountOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(10 * time.Millisecond)
		for range 100 {
			go func() { _ = b.Do(t.Context(), hanging) }()
		}
		synctest.Wait()
		await.Pass(10*time.Millisecond + leastPause)
		if err := b.Do(t.Context(), working); err != nil {
			t.Errorf("after the shortest pause: %v", err)
		}
	})
}
