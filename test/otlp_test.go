package test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"paceline/internal/otlp/otlptest"
)

// A request is one trace from ingest to the log, and the worker's batch links to it; a question is one with its reading.
// Nothing of what the browser sent leaves the machine this way.
func TestTracesLeadFromIngestToTheStore(t *testing.T) {
	collector := otlptest.New(t)
	s := start(t, t.TempDir(), "--otlp", collector.URL, "--otlp-sample", "1", "--otlp-logs", "--trusted-proxy", "127.0.0.1", "--log-level", "debug")
	key := s.addProject(t, "shop")

	secrets := []string{"203.0.113.77", "AgentOfSomebody", "visitor-session", "coupon=geheim", "/private-path", "a message with a name", "Referred-From"}
	event := `{"type":"error","name":"TypeError","ts":%d,"page":"https://shop.example/private-path?coupon=geheim","sessionId":"visitor-session","data":{"message":"a message with a name"}}`
	body := fmt.Sprintf(`{"projectKey":"shop","events":[`+event+`,{"type":"page_view","name":"page_view","ts":%[1]d,"page":"/private-path","sessionId":"visitor-session"}]}`, time.Now().UnixMilli())
	request := postFrom(t, s.Ingest+"/v1/ingest?key="+key+"&debug=coupon=geheim", body)
	postFrom(t, s.Ingest+"/v1/ingest?key="+key, `{"projectKey":"shop","events":[{"type":"page_view","page":"/private-path","sessionId":"visitor-session"`)
	s.mustGet(t, "/api/projects/shop/metrics/summary?range=24h", &object{})

	var posted, appended, batch, commit, asked, read otlptest.Span
	eventually(t, "every span has come", func() error {
		spans := collector.Spans()
		find := func(what string, is func(otlptest.Span) bool) (otlptest.Span, error) {
			if i := slices.IndexFunc(spans, is); i >= 0 {
				return spans[i], nil
			}
			return otlptest.Span{}, fmt.Errorf("no span of %s among %d", what, len(spans))
		}
		var err error
		for _, step := range []struct {
			what string
			into *otlptest.Span
			is   func(otlptest.Span) bool
		}{
			{"the request", &posted, func(sp otlptest.Span) bool { return sp.Attributes["paceline.request"] == request }},
			{"the log", &appended, func(sp otlptest.Span) bool { return sp.Name == "queue append" && sp.Parent == posted.ID }},
			{"the batch", &batch, func(sp otlptest.Span) bool { return slices.Contains(sp.Links, posted.Trace) }},
			{"the commit", &commit, func(sp otlptest.Span) bool { return sp.Name == "store commit" && sp.Parent == batch.ID }},
			{"the question", &asked, func(sp otlptest.Span) bool { return strings.HasSuffix(sp.Name, "/metrics/summary") }},
			{"its reading", &read, func(sp otlptest.Span) bool { return strings.HasPrefix(sp.Name, "store read") && sp.Parent == asked.ID }},
		} {
			if *step.into, err = find(step.what, step.is); err != nil {
				return err
			}
		}
		return nil
	})
	if posted.Name != "POST /v1/ingest" || posted.Attributes["http.response.status_code"] != "202" || posted.Attributes["paceline.service"] != "ingest" ||
		posted.Parent != "" || posted.Failed || posted.Resource["service.name"] != "paceline" {
		t.Errorf("%+v", posted)
	}
	if appended.Trace != posted.Trace || !strings.Contains(batch.Attributes["paceline.requests"], request) || commit.Attributes["paceline.events"] != "2" ||
		asked.Attributes["paceline.service"] != "query" || asked.Attributes["http.route"] != "/api/projects/{projectKey}/metrics/summary" || read.Trace != asked.Trace {
		t.Errorf("%+v\n%+v\n%+v\n%+v\n%+v", appended, batch, commit, asked, read)
	}
	eventually(t, "a log line has come", func() error {
		if len(collector.Lines()) == 0 {
			return fmt.Errorf("none of %d bytes", len(collector.Raw()))
		}
		return nil
	})
	raw := collector.Raw()
	for _, secret := range append(secrets, key) {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%q was sent to the collector", secret)
		}
	}
}

// postFrom sends a body as a visitor's browser behind a proxy does, and returns the request's id.
func postFrom(t *testing.T, url, body string) (request string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "text/plain")
	r.Header.Set("X-Forwarded-For", "203.0.113.77")
	r.Header.Set("User-Agent", "AgentOfSomebody/1.0")
	r.Header.Set("Referer", "https://shop.example/Referred-From")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.Header.Get("X-Request-Id")
}
