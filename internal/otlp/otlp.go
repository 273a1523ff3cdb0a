// Package otlp sends spans and, if asked to, log lines to an OpenTelemetry collector over OTLP/HTTP. Nobody waits for it:
// what a slow or absent collector does not take is dropped and counted.
package otlp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"paceline/internal/tracing"
)

// Options say where to send what. The library reads the standard OTEL_EXPORTER_OTLP_HEADERS and OTEL_EXPORTER_OTLP_CERTIFICATE,
// and OTEL_RESOURCE_ATTRIBUTES, by itself.
type Options struct {
	Collector *url.URL // its base: http://collector:4318
	Sample    float64  // share of the requests that are traced, 0..1
	Logs      bool     // send log lines, too
	Version   string
	Log       *slog.Logger // hears when the collector fails and when it is back; it must not lead here
}

// How much waits for the collector at most, and for how long.
const (
	mostWaiting   = 2048 // spans, and as many log lines
	mostSent      = 512  // in one request
	sendTimeout   = 10 * time.Second
	sendInterval  = time.Second
	flushPatience = 2 * time.Second // at the end
)

// Telemetry is what sends. A nil one sends nothing.
type Telemetry struct {
	spans  *sdktrace.TracerProvider
	logs   *sdklog.LoggerProvider // nil when no lines are sent
	tracer *tracing.Tracer
	drops  *drops

	patience time.Duration // of Close
}

// New does not connect: that the collector is away is no reason not to start.
func New(ctx context.Context, o Options) (*Telemetry, error) {
	about, err := resource.New(ctx, resource.WithAttributes(
		attribute.String("service.name", "paceline"), attribute.String("service.version", o.Version),
		attribute.String("service.instance.id", uuid.NewString()),
	), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	t := &Telemetry{drops: newDrops(), patience: flushPatience}
	spans, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(o.Collector.JoinPath("v1/traces").String()), otlptracehttp.WithTimeout(sendTimeout))
	if err != nil {
		return nil, err
	}
	t.spans = sdktrace.NewTracerProvider(
		sdktrace.WithResource(about), sdktrace.WithSampler(sdktrace.AlwaysSample()), sdktrace.WithIDGenerator(tracing.IDs{}),
		sdktrace.WithSpanProcessor(newSpanGate(spans, t.drops.of("traces", o.Log))),
	)
	t.tracer = tracing.New(t.spans, o.Sample)
	if !o.Logs {
		return t, nil
	}
	lines, err := otlploghttp.New(ctx, otlploghttp.WithEndpointURL(o.Collector.JoinPath("v1/logs").String()), otlploghttp.WithTimeout(sendTimeout))
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.logs = sdklog.NewLoggerProvider(sdklog.WithResource(about), sdklog.WithProcessor(newLineGate(lines, t.drops.of("logs", o.Log))))
	return t, nil
}

// Tracer begins traces.
func (t *Telemetry) Tracer() *tracing.Tracer {
	if t == nil {
		return nil
	}
	return t.tracer
}

// Handler adds the collector to where log lines go. What is below the level info, such as the complaints of net/http, which
// name addresses, does not leave the machine.
func (t *Telemetry) Handler(local slog.Handler) slog.Handler {
	if t == nil || t.logs == nil {
		return local
	}
	return slog.NewMultiHandler(local, atLeast{otelslog.NewHandler("paceline", otelslog.WithLoggerProvider(t.logs)), slog.LevelInfo})
}

// Close sends what waits, for two seconds at most.
func (t *Telemetry) Close() error {
	if t == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), t.patience)
	defer cancel()
	err := t.spans.Shutdown(ctx)
	if t.logs != nil {
		err = errors.Join(err, t.logs.Shutdown(ctx))
	}
	if errors.Is(err, context.DeadlineExceeded) { // the collector is away, which its gate has told
		return nil
	}
	return err
}
