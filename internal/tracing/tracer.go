// Package tracing makes spans: what one request, or one batch of the worker, took at each step. It knows only the API of
// OpenTelemetry; who collects the spans is internal/otlp's, and without it nothing is made and nothing allocated.
//
// A span names the route, the project's batch and the request's id. It never holds what came from a browser: no URL, no
// address, no user agent.
package tracing

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// Tracer begins traces. A nil one begins none.
type Tracer struct {
	tracer trace.Tracer
	ratio  float64
}

// New traces a share of the requests, from 0 to 1. Every process with the same share chooses the same requests. The provider
// must take its ids from IDs.
func New(provider trace.TracerProvider, ratio float64) *Tracer {
	return &Tracer{tracer: provider.Tracer("paceline"), ratio: ratio}
}

// none is a span of which nothing is kept.
var none = trace.SpanFromContext(context.Background())

// Request begins the trace of a request, if it is one of those that are chosen.
func (t *Tracer) Request(ctx context.Context, service, request string) (context.Context, trace.Span) {
	if t == nil {
		return ctx, none
	}
	origin, ok := t.origin(request)
	if !ok {
		return ctx, none
	}
	return t.tracer.Start(context.WithValue(ctx, originKey{}, origin), "request", trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
		attribute.String("paceline.service", service), attribute.String(RequestKey, request)))
}

// RequestKey is the attribute that names the request, as X-Request-Id does to the client; RequestsKey names those of a batch.
const (
	RequestKey  = "paceline.request"
	RequestsKey = "paceline.requests"
)

// Child begins a step of the span that a context belongs to.
func Child(ctx context.Context, name string, attributes ...attribute.KeyValue) (context.Context, trace.Span) {
	parent := trace.SpanFromContext(ctx)
	if !parent.IsRecording() {
		return ctx, none
	}
	return parent.TracerProvider().Tracer("paceline").Start(ctx, name, trace.WithAttributes(attributes...))
}
