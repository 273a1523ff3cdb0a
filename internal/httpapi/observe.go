package httpapi

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// Observe gives a request an id, logs and counts its answer, and turns a panic into a 500. It must stand outside the
// mux: it learns the route pattern from the request that the mux has marked. metrics may be nil, and say which requests
// are traced.
//
// Answers below 500, and 503 (a refusal under load, which the metrics count), are logged at debug level: a line for
// each of ten thousand beacons a second helps nobody.
func Observe(next http.Handler, log *slog.Logger, metrics *Metrics) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := newRequestID()
		w.Header().Set("X-Request-Id", id)
		ctx, span := metrics.trace(context.WithValue(r.Context(), requestIDKey{}, id), id)
		r = r.WithContext(ctx)
		answer := &recorder{ResponseWriter: w}
		defer func() {
			took := time.Since(start)
			endTrace(span, r, answer)
			metrics.observe(route(r), answer.code(), took)
			logRequest(log, r, answer, took)
		}()
		defer recoverPanic(answer, r, log)
		next.ServeHTTP(answer, r)
	})
}

func recoverPanic(answer *recorder, r *http.Request, log *slog.Logger) {
	cause := recover()
	if cause == nil {
		return
	}
	if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) { // a handler's way to cut the connection: net/http knows it
		panic(cause)
	}
	log.ErrorContext(r.Context(), "handler panicked", "route", route(r), "request", RequestID(r.Context()),
		"panic", cause, "stack", string(debug.Stack()))
	if answer.status != 0 {
		panic(http.ErrAbortHandler) // half an answer is on its way: it must not look whole
	}
	WriteError(answer, r, log, &Error{Status: http.StatusInternalServerError})
}

func logRequest(log *slog.Logger, r *http.Request, answer *recorder, took time.Duration) {
	level := slog.LevelDebug
	if answer.code() >= 500 && answer.code() != http.StatusServiceUnavailable {
		level = slog.LevelError
	}
	if !log.Enabled(r.Context(), level) {
		return
	}
	log.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method), slog.String("route", route(r)), slog.Int("status", answer.code()),
		slog.Int64("bytes", answer.bytes), slog.Duration("took", took), slog.String("request", RequestID(r.Context())))
}

// route is the pattern that matched; paths themselves would be unbounded as a label, and may tell of people.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return "none"
	}
	return r.Pattern
}

type requestIDKey struct{}

// RequestID is the id of the request that a context belongs to, as X-Request-Id told the client; empty outside Observe.
func RequestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func newRequestID() string {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return hex.EncodeToString(id[:])
}
