package redis

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"paceline/internal/limit"
	"paceline/internal/limit/limittest"
	"paceline/internal/redistest"
	"paceline/internal/redisurl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestConformance(t *testing.T) {
	server := redistest.Start(t)
	limittest.Run(t, func(t *testing.T) limit.Pool {
		server.Client(t).FlushAll(t.Context())
		return open(t, server)
	})
}

func TestProcessesShareIt(t *testing.T) {
	server := redistest.Start(t)
	one, other := open(t, server), open(t, server)
	draw(t, one, "shop", 6, 4, 4)
	draw(t, other, "shop", 6, 4, 2)
	draw(t, New(dial(t, server), "another service"), "shop", 6, 6, 6)
}

// No key is on the server for longer than it says something.
func TestEveryKeyExpires(t *testing.T) {
	server := redistest.Start(t)
	p, client := open(t, server), server.Client(t)
	draw(t, p, "some", 60, 30, 30)
	draw(t, p, "all", 60, 60, 60)
	for key, within := range map[string]time.Duration{"some": 30 * time.Second, "all": time.Minute} {
		if ttl := client.PTTL(t.Context(), p.keyOf(key)).Val(); ttl <= 0 || ttl > within {
			t.Errorf("%s expires in %s, want within %s", key, ttl, within)
		}
	}
	if err := p.GiveBack(t.Context(), "some", 60, 60); err != nil {
		t.Fatal(err)
	}
	if keys := client.Keys(t.Context(), "*").Val(); len(keys) != 1 {
		t.Errorf("%v are there, want no key that is full again", keys)
	}
}

// What a server knows may come from another whose clock was ahead: a failover. It must not refuse for that long.
func TestAClockThatWasAheadRefusesForAMinuteAtMost(t *testing.T) {
	server := redistest.Start(t)
	p, client := open(t, server), server.Client(t)
	ahead := client.Time(t.Context()).Val().Add(time.Hour)
	client.Set(t.Context(), p.keyOf("shop"), fmt.Sprint(ahead.UnixMicro()), 0)
	drawn, err := p.Draw(t.Context(), "shop", 6, 1)
	if err != nil || drawn.Granted != 0 || drawn.Wait > 10*time.Second {
		t.Errorf("%+v, %v; want a token within 10 s", drawn, err)
	}
}

// The braces are what a Redis Cluster spreads keys by.
func TestKeysOfOneServiceSpreadOverACluster(t *testing.T) {
	server := redistest.Start(t, "--cluster-enabled", "yes")
	p, client := open(t, server), server.Client(t)
	slots := map[int64]bool{}
	for _, key := range []string{"shop", "blog", "docs"} {
		slots[client.ClusterKeySlot(t.Context(), p.keyOf(key)).Val()] = true
	}
	if len(slots) != 3 {
		t.Errorf("three keys are in %d slots", len(slots))
	}
}

func TestARedisThatIsAwayIsAnError(t *testing.T) {
	server := redistest.Start(t)
	p := open(t, server)
	if err := p.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	_, err := p.Draw(t.Context(), "shop", 6, 1)
	for doing, err := range map[string]error{"draw": err, "give back": p.GiveBack(t.Context(), "shop", 6, 1), "probe": p.Check(t.Context())} {
		if err == nil {
			t.Errorf("%s: no error", doing)
		}
	}
	server.Restart(t)
	draw(t, p, "shop", 6, 6, 6)

	server.Freeze()
	t.Cleanup(server.Thaw)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := p.Draw(ctx, "shop", 6, 1); err == nil {
		t.Error("a server that is silent grants something")
	}
}

func dial(t testing.TB, server *redistest.Server) redis.UniversalClient {
	t.Helper()
	client, err := redisurl.DialImpatient(server.URL(), time.Minute) // so that only what a test says is late
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func open(t *testing.T, server *redistest.Server) *Pool {
	t.Helper()
	return New(dial(t, server), "test")
}

func draw(t *testing.T, p *Pool, key string, perMinute, n, want int) {
	t.Helper()
	if drawn, err := p.Draw(t.Context(), key, perMinute, n); err != nil || drawn.Granted != want {
		t.Errorf("%d of %s were wanted: %+v, %v; want %d", n, key, drawn, err, want)
	}
}
