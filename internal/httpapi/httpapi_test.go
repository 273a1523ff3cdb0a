package httpapi_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"paceline/internal/httpapi"
)

func service(log *slog.Logger, metrics *httpapi.Metrics) http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h httpapi.Handler) { mux.Handle(pattern, httpapi.Handle(log, h)) }
	handle("GET /fine/{id}", func(w http.ResponseWriter, r *http.Request) error {
		return httpapi.WriteJSON(w, http.StatusOK, map[string]string{"request": httpapi.RequestID(r.Context())})
	})
	handle("GET /later", func(http.ResponseWriter, *http.Request) error {
		return &httpapi.Error{Status: 429, Detail: "slow down", RetryAfter: 1100 * time.Millisecond}
	})
	handle("GET /fault", func(http.ResponseWriter, *http.Request) error { return errors.New("secret fault") })
	handle("GET /unwritable", func(w http.ResponseWriter, _ *http.Request) error { return httpapi.WriteJSON(w, 200, make(chan int)) })
	handle("GET /panic", func(http.ResponseWriter, *http.Request) error { panic("secret panic") })
	handle("GET /half", func(w http.ResponseWriter, _ *http.Request) error {
		_, _ = w.Write([]byte("half"))
		panic("secret panic")
	})
	return httpapi.Observe(httpapi.SecurityHeaders(httpapi.Routes(mux, log)), log, metrics)
}

func TestAnswers(t *testing.T) {
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
	registry := prometheus.NewRegistry()
	handler := service(log, httpapi.NewMetrics(registry, "test"))
	for _, c := range []struct {
		method, path string
		status       int
		body         string
		header       [2]string
	}{
		{"GET", "/fine/7?token=secret", 200, `{"request":"`, [2]string{"X-Content-Type-Options", "nosniff"}},
		{"HEAD", "/fine/7", 200, "", [2]string{"Content-Type", "application/json"}},
		{"GET", "/later", 429, `{"title":"Too Many Requests","status":429,"detail":"slow down"}`, [2]string{"Retry-After", "2"}},
		{"GET", "/fault", 500, `{"title":"Internal Server Error","status":500}`, [2]string{"Content-Type", "application/problem+json"}},
		{"GET", "/unwritable", 500, `{"title":"Internal Server Error","status":500}`, [2]string{"Cache-Control", "no-store"}},
		{"GET", "/panic", 500, `{"title":"Internal Server Error","status":500}`, [2]string{"Referrer-Policy", "no-referrer"}},
		{"GET", "/nowhere/secret", 404, `"status":404`, [2]string{"Content-Type", "application/problem+json"}},
		{"POST", "/later", 405, `"status":405`, [2]string{"Allow", "GET, HEAD"}},
	} {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(c.method, c.path, nil))
		if answer.Code != c.status || !strings.Contains(answer.Body.String(), c.body) || answer.Header().Get(c.header[0]) != c.header[1] {
			t.Errorf("%s %s: %d %v %s", c.method, c.path, answer.Code, answer.Header(), answer.Body)
		}
		if strings.Contains(answer.Body.String(), "secret") {
			t.Errorf("%s %s: internal text is shown: %s", c.method, c.path, answer.Body)
		}
		if len(answer.Header().Get("X-Request-Id")) != 16 {
			t.Errorf("%s %s: no request id", c.method, c.path)
		}
	}
	for _, want := range []string{`"route":"GET /fine/{id}","status":200`, `"method":"POST","route":"none","status":405`, "secret fault", "secret panic", `"level":"ERROR","msg":"request"`} {
		if !strings.Contains(logged.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, logged.String())
		}
	}
	for _, no := range []string{"token", "nowhere", "192.0.2.1"} { // the address of httptest's client
		if strings.Contains(logged.String(), no) {
			t.Errorf("the log tells %q", no)
		}
	}
	want := "# HELP paceline_http_requests_total Answers, by route pattern and status.\n# TYPE paceline_http_requests_total counter\n"
	for _, labels := range []string{
		`route="GET /fault",service="test",status="500"} 1`, `route="GET /fine/{id}",service="test",status="200"} 2`, `route="GET /later",service="test",status="429"} 1`,
		`route="GET /panic",service="test",status="500"} 1`, `route="GET /unwritable",service="test",status="500"} 1`,
		`route="none",service="test",status="404"} 1`, `route="none",service="test",status="405"} 1`,
	} {
		want += "paceline_http_requests_total{" + labels + "\n"
	}
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "paceline_http_requests_total"); err != nil {
		t.Error(err)
	}
}

func TestHalfAnAnswerIsCutOff(t *testing.T) {
	server := httptest.NewServer(service(slog.New(slog.DiscardHandler), nil))
	defer server.Close()
	res, err := http.Get(server.URL + "/half")
	if err != nil {
		return // cut before the header left
	}
	defer res.Body.Close()
	if body, err := io.ReadAll(res.Body); err == nil {
		t.Errorf("half an answer looks whole: %d %q", res.StatusCode, body)
	}
}

func TestClientIP(t *testing.T) {
	proxies, err := httpapi.ParseProxies([]string{"10.0.0.0/8", "192.0.2.7", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		peer, forwarded, want string
		trusted               bool
	}{
		{"203.0.113.1:5", "", "203.0.113.1", false},
		{"203.0.113.1:5", "198.51.100.1", "203.0.113.1", false},
		{"10.1.2.3:5", "", "10.1.2.3", true},
		{"10.1.2.3:5", "198.51.100.1", "198.51.100.1", true},
		{"[::ffff:10.1.2.3]:5", "198.51.100.1", "198.51.100.1", true},
		{"10.1.2.3:5", "1.1.1.1, 198.51.100.1, 192.0.2.7", "198.51.100.1", true},
		{"[::1]:5", "1.1.1.1, nonsense, 10.0.0.9", "10.0.0.9", true},
		{"192.0.2.8:5", "1.1.1.1", "192.0.2.8", false},
		{"pipe", "1.1.1.1", "invalid IP", false},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := proxies.ClientIP(r).String(); got != c.want || proxies.Sent(r) != c.trusted {
			t.Errorf("%s, %q: %s, trusted %v", c.peer, c.forwarded, got, proxies.Sent(r))
		}
	}
	if _, err := httpapi.ParseProxies([]string{"10.0.0.0/8", "example.com"}); err == nil || !strings.Contains(err.Error(), "example.com") {
		t.Errorf("a name is no network: %v", err)
	}
	if (httpapi.Proxies{}).ClientIP(&http.Request{RemoteAddr: "[::1]:5"}) != netip.IPv6Loopback() {
		t.Error("without proxies the peer is the client")
	}
}
