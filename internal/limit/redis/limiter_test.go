package redis

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	"paceline/internal/logtest"
	"paceline/internal/redistest"
)

// much is a limit that no test uses up.
const much = 1_000_000

// Two processes on one Redis let through what one would: the limit, and what comes back meanwhile.
func TestLimitersOnOneRedisShareALimit(t *testing.T) {
	server := redistest.Start(t)
	const perMinute = 600
	one, other := limiter(t, server, nil), limiter(t, server, nil)
	began, passed := time.Now(), 0
	for range 3 * perMinute {
		for _, l := range []*limit.Limiter{one, other} {
			d := l.Take(t.Context(), "shop", perMinute)
			if d.Source != limit.Shared {
				t.Fatalf("%+v, and Redis is there", d)
			}
			if d.OK {
				passed++
			}
		}
	}
	back := int(time.Since(began).Minutes() * perMinute)
	if least := perMinute - 2*limit.Block(perMinute); passed < least || passed > perMinute+back+1 {
		t.Errorf("%d passed, want %d to %d", passed, least, perMinute+back+1)
	}
}

// A Redis that is killed or frozen costs no request: every one is let through by the process alone, until it is back.
func TestALimiterGoesOnWithoutItsRedis(t *testing.T) {
	for name, c := range map[string]struct{ away, back func(*redistest.Server) }{
		"killed": {(*redistest.Server).Kill, func(s *redistest.Server) { _ = s.Resume() }},
		"frozen": {(*redistest.Server).Freeze, (*redistest.Server).Thaw},
	} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			logged := &logtest.Lines{}
			l := limiter(t, server, logged)
			until := func(source limit.Source, said string) {
				t.Helper()
				await.Until(t, fmt.Sprintf("requests are decided by what is %s, and that is said", source), func() bool {
					d := l.Take(t.Context(), "shop", much)
					if !d.OK {
						t.Fatalf("refused: %+v", d)
					}
					return d.Source == source && strings.Contains(logged.Text(), said)
				})
			}
			until(limit.Shared, "")
			c.away(server)
			until(limit.Fallback, "not shared at the moment")
			c.back(server)
			until(limit.Shared, "")
		})
	}
}

// limiter is one process. It may wait for Redis as long as a busy machine takes when nothing is logged: what passes is
// counted then.
func limiter(t *testing.T, server *redistest.Server, logged *logtest.Lines) *limit.Limiter {
	t.Helper()
	o := limit.Options{Local: memory.New(time.Now), Shared: open(t, server), Log: slog.New(slog.DiscardHandler), Patience: 30 * time.Second}
	if logged != nil {
		o.Log, o.Patience = slog.New(slog.NewTextHandler(logged, nil)), 0
	}
	l := limit.New(o)
	t.Cleanup(l.Close)
	return l
}
