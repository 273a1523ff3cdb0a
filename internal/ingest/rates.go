package ingest

import (
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"paceline/internal/admin"
)

// maxBuckets bounds the memory of rates. It is far above the number of projects one log can serve.
const maxBuckets = 100_000

// rates is a token bucket per project. A bucket holds one minute's requests.
type rates struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newRates() *rates { return &rates{buckets: map[string]*rate.Limiter{}} }

// take takes a request's token, or tells how long it will be until there is one.
func (r *rates) take(p admin.Project, now time.Time) (wait time.Duration, ok bool) {
	perMinute := p.RateLimit
	if perMinute <= 0 {
		perMinute = admin.DefaultRateLimit
	}
	bucket := r.bucket(p.Key, perMinute, now)
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - bucket.TokensAt(now)
	return time.Duration(math.Ceil(missing * float64(time.Minute) / float64(perMinute))), false
}

func (r *rates) bucket(project string, perMinute int, now time.Time) *rate.Limiter {
	limit := rate.Limit(float64(perMinute) / 60)
	r.mu.Lock()
	defer r.mu.Unlock()
	bucket, ok := r.buckets[project]
	if !ok {
		if len(r.buckets) >= maxBuckets {
			r.forgetFull(now)
		}
		bucket = rate.NewLimiter(limit, perMinute)
		r.buckets[project] = bucket
	}
	if bucket.Burst() != perMinute { // the project's setting has changed
		bucket.SetLimitAt(now, limit)
		bucket.SetBurstAt(now, perMinute)
	}
	return bucket
}

// forgetFull drops the buckets that are full, which a new one would be too. When none is, one has to go.
func (r *rates) forgetFull(now time.Time) {
	for project, bucket := range r.buckets {
		if bucket.TokensAt(now) >= float64(bucket.Burst()) {
			delete(r.buckets, project)
		}
	}
	for project := range r.buckets {
		if len(r.buckets) < maxBuckets {
			return
		}
		delete(r.buckets, project)
	}
}
