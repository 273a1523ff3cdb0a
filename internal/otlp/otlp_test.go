package otlp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"paceline/internal/await"
	"paceline/internal/logtest"
	"paceline/internal/otlp/otlptest"
	"paceline/internal/tracing"
)

func open(t *testing.T, address string, said *logtest.Lines) *Telemetry {
	t.Helper()
	collector, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	tel, err := New(t.Context(), Options{Collector: collector, Sample: 1, Logs: true, Version: "v1", Log: slog.New(slog.NewTextHandler(said, nil))})
	if err != nil {
		t.Fatal(err)
	}
	return tel
}

// trace makes a span of the n-th request.
func (t *Telemetry) trace(n int) {
	_, span := t.Tracer().Request(context.Background(), "ingest", fmt.Sprintf("%016x", n+1))
	tracing.End(span, errors.New("quotes <secret>"))
}

func TestSpansAndLinesArrive(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=shop")
	collector := otlptest.New(t)
	var local, said logtest.Lines
	tel := open(t, collector.URL, &said)
	tel.patience = time.Minute
	log := slog.New(tel.Handler(slog.NewTextHandler(&local, &slog.HandlerOptions{Level: slog.LevelDebug}))).With("service", "ingest")
	ctx, span := tel.Tracer().Request(t.Context(), "ingest", "00000000deadbeef")
	log.WarnContext(ctx, "a warning", "partition", 3)
	log.DebugContext(ctx, "a detail that names an address")
	span.End()
	if err := tel.Close(); err != nil {
		t.Fatal(err)
	}
	spans, got := collector.Spans(), collector.Lines()
	if len(spans) != 1 || len(got) != 1 {
		t.Fatal(spans, got)
	}
	if s := spans[0]; s.ID != "00000000deadbeef" || s.Attributes["paceline.request"] != s.ID || s.Attributes["paceline.service"] != "ingest" ||
		s.Resource["service.name"] != "paceline" || s.Resource["service.version"] != "v1" || s.Resource["service.instance.id"] == "" ||
		s.Resource["deployment.environment.name"] != "shop" {
		t.Errorf("%+v", s)
	}
	if l := got[0]; l.Text != "a warning" || l.Severity != "WARN" || l.Trace != spans[0].Trace || l.Attributes["partition"] != "3" || l.Attributes["service"] != "ingest" {
		t.Errorf("%+v", l)
	}
	if len(local.With("a warning")) != 1 || len(local.With("a detail")) != 1 || len(said.All()) != 0 {
		t.Error(local.All(), said.All())
	}
}

// A collector that takes nothing is told once, one that takes it again too, and what was lost between is counted.
func TestACollectorThatIsAwayAndComesBack(t *testing.T) {
	var answer = struct {
		sync.Mutex
		status int
	}{status: http.StatusForbidden} // which, unlike 503, the library does not try again
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer.Lock()
		defer answer.Unlock()
		w.WriteHeader(answer.status)
	}))
	defer collector.Close()
	var said logtest.Lines
	tel := open(t, collector.URL, &said)
	unsent := tel.drops.WithLabelValues("traces", "unsent")
	for n := range 3 {
		tel.trace(n)
		await.Until(t, "a lost span is counted", func() bool { return testutil.ToFloat64(unsent) == float64(n+1) })
	}
	if n := len(said.With("does not take")); n != 1 {
		t.Errorf("told %d times: %v", n, said.All())
	}
	answer.Lock()
	answer.status = http.StatusOK
	answer.Unlock()
	tel.trace(4)
	await.Until(t, "it is said that the collector is back", func() bool { return len(said.With("takes what is sent again")) == 1 })
	if err := tel.Close(); err != nil || testutil.ToFloat64(unsent) != 3 {
		t.Error(err, testutil.ToFloat64(unsent))
	}
}

// Whoever traces and logs never waits: what is too much for a collector that answers nothing is dropped and counted.
func TestACollectorThatHangs(t *testing.T) {
	release := make(chan struct{})
	collector := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer collector.Close()
	defer close(release)
	var local, said logtest.Lines
	tel := open(t, collector.URL, &said)
	log := slog.New(tel.Handler(slog.NewTextHandler(&local, nil)))
	const n = mostWaiting + 1000
	for i := range n {
		tel.trace(i)
		log.Info("line")
	}
	if len(local.With("line")) != n {
		t.Error("lines are missing where they are always written")
	}
	for _, signal := range []string{"traces", "logs"} {
		if full := testutil.ToFloat64(tel.drops.WithLabelValues(signal, "full")); full != n-mostWaiting {
			t.Errorf("of %s %v were dropped", signal, full)
		}
	}
	if err := tel.Close(); err != nil { // it gives up after two seconds
		t.Error(err)
	}
}

func TestWithoutACollector(t *testing.T) {
	var tel *Telemetry
	var local logtest.Lines
	handler := slog.NewTextHandler(&local, nil)
	if tel.Handler(handler) != slog.Handler(handler) || tel.Tracer() != nil || tel.Collector() != nil || tel.Close() != nil {
		t.Error("something is done without a collector")
	}
}
