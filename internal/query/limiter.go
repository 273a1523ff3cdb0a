package query

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"

	"paceline/internal/httpapi"
)

// maxLimited is the most buckets that are kept: the least used are forgotten, which gives their owners a full bucket.
const maxLimited = 50_000

// limiter holds a token bucket for every project and client. One untouched for a minute is full again, and forgotten.
type limiter struct {
	perMinute int
	now       func() time.Time
	buckets   *otter.Cache[limited, *rate.Limiter]
}

type limited struct {
	project string
	client  netip.Addr
}

func newLimiter(perMinute int, now func() time.Time) *limiter {
	return &limiter{perMinute: perMinute, now: now, buckets: otter.Must(&otter.Options[limited, *rate.Limiter]{
		MaximumSize:      maxLimited,
		ExpiryCalculator: otter.ExpiryAccessing[limited, *rate.Limiter](time.Minute),
	})}
}

// take takes one request out of a bucket, or says when there will be one.
func (l *limiter) take(who limited) error {
	bucket, _ := l.buckets.ComputeIfAbsent(who, func() (*rate.Limiter, bool) {
		return rate.NewLimiter(rate.Limit(float64(l.perMinute)/60), l.perMinute), false
	})
	now := l.now()
	reservation := bucket.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	reservation.CancelAt(now)
	return &httpapi.Error{
		Status: http.StatusTooManyRequests, RetryAfter: wait,
		Detail: "more requests than the limit per project and client allows",
	}
}

func (l *limiter) close() { l.buckets.StopAllGoroutines() }
