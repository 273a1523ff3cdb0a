package redis

import (
	"log/slog"
	"testing"
	"time"

	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	"paceline/internal/redistest"
)

// BenchmarkTake is what a beacon's limit costs with the process's own limits, with those on a Redis, and, for comparison,
// with one round trip to it for each beacon.
func BenchmarkTake(b *testing.B) {
	const perMinute = 1_000_000_000 // never used up
	server := redistest.Start(b)
	shared := New(dial(b, server), "bench")
	for name, pool := range map[string]limit.Pool{"own": nil, "shared": shared} {
		b.Run(name, func(b *testing.B) {
			l := limit.New(limit.Options{Local: memory.New(time.Now), Shared: pool, Log: slog.New(slog.DiscardHandler)})
			b.Cleanup(l.Close)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if d := l.Take(b.Context(), "shop", perMinute); !d.OK || d.Source == limit.Fallback {
						b.Fatalf("%+v", d)
					}
				}
			})
		})
	}
	b.Run("a round trip each", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if drawn, err := shared.Draw(b.Context(), "shop", perMinute, 1); err != nil || drawn.Granted != 1 {
					b.Fatalf("%+v, %v", drawn, err)
				}
			}
		})
	})
}
