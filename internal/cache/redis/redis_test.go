package redis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"paceline/internal/await"
	"paceline/internal/bypass"
	"paceline/internal/cache"
	"paceline/internal/cache/cachetest"
	"paceline/internal/redistest"
	"paceline/internal/redisurl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	shop = cache.Scope{Entity: "project", Identifier: "shop"}
	key  = shop.Key("summary", "24h")
)

func TestConformance(t *testing.T) {
	server := redistest.Start(t)
	cachetest.Run(t, func(t *testing.T) cache.Cache {
		server.Client(t).FlushAll(t.Context())
		return open(t, server)
	})
}

func TestServicesShareIt(t *testing.T) {
	server := redistest.Start(t)
	one, other := open(t, server), open(t, server)
	set(t, one, key, "answer")
	expect(t, other, key, "answer")
	if err := other.DeleteScope(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	expect(t, one, key, "")
}

// Redis evicts what it likes. When that is a generation, what it had been deleted for must not come back.
func TestAnEvictedGenerationBringsNothingBack(t *testing.T) {
	server := redistest.Start(t)
	c := open(t, server)
	set(t, c, key, "old")
	if err := c.DeleteScope(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	set(t, c, shop.Key("other"), "new") // gives the scope a generation
	expect(t, c, key, "")
	server.Client(t).Del(t.Context(), generationKey(shop))
	set(t, c, shop.Key("other"), "newer")
	expect(t, c, key, "")
}

// No key outlives its entries, and a generation none of its entries.
func TestEveryKeyExpires(t *testing.T) {
	server := redistest.Start(t)
	c, client := open(t, server), server.Client(t)
	if err := c.Set(t.Context(), key, []byte("a"), time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := c.Set(t.Context(), shop.Key("other"), []byte("b"), time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, name := range client.Keys(t.Context(), "*").Val() {
		if ttl := client.PTTL(t.Context(), name).Val(); ttl <= 0 || ttl > time.Hour {
			t.Errorf("%s expires in %s", name, ttl)
		}
	}
	if ttl := client.PTTL(t.Context(), generationKey(shop)).Val(); ttl <= time.Minute {
		t.Errorf("the generation expires in %s, before an entry of an hour", ttl)
	}
}

// A full Redis that evicts goes on; one that does not keeps nothing new, and does not answer with what was replaced.
func TestAFullRedisIsNoError(t *testing.T) {
	for _, policy := range []string{"allkeys-lfu", "noeviction"} {
		t.Run(policy, func(t *testing.T) {
			c := open(t, redistest.Start(t, "--maxmemory", "4mb", "--maxmemory-policy", policy))
			set(t, c, key, "old")
			value := strings.Repeat("x", 100_000)
			for i := range 100 {
				set(t, c, shop.Key("summary", fmt.Sprint(i)), value)
			}
			if policy == "noeviction" {
				set(t, c, key, value)
				expect(t, c, key, "")
			}
		})
	}
}

func TestWhatIsTooLargeIsNotKept(t *testing.T) {
	c := open(t, redistest.Start(t))
	set(t, c, key, "old")
	if err := c.Set(t.Context(), key, make([]byte, maxValue+1), time.Minute); err != nil {
		t.Fatal(err)
	}
	expect(t, c, key, "")
}

// A Redis that is silent costs a reader a moment once, and then nothing, until it answers again.
func TestASilentRedisIsBypassed(t *testing.T) {
	server := redistest.Start(t)
	c := open(t, server)
	guarded := cache.NewGuarded(c)
	outcomes := make(chan cache.Outcome, 1000)
	through := cache.NewThrough(guarded, func(o cache.Outcome) { outcomes <- o })
	read := func() cache.Outcome {
		t.Helper()
		value, err := through.Read(t.Context(), key, time.Minute, func(context.Context) ([]byte, error) { return []byte("answer"), nil })
		if err != nil || string(value) != "answer" {
			t.Fatalf("read %q, %v: a reader must not notice", value, err)
		}
		return <-outcomes
	}
	await.Until(t, "Redis is used", func() bool { return read() == cache.Hit })
	server.Freeze()
	t.Cleanup(server.Thaw)
	for range 100 {
		if got := read(); got != cache.Bypassed {
			t.Fatalf("without Redis: %v", got)
		}
	}
	await.Until(t, "Redis is left alone after failures", func() bool {
		_, _, err := guarded.Get(t.Context(), key)
		return errors.Is(err, bypass.ErrBypassed)
	})
	if err := c.Check(within(t, time.Second)); err == nil {
		t.Error("the probe of a silent Redis succeeds")
	}
	server.Thaw()
	await.Within(t, time.Minute, "Redis is back and used", func() bool { return read() == cache.Hit })
	if err := c.Check(within(t, time.Minute)); err != nil {
		t.Errorf("the probe of a Redis that is back: %v", err)
	}
}

func TestAnUnboundedRedisIsToldOf(t *testing.T) {
	for settings, loud := range map[string]bool{"": true, "--maxmemory 8mb": true, "--maxmemory 8mb --maxmemory-policy allkeys-lru": false} {
		var logged bytes.Buffer
		c := open(t, redistest.Start(t, strings.Fields(settings)...))
		c.WarnUnbounded(t.Context(), slog.New(slog.NewTextHandler(&logged, nil)))
		if (logged.Len() > 0) != loud {
			t.Errorf("%q: logged %q", settings, logged.String())
		}
	}
}

func open(t *testing.T, server *redistest.Server) *Cache {
	t.Helper()
	client, err := redisurl.DialImpatient(server.URL(), time.Minute) // so that only what a test says is late
	if err != nil {
		t.Fatal(err)
	}
	c := New(client)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func set(t *testing.T, c *Cache, key cache.Key, value string) {
	t.Helper()
	if err := c.Set(t.Context(), key, []byte(value), time.Minute); err != nil {
		t.Fatalf("set %s: %v", key, err)
	}
}

// expect wants an entry; an empty one means none.
func expect(t *testing.T, c *Cache, key cache.Key, want string) {
	t.Helper()
	got, ok, err := c.Get(t.Context(), key)
	if err != nil || string(got) != want || ok != (want != "") {
		t.Errorf("%s is %.20q (there: %t), %v; want %q", key, got, ok, err, want)
	}
}
