package query

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"paceline/internal/limit"
	limitmemory "paceline/internal/limit/memory"
	"paceline/internal/token"
)

// tried is every route, as a question about project a. A route that is added and not tried fails the test below.
var tried = map[string]string{
	"/api/projects/{projectKey}/metrics/summary":       "/api/projects/a/metrics/summary",
	"/api/projects/{projectKey}/metrics/timeseries":    "/api/projects/a/metrics/timeseries",
	"/api/projects/{projectKey}/metrics/distribution":  "/api/projects/a/metrics/distribution",
	"/api/projects/{projectKey}/pages":                 "/api/projects/a/pages",
	"/api/projects/{projectKey}/pages/slow":            "/api/projects/a/pages/slow",
	"/api/projects/{projectKey}/breakdown/{dimension}": "/api/projects/a/breakdown/device",
	"/api/projects/{projectKey}/views":                 "/api/projects/a/views",
	"/api/projects/{projectKey}/errors":                "/api/projects/a/errors",
	"/api/projects/{projectKey}/errors/{groupId}":      "/api/projects/a/errors/" + groupOfM,
	"/api/projects/{projectKey}/sessions":              "/api/projects/a/sessions",
	"/api/projects/{projectKey}/events":                "/api/projects/a/events",
	"/api/projects/{projectKey}/ledger":                "/api/projects/a/ledger",
	"/api/projects/{projectKey}/dead-letters":          "/api/projects/a/dead-letters",
	"/api/pages/{pageId}/metrics":                      "/api/pages/1/metrics",
	"/api/sessions/{sessionId}/journey":                "/api/sessions/" + sessionOfA + "/journey?projectKey=a",
	"/api/sessions/{sessionId}/errors":                 "/api/sessions/" + sessionOfA + "/errors?projectKey=a",
}

func TestEveryRouteForEveryReader(t *testing.T) {
	h := open(t, true)
	readers := map[string]struct {
		authorization string
		status        int
	}{
		"the right project":     {h.bearer(t, token.Query, "a"), http.StatusOK},
		"another project":       {h.bearer(t, token.Query, "b"), http.StatusForbidden},
		"no token":              {"", http.StatusUnauthorized},
		"a token for live":      {h.bearer(t, token.Live, "a"), http.StatusUnauthorized},
		"not a token":           {"Bearer x.y.z", http.StatusUnauthorized},
		"another scheme":        {"Basic YTpi", http.StatusUnauthorized},
		"a project that is not": {h.bearer(t, token.Query, "gone"), http.StatusForbidden},
	}
	for route, path := range tried {
		for name, reader := range readers {
			want := reader.status
			if route == "/api/pages/{pageId}/metrics" && want == http.StatusForbidden {
				want = http.StatusNotFound // another's page is not there
			}
			r := h.ask(path, "Authorization", reader.authorization)
			if r.StatusCode != want {
				t.Errorf("%s, %s: status %d, want %d: %s", path, name, r.StatusCode, want, text(t, r))
			}
			if want == http.StatusUnauthorized && r.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%s, %s: no WWW-Authenticate", path, name)
			}
		}
	}
	for route := range h.paths(t) {
		if _, ok := tried[route]; !ok && route != "/api/projects" {
			t.Errorf("%s is not tried", route)
		}
	}
}

func TestTheListOfProjectsIsTheReaders(t *testing.T) {
	h := open(t, true)
	mustBe(t, h.ask("/api/projects"), http.StatusUnauthorized)
	body := mustBe(t, h.ask("/api/projects", "Authorization", h.bearer(t, token.Query, "b")), http.StatusOK)
	if strings.Contains(body, `"a"`) || !strings.Contains(body, `"b"`) {
		t.Errorf("the reader of b sees %s", body)
	}
	everything := mustBe(t, open(t, false).ask("/api/projects"), http.StatusOK)
	if !strings.Contains(everything, `"a"`) || !strings.Contains(everything, `"b"`) {
		t.Errorf("an open service lists %s", everything)
	}
}

func TestSessions(t *testing.T) {
	h := open(t, true)
	mustBe(t, h.ask("/api/sessions/"+sessionOfBoth+"/journey", "Authorization", h.bearer(t, token.Query, "b")), http.StatusOK)
	if got := h.store.selected.Load().Project; got != "b" {
		t.Errorf("the reader of b was shown the session of %q", got)
	}
	o := open(t, false)
	body := mustBe(t, o.ask("/api/sessions/"+sessionOfBoth+"/journey"), http.StatusBadRequest)
	if !strings.Contains(body, "projectKey") {
		t.Errorf("the refusal does not say what to give: %s", body)
	}
	mustBe(t, o.ask("/api/sessions/"+sessionOfA+"/errors"), http.StatusOK)
	if got := o.store.selected.Load().Project; got != "a" {
		t.Errorf("project is %q, want a", got)
	}
	mustBe(t, o.ask("/api/sessions/"+sessionOfA+"/errors?projectKey=gone"), http.StatusNotFound)
}

func TestWhatIsNotThere(t *testing.T) {
	h := open(t, false)
	for _, path := range []string{"/api/projects/gone/pages", "/api/projects/A/pages", "/api/pages/99/metrics", "/nowhere", "/api/projects/a", "/"} {
		mustBe(t, h.ask(path), http.StatusNotFound)
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
		r := h.send(method, "/api/projects/a/pages")
		mustBe(t, r, http.StatusMethodNotAllowed)
		if r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("Allow is %q", r.Header.Get("Allow"))
		}
	}
}

func TestOpenAnswersForItsHostsOnly(t *testing.T) {
	h := open(t, false, func(c *Config) { c.Hosts = []string{"paceline.example", "other.example:8443"} })
	for host, status := range map[string]int{
		"localhost": 200, "localhost:4001": 200, "LOCALHOST": 200, "127.0.0.1:9": 200, "[::1]:4001": 200, "[::1]": 200,
		"paceline.example": 200, "paceline.example:1": 200, "other.example:8443": 200,
		"other.example": 421, "other.example:1": 421, "evil.example": 421, "localhost.evil.example": 421, "127.0.0.2": 421, "": 421,
	} {
		for _, path := range []string{"/api/projects", "/openapi.json"} {
			if r := h.ask(path, "Host", host); r.StatusCode != status {
				t.Errorf("%s for host %q: status %d, want %d", path, host, r.StatusCode, status)
			}
		}
	}
}

func TestWhatNeedsNoToken(t *testing.T) {
	h := open(t, true)
	if body := mustBe(t, h.ask("/health"), http.StatusOK); strings.TrimSpace(body) != `{"status":"ok","service":"query-api"}` {
		t.Errorf("health is %s", body)
	}
	for _, path := range []string{"/openapi.json", "/openapi.yaml", "/docs", docsStylePath} {
		mustBe(t, h.ask(path), http.StatusOK)
	}
}

func TestTheRateLimitIsPerProjectAndClient(t *testing.T) {
	h := open(t, false, func(c *Config) {
		c.RateLimit = 3
		stopped := func() time.Time { return sampleTime }
		c.Limits = limit.New(limit.Options{Local: limitmemory.New(stopped), Log: slog.New(slog.DiscardHandler)})
	})
	for range 3 {
		mustBe(t, h.ask("/api/projects/a/pages"), http.StatusOK)
	}
	r := h.ask("/api/projects/a/pages")
	mustBe(t, r, http.StatusTooManyRequests)
	if after := r.Header.Get("Retry-After"); after != "20" {
		t.Errorf("Retry-After is %q, want 20 s for 3 a minute", after)
	}
	mustBe(t, h.ask("/api/projects/b/pages"), http.StatusOK)
	for range 3 {
		mustBe(t, h.ask("/api/projects/invented/pages"), http.StatusNotFound)
	}
	mustBe(t, h.ask("/api/projects/invented-too/pages"), http.StatusTooManyRequests)
}
