package ingest

import (
	"errors"
	"net/http"
	"time"

	"paceline/internal/httpapi"
)

// refusal is an answer with a short reason that the metrics count it under.
type refusal struct {
	reason string
	answer httpapi.Error
}

func (r *refusal) Error() string { return r.reason + ": " + r.answer.Detail }
func (r *refusal) Unwrap() error { return &r.answer }

func refuse(reason string, status int, detail string) error {
	return &refusal{reason, httpapi.Error{Status: status, Detail: detail}}
}

func refuseUntil(reason string, status int, detail string, retryAfter time.Duration) error {
	return &refusal{reason, httpapi.Error{Status: status, Detail: detail, RetryAfter: retryAfter}}
}

// reasonOf is the label of an error; one that is no refusal is a fault of ours.
func reasonOf(err error) string {
	var r *refusal
	if errors.As(err, &r) {
		return r.reason
	}
	return "internal"
}

// The refusals whose text does not depend on the request, in the order of the checks.
var (
	errMediaType  = refuse("media_type", http.StatusUnsupportedMediaType, "send application/json or text/plain, either may be gzipped")
	errKeyMissing = refuse("key", http.StatusUnauthorized, "send the project's API key in the header x-api-key or as ?key=")
	errKeyWrong   = refuse("key", http.StatusUnauthorized, "this API key is not known, or was revoked")
	errKeysStale  = refuseUntil("keys_stale", http.StatusServiceUnavailable, "keys cannot be checked at the moment", 15*time.Second)
	errOrigin     = refuse("origin", http.StatusForbidden, "this API key does not allow the request's origin")
	errTooLarge   = refuse("too_large", http.StatusRequestEntityTooLarge, "a body may have 1 MiB, or 256 KiB gzipped that inflate to 1 MiB at a ratio of at most 100")
	errBusy       = refuseUntil("busy", http.StatusServiceUnavailable, "too many requests are in flight", time.Second)
	errSlowBody   = refuse("slow_body", http.StatusRequestTimeout, "the body did not arrive in time")
	errCutBody    = refuse("cut_body", http.StatusBadRequest, "the body ended early")
	errGzip       = refuse("gzip", http.StatusBadRequest, "the body begins as gzip does, but is none")
	errDepth      = refuse("json", http.StatusBadRequest, "the JSON is nested more than 16 levels deep")
	errJSON       = refuse("json", http.StatusBadRequest, "the body is not one JSON object")
	errProjectKey = refuse("envelope", http.StatusBadRequest, "projectKey is required and matches [A-Za-z0-9_-]{1,64}")
	errOtherKey   = refuse("project", http.StatusUnauthorized, "the API key belongs to another project than projectKey")
	errNoEvents   = refuse("envelope", http.StatusBadRequest, "events is required and has at least one event")
	errManyEvents = refuse("envelope", http.StatusBadRequest, "events may have 1000 events")
	errSDK        = refuse("envelope", http.StatusBadRequest, "sdk may have 64 characters")
	errFull       = refuseUntil("full", http.StatusServiceUnavailable, "the log takes no more at the moment", 10*time.Second)
	errAppend     = refuseUntil("append", http.StatusServiceUnavailable, "the beacon could not be written; send it again", 2*time.Second)
)
