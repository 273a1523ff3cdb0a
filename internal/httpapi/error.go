package httpapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"
)

// Error is an answer that says why a request was refused. It is the only kind of error whose text is shown to a client.
type Error struct {
	Status     int           // HTTP status
	Title      string        // what kind of problem; the status text when empty
	Detail     string        // what is wrong with this request, and what would be right
	RetryAfter time.Duration // sent in whole seconds, rounded up; none when 0
}

// Error makes an Error an error.
func (e *Error) Error() string {
	if e.Detail != "" {
		return e.Detail
	}
	return e.title()
}

func (e *Error) retryAfter() string { return strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))) }

func (e *Error) title() string {
	if e.Title != "" {
		return e.Title
	}
	return http.StatusText(e.Status)
}

// problem is the body of an error answer: https://www.rfc-editor.org/rfc/rfc9457#section-3
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

// body is the JSON of the answer.
func (e *Error) body() []byte {
	body, err := json.Marshal(problem{Title: e.title(), Status: e.Status, Detail: e.Detail})
	if err != nil {
		return nil // three plain fields: cannot happen, and the status says it all
	}
	return body
}

// WriteError answers with err: as it stands when it is, or wraps, an *Error, and otherwise as a 500 that keeps the text
// for the log.
func WriteError(w http.ResponseWriter, r *http.Request, log *slog.Logger, err error) {
	var shown *Error
	if !errors.As(err, &shown) {
		log.ErrorContext(r.Context(), "request failed", "route", route(r), "request", RequestID(r.Context()), "error", err)
		shown = &Error{Status: http.StatusInternalServerError}
	}
	body := shown.body()
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if shown.RetryAfter > 0 {
		h.Set("Retry-After", shown.retryAfter())
	}
	w.WriteHeader(shown.Status)
	_, _ = w.Write(body) // the client is gone: nobody is left to be told
}
