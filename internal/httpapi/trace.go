package httpapi

import (
	"context"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// trace begins the span of a request. What a client says of traces of its own is not heard: browsers must not choose
// what is traced.
func (m *Metrics) trace(ctx context.Context, id string) (context.Context, trace.Span) {
	if m == nil {
		return ctx, trace.SpanFromContext(ctx)
	}
	return m.tracer.Request(ctx, m.service, id)
}

// endTrace names the span by the route's pattern: paths would be unbounded, and may tell of people.
func endTrace(span trace.Span, r *http.Request, answer *recorder) {
	if !span.IsRecording() {
		return
	}
	span.SetName(route(r))
	span.SetAttributes(attribute.Int("http.response.status_code", answer.code()), attribute.Int64("http.response.body.size", answer.bytes))
	if r.Pattern != "" { // a method that no route has may be any text
		span.SetAttributes(attribute.String("http.request.method", r.Method), attribute.String("http.route", path(r.Pattern)))
	}
	if answer.code() >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// path is a pattern without its method, which semantic conventions name apart
// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
func path(pattern string) string {
	_, after, found := strings.Cut(pattern, " ")
	if !found {
		return pattern
	}
	return after
}
