package dashboard

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var script = []byte(strings.Repeat("console.log('paceline');\n", 100))

func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":            {Data: []byte("<!doctype html><title>the page</title>")},
		"favicon.svg":           {Data: []byte("<svg/>")},
		"assets/index-abc1.js":  {Data: script},
		"assets/index-abc1.css": {Data: []byte("body{}")},
	}
}

// start serves a dashboard in front of a query API that tells what it was asked.
func start(t *testing.T, change ...func(*Config)) *httptest.Server {
	t.Helper()
	query := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Asked", r.Method+" "+r.URL.String())
		w.Header().Set("X-Asked-Host", r.Host)
		w.Header().Set("X-Request-Id", "the other's")
		w.Header().Set("Content-Security-Policy", "theirs")
		for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Hop", "Authorization", "X-Real-Ip"} {
			w.Header().Set("X-Got-"+name, strings.Join(r.Header.Values(name), "|"))
		}
	}))
	t.Cleanup(query.Close)
	config := Config{Assets: built(), QueryURL: parse(t, query.URL), IngestURL: "http://in.example:4000", Version: "1.2.3", Open: true}
	for _, f := range change {
		f(&config)
	}
	handler, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func parse(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func get(t *testing.T, url string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	answer, err := (&http.Transport{DisableCompression: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestFilesAndThePageItself(t *testing.T) {
	server := start(t)
	for _, c := range []struct {
		path         string
		status       int
		contentType  string
		cacheControl string
		body         string
	}{
		{"/", 200, "text/html", "no-cache", "the page"},
		{"/index.html", 200, "text/html", "no-cache", "the page"},
		{"/projects/a/pages?range=7d", 200, "text/html", "no-cache", "the page"},
		{"/favicon.svg", 200, "image/svg+xml", "no-cache", "<svg/>"},
		{"/assets/index-abc1.js", 200, "text/javascript", "public, max-age=31536000, immutable", "console.log"},
		{"/assets/index-abc1.css", 200, "text/css", "public, max-age=31536000, immutable", "body{}"},
		{"/assets/index-old.js", 404, "text/plain", "", "not found"},
		{"/config.json", 200, "application/json", "no-cache", `{"ingestUrl":"http://in.example:4000","version":"1.2.3"}`},
	} {
		r, body := get(t, server.URL+c.path)
		h := r.Header
		if r.StatusCode != c.status || !strings.HasPrefix(h.Get("Content-Type"), c.contentType) || !strings.Contains(body, c.body) {
			t.Errorf("%s: %d, %q, %.60s", c.path, r.StatusCode, h.Get("Content-Type"), body)
		}
		if h.Get("Cache-Control") != c.cacheControl {
			t.Errorf("%s: Cache-Control is %q, want %q", c.path, h.Get("Cache-Control"), c.cacheControl)
		}
		if h.Get("Content-Security-Policy") != policy || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: security headers are %v", c.path, h)
		}
	}
}

func TestFilesAreSentCompressedAndOnce(t *testing.T) {
	server := start(t)
	r, zipped := get(t, server.URL+"/assets/index-abc1.js", "Accept-Encoding", "br, gzip")
	if r.Header.Get("Content-Encoding") != "gzip" || len(zipped) >= len(script) {
		t.Fatalf("encoding %q, %d bytes", r.Header.Get("Content-Encoding"), len(zipped))
	}
	z, err := gzip.NewReader(strings.NewReader(zipped))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, script) {
		t.Errorf("inflates to %d bytes, %v; want the script", len(plain), err)
	}
	again, body := get(t, server.URL+"/assets/index-abc1.js", "If-None-Match", r.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("with its ETag: %d, %d bytes", again.StatusCode, len(body))
	}
}

func TestWithoutAssetsThePageSaysHowToBuild(t *testing.T) {
	server := start(t, func(c *Config) { c.Assets = nil })
	if r, body := get(t, server.URL+"/"); r.StatusCode != 200 || !strings.Contains(body, "make build") {
		t.Errorf("%d: %s", r.StatusCode, body)
	}
	if _, err := New(Config{Assets: fstest.MapFS{}, QueryURL: &url.URL{}}); err == nil {
		t.Error("assets without an index.html were taken")
	}
}

func TestTheQueryAPIIsPassedOnWithoutWhatClientsMadeUp(t *testing.T) {
	server := start(t)
	for _, path := range []string{"/api/projects/a/pages?limit=1&filter=device%3Amobile", "/openapi.json", "/docs", "/docs/style.css"} {
		r, _ := get(t, server.URL+path, "X-Forwarded-For", "6.6.6.6", "X-Forwarded-Proto", "gopher", "Forwarded", "for=6.6.6.6",
			"Connection", "X-Hop", "X-Hop", "hop", "Authorization", "Bearer t")
		h := r.Header
		if h.Get("X-Asked") != "GET "+path {
			t.Errorf("%s: asked %q", path, h.Get("X-Asked"))
		}
		want := map[string]string{
			"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "", "Forwarded": "", "X-Hop": "", "Authorization": "Bearer t",
			"X-Forwarded-Host": parse(t, server.URL).Host,
		}
		for name, value := range want {
			if got := h.Get("X-Got-" + name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
		if ids, policies := h.Values("X-Request-Id"), h.Values("Content-Security-Policy"); len(ids) != 1 || len(policies) != 1 || policies[0] != "theirs" {
			t.Errorf("%s: request ids %v, policies %v", path, ids, policies)
		}
	}
}

func TestAServiceThatDoesNotAnswer(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	server := start(t, func(c *Config) { c.QueryURL = parse(t, gone.URL) })
	r, _ := get(t, server.URL+"/api/projects")
	if r.StatusCode != http.StatusBadGateway || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d, %q", r.StatusCode, r.Header.Get("Content-Type"))
	}
}

func TestWithoutLiveUpdates(t *testing.T) {
	r, body := get(t, start(t).URL+"/socket.io/?EIO=4&transport=polling")
	if r.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "live updates are not part of this process") {
		t.Errorf("%d: %s", r.StatusCode, body)
	}
}

// What a WebSocket needs of a proxy is that the connection belongs to both ends after 101.
func TestAnUpgradePasses(t *testing.T) {
	live := httptest.NewServer(http.HandlerFunc(echoUpgraded))
	defer live.Close()
	server := start(t, func(c *Config) { c.LiveURL = parse(t, live.URL) })
	conn, err := net.DialTimeout("tcp", parse(t, server.URL).Host, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	answer, err := http.ReadResponse(reader, nil)
	if err != nil || answer.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("answer %v, %v", answer, err)
	}
	for _, message := range []string{"hello\n", "again\n"} {
		if _, err := io.WriteString(conn, message); err != nil {
			t.Fatal(err)
		}
		if echo, err := reader.ReadString('\n'); err != nil || echo != message {
			t.Fatalf("echo is %q, %v; want %q", echo, err, message)
		}
	}
}

func echoUpgraded(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") != "websocket" {
		http.Error(w, "no upgrade", http.StatusBadRequest)
		return
	}
	conn, stream, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	_, _ = io.Copy(conn, stream)
}

func TestHostsWhileThereAreNoLogins(t *testing.T) {
	open := start(t, func(c *Config) { c.Hosts = []string{"paceline.example"} })
	closed := start(t, func(c *Config) { c.Open = false })
	for host, status := range map[string]int{"localhost:5173": 200, "[::1]:5173": 200, "paceline.example": 200, "evil.example": 421} {
		for _, path := range []string{"/", "/api/projects", "/config.json"} {
			if r, _ := get(t, open.URL+path, "Host", host); r.StatusCode != status {
				t.Errorf("%s for host %q: %d, want %d", path, host, r.StatusCode, status)
			}
		}
		if r, _ := get(t, closed.URL+"/", "Host", host); r.StatusCode != 200 {
			t.Errorf("with logins, host %q: %d", host, r.StatusCode)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	server := start(t)
	r, err := http.Post(server.URL+"/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /: %d", r.StatusCode)
	}
}
