package tracing

import (
	"context"
	"iter"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// mostLinks bounds what the span of one batch holds.
const mostLinks = 128

// Batch begins the trace of a batch that holds a chosen request, and links it to that and the next 127: a batch has many
// requests, so none is its parent. It began when it was read. An id may come more than once.
func (t *Tracer) Batch(ctx context.Context, began time.Time, requests iter.Seq[string]) (context.Context, trace.Span) {
	if t == nil {
		return ctx, none
	}
	var links []trace.Link
	var chosen []string
	seen := map[trace.SpanID]bool{}
	for request := range requests {
		o, ok := t.origin(request)
		if !ok || seen[o.span] {
			continue
		}
		seen[o.span] = true
		links = append(links, trace.Link{SpanContext: o.link(), Attributes: []attribute.KeyValue{attribute.String(RequestKey, request)}})
		chosen = append(chosen, request)
		if len(links) == mostLinks {
			break
		}
	}
	if len(links) == 0 {
		return ctx, none
	}
	return t.tracer.Start(ctx, "worker batch", trace.WithTimestamp(began), trace.WithLinks(links...), trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("paceline.service", "worker"), attribute.StringSlice(RequestsKey, chosen)))
}
