package ingest

import (
	"cmp"
	"context"
	"net/http"

	"paceline/internal/admin"
	"paceline/internal/limit"
)

// Limits lets a project's requests through at its rate, as limit.Limiter does.
type Limits interface {
	Take(ctx context.Context, key string, perMinute int) limit.Decision
}

// limit takes a request's token.
func (s *Service) limit(r *http.Request, p admin.Project) error {
	perMinute := cmp.Or(max(p.RateLimit, 0), admin.DefaultRateLimit)
	decision := s.Limits.Take(r.Context(), p.Key, perMinute)
	s.metrics.limits.Count(decision)
	if decision.OK {
		return nil
	}
	return refuseUntil("rate", http.StatusTooManyRequests, "the project's requests per minute are used up", decision.Wait)
}
