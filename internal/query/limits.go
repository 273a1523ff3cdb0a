package query

import (
	"context"
	"net/http"
	"net/netip"

	"paceline/internal/httpapi"
	"paceline/internal/limit"
)

// Limits lets requests of a key through at a rate, as limit.Limiter does.
type Limits interface {
	Take(ctx context.Context, key string, perMinute int) limit.Decision
}

// limit takes a request's token of a project and client. A limit may be counted on a server, which no address may reach.
func (s *Service) limit(ctx context.Context, project string, client netip.Addr) error {
	decision := s.Limits.Take(ctx, project+"/"+s.Pseudonym(client.String()), s.RateLimit)
	s.metrics.limits.Count(decision)
	if decision.OK {
		return nil
	}
	return &httpapi.Error{
		Status: http.StatusTooManyRequests, RetryAfter: decision.Wait,
		Detail: "more requests than the limit per project and client allows",
	}
}
