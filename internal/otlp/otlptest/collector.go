// Package otlptest is an OpenTelemetry collector for tests: it takes OTLP/HTTP as the specification has it
// (https://opentelemetry.io/docs/specs/otlp/#otlphttp), decodes it with the project's own messages, and keeps it.
package otlptest

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	collectorlogs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	"google.golang.org/protobuf/proto"
)

// Collector keeps what it is sent.
type Collector struct {
	*httptest.Server
	mu    sync.Mutex
	spans []Span
	lines []Line
	raw   []byte // everything decompressed, one after the other
}

// Attributes are those of a span, a line or what sent them, by key; lists are joined by a space.
type Attributes map[string]string

// Span is a span as it arrived. Ids are hexadecimal.
type Span struct {
	Trace, ID, Parent, Name string
	Links                   []string // the trace ids
	Failed                  bool
	Attributes              Attributes
	Resource                Attributes
}

// Line is a log line as it arrived.
type Line struct {
	Severity, Text, Trace string
	Attributes            Attributes
}

// New starts a collector that ends with the test.
func New(t *testing.T) *Collector {
	t.Helper()
	c := &Collector{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", c.takeSpans)
	mux.HandleFunc("POST /v1/logs", c.takeLines)
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

// Spans are all that came so far.
func (c *Collector) Spans() []Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.spans)
}

// Lines are all that came so far.
func (c *Collector) Lines() []Line {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines)
}

// Raw is every byte that came so far, to look for what must not be there.
func (c *Collector) Raw() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.raw)
}

func (c *Collector) takeSpans(w http.ResponseWriter, r *http.Request) {
	var request collectortrace.ExportTraceServiceRequest
	if !c.take(w, r, &request) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, of := range request.ResourceSpans {
		resource := attributes(of.GetResource().GetAttributes())
		for _, scope := range of.ScopeSpans {
			for _, s := range scope.Spans {
				span := Span{
					Trace: hex.EncodeToString(s.TraceId), ID: hex.EncodeToString(s.SpanId), Parent: hex.EncodeToString(s.ParentSpanId),
					Name: s.Name, Failed: s.GetStatus().GetCode() == 2, Attributes: attributes(s.Attributes), Resource: resource,
				}
				for _, link := range s.Links {
					span.Links = append(span.Links, hex.EncodeToString(link.TraceId))
				}
				c.spans = append(c.spans, span)
			}
		}
	}
}

func (c *Collector) takeLines(w http.ResponseWriter, r *http.Request) {
	var request collectorlogs.ExportLogsServiceRequest
	if !c.take(w, r, &request) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, of := range request.ResourceLogs {
		for _, scope := range of.ScopeLogs {
			for _, l := range scope.LogRecords {
				c.lines = append(c.lines, Line{Severity: l.SeverityText, Text: l.GetBody().GetStringValue(), Trace: hex.EncodeToString(l.TraceId), Attributes: attributes(l.Attributes)})
			}
		}
	}
}

// take decodes a request and answers it; an empty answer is the message that says that all was taken.
func (c *Collector) take(w http.ResponseWriter, r *http.Request, into proto.Message) bool {
	var body io.Reader = r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		inflated, err := gzip.NewReader(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return false
		}
		body = inflated
	}
	all, err := io.ReadAll(body)
	if err == nil {
		err = proto.Unmarshal(all, into)
	}
	if err != nil || r.Header.Get("Content-Type") != "application/x-protobuf" {
		http.Error(w, "not OTLP", http.StatusBadRequest)
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw = append(c.raw, all...)
	w.Header().Set("Content-Type", "application/x-protobuf")
	return true
}

func attributes(list []*common.KeyValue) Attributes {
	all := Attributes{}
	for _, a := range list {
		all[a.Key] = text(a.Value)
	}
	return all
}
