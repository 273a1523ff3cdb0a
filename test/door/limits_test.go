package door

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"paceline/test/harness"
)

func TestLimits(t *testing.T) {
	s := start(t)
	key := addProject(t, s, "shop")
	raw := func(line string, headers ...string) []byte {
		return []byte(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + strings.Join(append(headers, "\r\n"), "\r\n"))
	}
	withHead := func(size int) []byte { // of the head
		request := post(key, beacon(event(nil)), false, "X-Pad: ")
		head := bytes.Index(request, []byte("\r\n\r\n")) + 4
		return bytes.Replace(request, []byte("X-Pad: "), append([]byte("X-Pad: "), bytes.Repeat([]byte("x"), size-head)...), 1)
	}
	many := func(n int) []byte {
		events := make([]object, n)
		for i := range events {
			events[i] = event(nil)
		}
		return beacon(events...)
	}
	large := func(size int) []byte { // of the event
		frame := len(beacon(event(object{"x": ""}))) - len(`{"events":[],"projectKey":"shop"}`)
		return beacon(event(object{"x": strings.Repeat("x", size-frame)}))
	}
	deep := func(depth int) []byte {
		inner := strings.Repeat(`{"a":`, depth-3) + "1" + strings.Repeat("}", depth-3)
		return bytes.Replace(beacon(event(object{"data": 0})), []byte(`"data":0`), []byte(`"data":`+inner), 1)
	}
	const mebibyte = 1 << 20
	type row struct {
		name    string
		request []byte
		status  int
	}
	rows := []row{
		{"16 KiB of headers less one", withHead(16<<10 - 1), 202},
		{"16 KiB of headers", withHead(16 << 10), 202},
		{"16 KiB of headers and one", withHead(16<<10 + 1), 431},
		{"another path", raw("POST /v1/ingests", "Content-Length: 0"), 404},
		{"GET", raw("GET /v1/ingest"), 405},
		{"PUT", raw("PUT /v1/ingest", "Content-Length: 0"), 405},
		{"a method of nobody's", raw("BREW /v1/ingest"), 405},
		{"JSON", post(key, beacon(event(nil)), false, "Content-Type: application/json"), 202},
		{"a form", post(key, beacon(event(nil)), false, "Content-Type: multipart/form-data"), 415},
		{"no key", post("", beacon(event(nil)), false), 401},
	}
	for _, chunked := range []bool{false, true} {
		how := map[bool]string{false: ", Content-Length", true: ", chunked"}[chunked]
		for _, r := range []struct {
			name   string
			body   []byte
			status int
		}{
			{"1 MiB less one", padded(mebibyte - 1), 202},
			{"1 MiB", padded(mebibyte), 202},
			{"1 MiB and one", padded(mebibyte + 1), 413},
			{"256 KiB gzipped less one", zipped(beacon(event(nil)), 256<<10-1), 202},
			{"256 KiB gzipped", zipped(beacon(event(nil)), 256<<10), 202},
			{"256 KiB gzipped and one", zipped(beacon(event(nil)), 256<<10+1), 413},
			{"inflates to 1 MiB", zipped(padded(mebibyte), 20<<10), 202},
			{"inflates to 1 MiB and one", zipped(padded(mebibyte+1), 20<<10), 413},
			{"ratio just below 100", zipped(padded(100*5000-1), 5000), 202},
			{"ratio 100", zipped(padded(100*5000), 5000), 202},
			{"ratio just above 100", zipped(padded(100*5000+1), 5000), 413},
			{"depth 15", deep(15), 202},
			{"depth 16", deep(16), 202},
			{"depth 17", deep(17), 400},
			{"999 events", many(999), 202},
			{"1,000 events", many(1000), 202},
			{"1,001 events", many(1001), 400},
			{"an event of 32 KiB less one", large(32<<10 - 1), 202},
			{"an event of 32 KiB", large(32 << 10), 202},
			{"an event of 32 KiB and one", large(32<<10 + 1), 400},
		} {
			rows = append(rows, row{r.name + how, post(key, r.body, chunked), r.status})
		}
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			if got := exchange(t, s.Ingest, r.request); got.status != r.status {
				t.Errorf("%d, want %d: %s", got.status, r.status, got.body)
			}
		})
	}
}

func TestAnUnknownKeyIsAnsweredAsAWrongOne(t *testing.T) {
	s := start(t)
	key := addProject(t, s, "shop")
	parts := strings.Split(key, "_") // a prefix, the id, the secret
	if len(parts) != 3 {
		t.Fatalf("the key has %d parts", len(parts))
	}
	other := func(text string) string { return strings.Repeat("z", len(text)) }
	wrongSecret := exchange(t, s.Ingest, post(parts[0]+"_"+parts[1]+"_"+other(parts[2]), beacon(event(nil)), false))
	unknownID := exchange(t, s.Ingest, post(parts[0]+"_"+other(parts[1])+"_"+parts[2], beacon(event(nil)), false))
	if wrongSecret.status != 401 || unknownID.status != 401 || wrongSecret.body != unknownID.body {
		t.Errorf("a wrong secret: %+v; an unknown id: %+v", wrongSecret, unknownID)
	}
}

func TestRateLimit(t *testing.T) {
	s := start(t)
	key := addProject(t, s, "shop", "--rate-limit", "3")
	for n, want := range []int{202, 202, 202, 429} {
		got := exchange(t, s.Ingest, post(key, beacon(event(nil)), false))
		if got.status != want || (want == 429) != (got.header.Get("Retry-After") != "") {
			t.Errorf("request %d: %d with %v, want %d", n+1, got.status, got.header, want)
		}
	}
}

func TestQueryLimit(t *testing.T) {
	s := start(t)
	addProject(t, s, "other") // its waiting for the server is counted to other, too
	key := "shop"
	addProject(t, s, key)
	for n := range 5000 {
		response, err := http.Get(s.Query + "/api/projects/other/metrics/summary?range=1h")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		switch {
		case response.StatusCode == 429 && n > 900:
			if response.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
			return
		case response.StatusCode != 200:
			t.Fatalf("request %d got %d", n+1, response.StatusCode)
		}
	}
	t.Error("5,000 requests met no limit")
}

// A head that is not finished is cut after 5 s, a body after 15 s. What is asserted is that they end.
func TestUnfinishedRequestsAreCut(t *testing.T) {
	t.Parallel()
	s := start(t)
	key := addProject(t, s, "shop")
	full := post(key, beacon(event(nil)), false)
	chunked := post(key, beacon(event(nil)), true)
	for name, c := range map[string]struct {
		sent   []byte
		status []int // 0: the connection ends without a word
	}{
		"nothing":      {nil, []int{0}},
		"half a line":  {full[:4], []int{0, 400, 408}}, // net/http's choice
		"half a head":  {full[:40], []int{0, 400, 408}},
		"half a body":  {full[:len(full)-5], []int{408}},
		"half a chunk": {chunked[:len(chunked)-12], []int{408}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := dial(t, s.Ingest)
			if _, err := conn.Write(c.sent); err != nil {
				t.Fatal(err)
			}
			if got := read(t, bufio.NewReader(conn)); !slices.Contains(c.status, got.status) {
				t.Errorf("it got %d, want one of %d", got.status, c.status)
			}
		})
	}
}

// Connections beyond the cap are not refused: they wait until there is room.
func TestConnectionsBeyondTheCapWait(t *testing.T) {
	s := start(t, "--max-connections", "4")
	key := addProject(t, s, "shop")
	request := bytes.Replace(post(key, beacon(event(nil)), false), []byte("Connection: close\r\n"), nil, 1)
	var held []io.Closer
	for range 4 {
		conn := dial(t, s.Ingest)
		if _, err := conn.Write(request); err != nil {
			t.Fatal(err)
		}
		if got := read(t, bufio.NewReader(conn)); got.status != 202 {
			t.Fatalf("a connection within the cap got %d", got.status)
		}
		held = append(held, conn)
	}
	beyond := dial(t, s.Ingest)
	if _, err := beyond.Write(request); err != nil {
		t.Fatal(err)
	}
	held[0].Close()
	if got := read(t, bufio.NewReader(beyond)); got.status != 202 {
		t.Errorf("the one beyond the cap got %d once there was room", got.status)
	}
}

// A project may have a quarter of the bytes in flight; what does not fit is told to come back, before it is read.
func TestBytesInFlight(t *testing.T) {
	s := start(t, "--inflight-mb", "4")
	key := addProject(t, s, "shop")
	other := addProject(t, s, "other")
	conn := dial(t, s.Ingest)
	slow := post(key, padded(1<<20), false)
	if _, err := conn.Write(slow[:len(slow)-1]); err != nil {
		t.Fatal(err)
	}
	err := harness.Eventually(t.Context(), "the slow body is in memory", func() error {
		response, err := http.Get(s.Ops + "/metrics")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err == nil && !strings.Contains(string(text), "paceline_ingest_inflight_bytes 1.048576e+06") {
			err = errors.New("not all of it")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := exchange(t, s.Ingest, post(key, padded(512<<10), false)); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("what does not fit got %d with %v", got.status, got.header)
	}
	theirs := bytes.Replace(padded(512<<10), []byte("shop"), []byte("other"), 1)
	if got := exchange(t, s.Ingest, post(other, theirs, false)); got.status != 202 {
		t.Errorf("another project got %d: %s", got.status, got.body)
	}
	if _, err := fmt.Fprintf(conn, "%s", slow[len(slow)-1:]); err != nil {
		t.Fatal(err)
	}
	if got := read(t, bufio.NewReader(conn)); got.status != 202 {
		t.Errorf("the slow one got %d in the end", got.status)
	}
}
