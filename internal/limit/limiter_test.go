package limit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"paceline/internal/await"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
)

var errAway = errors.New("away")

// server stands before the pool that processes share, and breaks the way to it.
type server struct {
	limit.Pool
	delay  time.Duration // of an answer, at the most
	away   atomic.Bool
	silent atomic.Bool
	calls  atomic.Int64
}

func newServer() *server { return &server{Pool: memory.New(time.Now)} }

func (s *server) reach(ctx context.Context) error {
	call := s.calls.Add(1)
	if s.away.Load() {
		return errAway
	}
	if s.silent.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	if s.delay > 0 {
		await.Pass(time.Duration(call*7919) * time.Millisecond % s.delay)
	}
	return nil
}

func (s *server) Draw(ctx context.Context, key string, perMinute, n int) (limit.Drawn, error) {
	if err := s.reach(ctx); err != nil {
		return limit.Drawn{}, err
	}
	return s.Pool.Draw(ctx, key, perMinute, n)
}

func (s *server) GiveBack(ctx context.Context, key string, perMinute, n int) error {
	if err := s.reach(ctx); err != nil {
		return err
	}
	return s.Pool.GiveBack(ctx, key, perMinute, n)
}

// start runs a limiter on the shared pool until the test ends, as a process would.
func start(t *testing.T, shared limit.Pool, logged *bytes.Buffer) *limit.Limiter {
	if logged == nil {
		logged = &bytes.Buffer{}
	}
	l := limit.New(limit.Options{Local: memory.New(time.Now), Shared: shared, Log: slog.New(slog.NewTextHandler(logged, nil))})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		l.Close()
	})
	return l
}

// burst asks so often at once, and counts what is let through.
func burst(t *testing.T, l *limit.Limiter, perMinute, n int) (passed int) {
	t.Helper()
	for range n {
		if l.Take(t.Context(), "shop", perMinute).OK {
			passed++
		}
	}
	return passed
}

func TestAloneAProcessLetsItsLimitThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := start(t, nil, nil)
		if got := burst(t, l, 100, 300); got != 100 {
			t.Errorf("%d passed, want 100", got)
		}
		d := l.Take(t.Context(), "shop", 100)
		if d.OK || d.Source != limit.Own || d.Wait <= 0 || d.Wait > 600*time.Millisecond {
			t.Errorf("then: %+v; want to wait 600 ms at most", d)
		}
		await.Pass(d.Wait)
		if got := burst(t, l, 100, 5); got != 1 {
			t.Errorf("after the wait %d passed, want 1", got)
		}
	})
}

// From a cold start nobody holds anything: the limit is exact, whatever it is and whoever is asked.
func TestTogetherProcessesLetOneLimitThrough(t *testing.T) {
	for _, perMinute := range []int{1, 2, 7, 100, 1000, 10_000} {
		synctest.Test(t, func(t *testing.T) {
			shared, all, passed := newServer(), make([]*limit.Limiter, 3), 0
			for i := range all {
				all[i] = start(t, shared, nil)
			}
			for i := range 3 * perMinute * len(all) {
				d := all[i%len(all)].Take(t.Context(), "shop", perMinute)
				if d.OK {
					passed++
				}
				if d.Source != limit.Shared || d.OK == (d.Wait > 0) {
					t.Fatalf("%+v; want one of the shared pool, and a wait when it is refused", d)
				}
				synctest.Wait() // draws ahead take no time here
			}
			if passed != perMinute {
				t.Errorf("%d a minute: %d passed", perMinute, passed)
			}
		})
	}
}

// Whatever the traffic and however slow the pool is, the stated bounds hold over every span.
func TestTheBoundsHoldOverEverySpan(t *testing.T) {
	const processes, minutes = 3, 5
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		perMinute := []int{60, 1000, 10_000}[seed%3]
		offered := float64(perMinute) * (0.2 + 4*random.Float64())
		synctest.Test(t, func(t *testing.T) {
			shared, all := newServer(), make([]*limit.Limiter, processes)
			shared.delay = 20 * time.Millisecond
			for i := range all {
				all[i] = start(t, shared, nil)
			}
			most := float64(perMinute + processes*limit.Block(perMinute))
			began, last, total, above := time.Now(), time.Now(), 0, 0.0
			for time.Since(began) < minutes*time.Minute {
				await.Pass(time.Duration(random.ExpFloat64() * float64(time.Minute) / offered))
				d := all[random.IntN(1+random.IntN(processes))].Take(t.Context(), "shop", perMinute) // not evenly
				if d.Source != limit.Shared {
					t.Fatalf("seed %d: %+v, and the pool is there", seed, d)
				}
				if !d.OK {
					continue
				}
				total++
				now := time.Now() // above: what passed in the span that passed the most, less what comes back in it
				above = max(above-float64(perMinute)*now.Sub(last).Minutes(), 0) + 1
				last = now
				if above > most+1e-6 {
					t.Fatalf("seed %d: %.1f more than came back passed, want %.0f at most", seed, above, most)
				}
			}
			came := min(offered*minutes, float64(perMinute*(minutes+1)))
			if least := came*0.97 - processes*float64(limit.Block(perMinute)); float64(total) < least {
				t.Errorf("seed %d: %d a minute, %.0f offered: %d passed in %d minutes, want %.0f at least", seed, perMinute, offered, total, minutes, least)
			}
		})
	}
}

// What one process holds and does not use, others have a second later; at its end at once.
func TestUnusedTokensAreGivenBack(t *testing.T) {
	for name, end := range map[string]func(*limit.Limiter){
		"idle":   func(*limit.Limiter) { await.Pass(2 * time.Second) },
		"closed": (*limit.Limiter).Close,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const perMinute = 1200
				shared := newServer()
				one, other := start(t, shared, nil), start(t, shared, nil)
				used := 0
				for range 200 { // often enough to hold a block
					used += burst(t, one, perMinute, 1)
					synctest.Wait()
				}
				began := time.Now()
				end(one)
				synctest.Wait()
				back := int(time.Since(began).Minutes() * perMinute)
				if got, want := burst(t, other, perMinute, 2*perMinute), perMinute-max(used-back, 0); got != want {
					t.Errorf("%d passed, want %d", got, want)
				}
			})
		})
	}
}

// A flood costs a few round trips a second, and so does steady traffic.
func TestRoundTripsAreFew(t *testing.T) {
	for name, perSecond := range map[string]int{"steady": 100, "a flood": 5000} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shared := newServer()
				l := start(t, shared, nil)
				burst(t, l, 10_000, 20_000)
				began := shared.calls.Load()
				for range 10 * perSecond {
					await.Pass(time.Second / time.Duration(perSecond))
					l.Take(t.Context(), "shop", 10_000)
				}
				if got := shared.calls.Load() - began; got > 110 {
					t.Errorf("%d round trips in ten seconds", got)
				}
			})
		})
	}
}

func TestALimitThatChangesHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := start(t, newServer(), nil)
		burst(t, l, 10_000, 5000) // half of a minute
		if got := burst(t, l, 100, 10_000); got > 51 {
			t.Errorf("%d passed, want half of the new limit", got)
		}
	})
}

// A pool that is away or silent costs one request its patience, and then nobody anything.
func TestWithoutTheSharedPoolEachProcessLimitsForItself(t *testing.T) {
	for name, breakIt := range map[string]func(*server, bool){
		"away":   func(s *server, is bool) { s.away.Store(is) },
		"silent": func(s *server, is bool) { s.silent.Store(is) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var logged bytes.Buffer
				shared := newServer()
				l := start(t, shared, &logged)
				passed := burst(t, l, 1000, 100)
				synctest.Wait()
				breakIt(shared, true)
				began := time.Now()
				passed += burst(t, l, 1000, 2000)
				if took := time.Since(began); took > 50*time.Millisecond {
					t.Errorf("2,000 requests waited %s for it", took)
				}
				if d := l.Take(t.Context(), "shop", 1000); passed != 1000 || d.Source != limit.Fallback || d.OK {
					t.Errorf("%d passed, then %+v; want what the process would let through alone", passed, d)
				}
				for range 6000 { // a minute of it
					await.Pass(10 * time.Millisecond)
					l.Take(t.Context(), "shop", 1000)
				}
				breakIt(shared, false)
				await.Within(t, time.Minute, "it is back and used", func() bool { return l.Take(t.Context(), "shop", 1000).Source == limit.Shared })
				synctest.Wait()
				if lines := strings.Count(logged.String(), "\n"); lines != 2 || !strings.Contains(logged.String(), "shared again") {
					t.Errorf("logged, want one line when it goes and one when it is back:\n%s", logged.String())
				}
			})
		})
	}
}

// A pool that comes and goes fills no log.
func TestAPoolThatFlickersIsToldOfSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged bytes.Buffer
		shared := newServer()
		l := start(t, shared, &logged)
		for i := range 6000 {
			shared.away.Store(i%100 < 50)
			await.Pass(10 * time.Millisecond)
			l.Take(t.Context(), "shop", 10_000)
		}
		synctest.Wait()
		if lines := strings.Count(logged.String(), "\n"); lines < 2 || lines > 13 {
			t.Errorf("a minute of it is %d lines", lines)
		}
	})
}

// Nobody gets a minute's tokens anew because the shared pool breaks.
func TestABrokenPoolGivesNothingAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newServer()
		l := start(t, shared, nil)
		burst(t, l, 1000, 2000)
		shared.away.Store(true)
		await.Pass(200 * time.Millisecond)
		if got := burst(t, l, 1000, 2000); got > 4 {
			t.Errorf("%d passed, want what came back in 0.2 s", got)
		}
	})
}

// Who goes does not wait.
func TestAClientWhoGoesDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shared := newServer()
		shared.silent.Store(true)
		l := start(t, shared, nil)
		ctx, leave := context.WithCancel(t.Context())
		leave()
		began := time.Now()
		l.Take(ctx, "shop", 1000)
		if took := time.Since(began); took > 0 {
			t.Errorf("it waited %s", took)
		}
	})
}

func TestTakingAllocatesNothing(t *testing.T) {
	away := newServer()
	away.away.Store(true)
	for name, shared := range map[string]limit.Pool{"own": nil, "shared": memory.New(time.Now), "fallback": away} {
		l := start(t, shared, nil)
		l.Take(t.Context(), "shop", 1<<40)
		if n := testing.AllocsPerRun(100_000, func() { l.Take(t.Context(), "shop", 1<<40) }); n != 0 {
			t.Errorf("%s: %g allocations each", name, n)
		}
	}
}
