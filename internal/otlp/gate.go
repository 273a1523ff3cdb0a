package otlp

import (
	"context"
	"sync/atomic"

	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// gate lets in no more than may wait, so that the library's queue behind it, which would drop without a word, is never full.
type gate struct {
	*dropped
	waiting atomic.Int64
}

func (g *gate) enter() bool {
	if g.waiting.Add(1) <= mostWaiting {
		return true
	}
	g.waiting.Add(-1)
	g.full.Inc()
	return false
}

// sent says what became of n that had entered.
func (g *gate) sent(ctx context.Context, n int, err error) {
	g.waiting.Add(int64(-n))
	g.report(ctx, n, err)
}

// spanGate stands before the queue of spans.
type spanGate struct {
	sdktrace.SpanProcessor
	*gate
}

func newSpanGate(to sdktrace.SpanExporter, d *dropped) spanGate {
	g := &gate{dropped: d}
	return spanGate{sdktrace.NewBatchSpanProcessor(spanSender{to, g}, sdktrace.WithMaxQueueSize(mostWaiting+mostSent),
		sdktrace.WithMaxExportBatchSize(mostSent), sdktrace.WithBatchTimeout(sendInterval), sdktrace.WithExportTimeout(sendTimeout)), g}
}

// OnEnd implements sdktrace.SpanProcessor.
func (g spanGate) OnEnd(span sdktrace.ReadOnlySpan) {
	if g.enter() {
		g.SpanProcessor.OnEnd(span)
	}
}

type spanSender struct {
	sdktrace.SpanExporter
	*gate
}

// ExportSpans implements sdktrace.SpanExporter. It has told of an error itself.
func (s spanSender) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	s.sent(ctx, len(spans), s.SpanExporter.ExportSpans(ctx, spans))
	return nil
}

// lineGate stands before the queue of log lines.
type lineGate struct {
	sdklog.Processor
	*gate
}

func newLineGate(to sdklog.Exporter, d *dropped) lineGate {
	g := &gate{dropped: d}
	return lineGate{sdklog.NewBatchProcessor(lineSender{to, g}, sdklog.WithMaxQueueSize(mostWaiting+mostSent),
		sdklog.WithExportMaxBatchSize(mostSent), sdklog.WithExportInterval(sendInterval), sdklog.WithExportTimeout(sendTimeout)), g}
}

// OnEmit implements sdklog.Processor.
func (g lineGate) OnEmit(ctx context.Context, line *sdklog.Record) error {
	if !g.enter() {
		return nil
	}
	return g.Processor.OnEmit(ctx, line)
}

type lineSender struct {
	sdklog.Exporter
	*gate
}

// Export implements sdklog.Exporter. It has told of an error itself.
func (s lineSender) Export(ctx context.Context, lines []sdklog.Record) error {
	s.sent(ctx, len(lines), s.Exporter.Export(ctx, lines))
	return nil
}
