package ingest_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"paceline/internal/ingest"
	"paceline/internal/queue"
)

// A row is one request to the front door, with what its answer must be and what must not be in it.
type row struct {
	name    string
	method  string // POST
	path    string // /v1/ingest
	body    []byte // one good event
	headers []string
	status  int
	has     string // in the body
	hasNot  string // in the body
	header  [2]string
}

func (r row) run(t *testing.T, d *door) {
	if r.method == "" {
		r.method = "POST"
	}
	if r.path == "" {
		r.path = "/v1/ingest"
	}
	if r.body == nil && r.method == "POST" {
		r.body = beacon(event(nil))
	}
	before := d.accepted()
	got := d.send(r.method, r.path, r.body, r.headers...)
	if got.status != r.status {
		t.Fatalf("status %d, want %d: %s", got.status, r.status, got.body)
	}
	if !strings.Contains(got.body, r.has) {
		t.Errorf("body %q lacks %q", got.body, r.has)
	}
	if r.hasNot != "" && strings.Contains(got.body, r.hasNot) {
		t.Errorf("body %q has %q", got.body, r.hasNot)
	}
	if r.header[0] != "" && got.header.Get(r.header[0]) != r.header[1] {
		t.Errorf("%s: %q, want %q", r.header[0], got.header.Get(r.header[0]), r.header[1])
	}
	if got.status >= 400 {
		if d.accepted() != before {
			t.Error("a refused request left something in the log")
		}
		if got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("content type %q", got.header.Get("Content-Type"))
		}
	}
	if (got.status == 429 || got.status == 503) && got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestFrontDoor(t *testing.T) {
	d := open(t, nil)
	withKey := []string{"X-Api-Key", key}
	typed := func(name string) []string { return []string{"X-Api-Key", key, "Content-Type", name} }
	from := func(origin string) []string { return []string{"X-Api-Key", key, "Origin", origin} }
	random := make([]byte, 300<<10)
	rand.New(rand.NewSource(1)).Read(random)
	deep := func(levels int) []byte {
		nested := strings.Repeat(`{"a":`, levels-3) + "1" + strings.Repeat("}", levels-3)
		return fmt.Appendf(nil, `{"projectKey":"my-website","events":[{"type":"custom","name":"n","ts":1697894400000,"page":"/","sessionId":"s","data":%s}]}`, nested)
	}
	many := func(n int) []byte {
		events := make([]map[string]any, n)
		for i := range events {
			events[i] = event(nil)
		}
		return beacon(events...)
	}
	large := func(size int) []byte {
		e := event(map[string]any{"pad": ""})
		e["pad"] = strings.Repeat("x", size-len(encode(e)))
		return beacon(e)
	}
	for _, r := range []row{
		{name: "key in the header", headers: withKey, status: 202, has: `{"accepted":true}`},
		{name: "key in the query", path: "/v1/ingest?key=" + key, status: 202},
		{name: "no such path", path: "/v1/ingests", headers: withKey, status: 404, has: "Not Found"},
		{name: "another method", method: "GET", status: 405, header: [2]string{"Allow", "OPTIONS, POST"}},
		{name: "no such path, asked by a page", path: "/v1/ingests", headers: from(ownPage), status: 404, header: [2]string{"Access-Control-Allow-Origin", ownPage}},
		{name: "another method, asked by a page", method: "GET", headers: from(ownPage), status: 405, header: [2]string{"Access-Control-Allow-Origin", ownPage}},
		{name: "JSON", headers: typed("application/json"), status: 202},
		{name: "text with a charset", headers: typed("Text/Plain;charset=UTF-8"), status: 202},
		{name: "a form, before the key is looked at", headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415},
		{name: "no key", status: 401, hasNot: "my-website"},
		{name: "a wrong key", headers: []string{"X-Api-Key", "wrong-secret"}, status: 401, hasNot: "wrong-secret"},
		{name: "keys are stale", headers: []string{"X-Api-Key", "key-of-nobody-knows"}, status: 503, hasNot: "snapshot"},
		{name: "a key of another project", headers: []string{"X-Api-Key", "longest"}, status: 401, hasNot: "kkkk"},
		{name: "its own page", headers: from(ownPage), status: 202, header: [2]string{"Access-Control-Allow-Origin", ownPage}},
		{name: "another page", headers: from(otherWeb), status: 403, header: [2]string{"Access-Control-Allow-Origin", ""}, hasNot: otherWeb},
		{name: "another page without a key", headers: []string{"Origin", otherWeb}, status: 401, header: [2]string{"Access-Control-Allow-Origin", otherWeb}},

		{name: "1 MiB less one", headers: withKey, body: padded(1<<20 - 1), status: 202},
		{name: "1 MiB", headers: withKey, body: padded(1 << 20), status: 202},
		{name: "1 MiB and one", headers: withKey, body: padded(1<<20 + 1), status: 413},
		{name: "gzipped", headers: withKey, body: zip(beacon(event(nil))), status: 202},
		{name: "gzip at a ratio over 100", headers: withKey, body: zip(padded(1 << 20)), status: 413},
		{name: "over 256 KiB that begin as gzip", headers: withKey, body: append([]byte{0x1f, 0x8b}, random...), status: 413},
		{name: "under 256 KiB that only begin as gzip", headers: withKey, body: append([]byte{0x1f, 0x8b}, random[:1000]...), status: 400},
		{name: "gzip that ends early", headers: withKey, body: zip(beacon(event(nil)))[:40], status: 400},
		{name: "depth 15", headers: withKey, body: deep(15), status: 202},
		{name: "depth 16", headers: withKey, body: deep(16), status: 202},
		{name: "depth 17", headers: withKey, body: deep(17), status: 400},
		{name: "brackets in strings are no depth", headers: withKey, body: beacon(event(map[string]any{"x": strings.Repeat(`[{\"`, 50)})), status: 202},
		{name: "999 events", headers: withKey, body: many(999), status: 202},
		{name: "1000 events", headers: withKey, body: many(1000), status: 202, hasNot: "refused"},
		{name: "1001 events", headers: withKey, body: many(1001), status: 400},
		{name: "an event of 32 KiB less one", headers: withKey, body: large(32<<10 - 1), status: 202},
		{name: "an event of 32 KiB", headers: withKey, body: large(32 << 10), status: 202},
		{name: "an event of 32 KiB and one", headers: withKey, body: large(32<<10 + 1), status: 400, has: "32 KiB"},
		{name: "two documents", headers: withKey, body: append(beacon(event(nil)), "{}"...), status: 400},
		{name: "nothing", headers: withKey, body: []byte{}, status: 400},
		{name: "a wrong type", headers: withKey, body: []byte(`{"projectKey":1}`), status: 400, has: "projectKey", hasNot: "Go"},
		{name: "a broken event beside a good one", headers: withKey, body: beacon(event(map[string]any{"ts": "x"}), event(nil)), status: 202,
			has: `"refused":[{"index":0,"reason":"a field has the wrong type"}]`},
	} {
		t.Run(r.name, func(t *testing.T) { r.run(t, d) })
	}
	d.Close() // and so wait for the last line of the log
	for _, secret := range []string{key, "127.0.0.1", "wrong-secret"} {
		if strings.Contains(d.logged.String(), secret) {
			t.Errorf("the request log tells %q", secret)
		}
	}
	if open, _ := testutil.GatherAndCount(d.registry, "paceline_ingest_refused_total"); open == 0 {
		t.Error("no refusal was counted")
	}
}

// hardlyGzipped is a beacon of 1 MiB whose gzipped form has nearly the 256 KiB it may have.
func hardlyGzipped(t *testing.T) []byte {
	t.Helper()
	zipped := zip(hardToGzip(1 << 20))
	if len(zipped) > 256<<10 {
		t.Fatalf("gzipped it has %d bytes", len(zipped))
	}
	return zipped
}

// hardToGzip is a beacon of size bytes, 400 KiB of them noise.
func hardToGzip(size int) []byte {
	noise := make([]byte, 400<<10)
	random := rand.New(rand.NewSource(2))
	for i := range noise {
		noise[i] = "0123456789abcdef"[random.Intn(16)]
	}
	body := beacon(event(nil))
	body = fmt.Appendf(body[:len(body)-1], `,"x":%q}`, noise)
	return append(body, bytes.Repeat([]byte(" "), size-len(body))...)
}

func TestGzipLimits(t *testing.T) {
	d := open(t, nil)
	if got := d.post(hardlyGzipped(t)); got.status != 202 {
		t.Errorf("1 MiB inflated: %d %s", got.status, got.body)
	}
	if got := d.post(zip(hardToGzip(1<<20 + 1))); got.status != 413 {
		t.Errorf("1 MiB and one inflated: %d %s", got.status, got.body)
	}
}

func TestPreflightNeedsNoKey(t *testing.T) {
	d := open(t, nil)
	got := d.send("OPTIONS", "/v1/ingest", nil, "Origin", ownPage, "Access-Control-Request-Method", "POST")
	if got.status != 204 || got.header.Get("Access-Control-Allow-Origin") != ownPage {
		t.Fatalf("%d %v", got.status, got.header)
	}
	for _, name := range []string{"x-api-key", "content-type", "content-encoding"} {
		if !strings.Contains(got.header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("%s is not allowed", name)
		}
	}
	if got.header.Get("Access-Control-Max-Age") == "" || got.header.Get("Vary") != "Origin" {
		t.Errorf("headers %v", got.header)
	}
	if _, there := got.header["Access-Control-Allow-Credentials"]; there {
		t.Error("credentials are allowed")
	}
	if got := d.post(nil, "Origin", ownPage); got.header.Get("Access-Control-Expose-Headers") != "Retry-After" {
		t.Error("Retry-After is not exposed")
	}
}

func TestRateLimitIsPerProject(t *testing.T) {
	d := open(t, nil)
	body := []byte(`{"projectKey":"slow","events":[{"type":"page_view","name":"p","ts":1697894400000,"page":"/","sessionId":"s"}]}`)
	for i, want := range []int{202, 202, 429} {
		got := d.send("POST", "/v1/ingest", body, "X-Api-Key", "slow")
		if got.status != want {
			t.Fatalf("request %d: %d, want %d", i, got.status, want)
		}
		if want == 429 && got.header.Get("Retry-After") != "30" {
			t.Errorf("Retry-After %q, want 30: two a minute", got.header.Get("Retry-After"))
		}
	}
	if got := d.post(beacon(event(nil))); got.status != 202 {
		t.Errorf("another project is limited, too: %d", got.status)
	}
}

func TestBudgetIsTakenBeforeTheBody(t *testing.T) {
	body := beacon(event(nil))
	for _, c := range []struct {
		bytes int64
		want  int
	}{{int64(len(body)) - 1, 503}, {int64(len(body)), 202}, {int64(len(body)) + 1, 202}} {
		d := open(t, func(config *ingest.Config) { config.InFlightBytes = c.bytes })
		for range 3 { // what is taken is given back
			if got := d.post(body); got.status != c.want {
				t.Errorf("budget %d for %d bytes: %d, want %d", c.bytes, len(body), got.status, c.want)
			}
		}
	}
}

func TestSlowBodyIsCutOff(t *testing.T) {
	d := open(t, func(c *ingest.Config) { c.BodyTimeout = 50 * time.Millisecond })
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /v1/ingest HTTP/1.1\r\nHost: x\r\nX-Api-Key: %s\r\nContent-Length: 100\r\n\r\n{", key)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestChunkedBodyIsLimited(t *testing.T) {
	d := open(t, nil)
	for size, want := range map[int]int{1 << 20: 202, 1<<20 + 1: 413} {
		req, _ := http.NewRequest("POST", d.URL+"/v1/ingest", struct{ *bytes.Reader }{bytes.NewReader(padded(size))})
		req.Header.Set("X-Api-Key", key)
		req.ContentLength = -1
		res, err := d.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%d bytes: %d, want %d", size, res.StatusCode, want)
		}
	}
}

func TestNo202WithoutTheLog(t *testing.T) {
	for _, cause := range []error{queue.ErrFull, queue.ErrClosed, errors.New("secret disk trouble")} {
		d := open(t, func(c *ingest.Config) { c.Queue = failing{cause} })
		got := d.post(beacon(event(nil)))
		if got.status != 503 || got.header.Get("Retry-After") == "" || strings.Contains(got.body, "secret") {
			t.Errorf("%v: %d %v %s", cause, got.status, got.header, got.body)
		}
	}
}
