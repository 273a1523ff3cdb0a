package query

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"paceline/internal/httpapi"
	"paceline/internal/store"
)

// Every error of this service is problem+json: 400 for a parameter, 401 and 403 for access, 404 for what is not there,
// 503 for what may work later. What went wrong inside is logged, never shown.

func badRequest(detail string) error {
	return &httpapi.Error{Status: http.StatusBadRequest, Detail: detail}
}

func notFound(detail string) error {
	return &httpapi.Error{Status: http.StatusNotFound, Detail: detail}
}

// retrySoon is what Retry-After says when the store could not answer.
const retrySoon = 5 * time.Second

// refusal is what is shown for an error of the store or the log.
func refusal(ctx context.Context, log *slog.Logger, operation string, err error) error {
	var shown *httpapi.Error
	unavailable := func(detail string) error {
		return &httpapi.Error{Status: http.StatusServiceUnavailable, Detail: detail, RetryAfter: retrySoon}
	}
	switch {
	case errors.As(err, &shown):
		return err
	case ctx.Err() != nil: // the client has gone, or the server is ending
		return unavailable("the request was given up")
	case errors.Is(err, context.DeadlineExceeded):
		log.WarnContext(ctx, "question timed out", "operation", operation)
		return unavailable("the question took too long: ask about less time, or again later")
	case errors.Is(err, store.ErrUnavailable):
		log.ErrorContext(ctx, "store unavailable", "operation", operation, "error", err)
		return unavailable("the store is not available right now")
	}
	return err
}
