// Package door holds the front door of the real binary against its limits and against what must not get through. The
// limits and where each is tested:
//
//	connections at once            TestConnectionsBeyondTheCapWait; httpapi TestConnectionsAreLimited
//	header timeout, 5 s            TestUnfinishedRequestsAreCut
//	16 KiB of headers              TestLimits
//	methods, paths, content types  TestLimits
//	key lookup                     TestLimits, TestAnUnknownKeyIsAnsweredAsAWrongOne
//	a project's requests a minute  TestRateLimit
//	1 MiB, 256 KiB gzipped         TestLimits, with Content-Length and chunked
//	inflated 1 MiB, ratio 100:1    TestLimits
//	depth, events, event size      TestLimits
//	strings and numbers            ingest TestContent… (what is stored of them)
//	whole body, 15 s               TestUnfinishedRequestsAreCut, TestSlowAndHalfOpenConnections
//	what a gzip bomb costs         TestGzipBombsCostLittle
//	bytes in flight                TestBytesInFlight
//	requests in process            httpapi TestAGate…, TestARequestIsRefusedEarly…; paceline bench overload
//	query, 1,000 a minute          TestQueryLimit
package door

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"paceline/test/harness"
)

// binary is the paceline command under test: PACELINE_BIN, or built once for this run.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	path, remove, err := harness.Binary(context.Background(), "PACELINE_BIN")
	if err != nil {
		panic(err)
	}
	defer remove()
	binary = path
	return m.Run()
}

// patience is how long an answer, or the end of a connection, may take. It is far above every timeout of the server.
const patience = harness.Patience

func start(t *testing.T, flags ...string) *harness.Server {
	t.Helper()
	s, err := harness.Start(t.Context(), harness.Options{Binary: binary, Data: t.TempDir(), Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

func addProject(t *testing.T, s *harness.Server, key string, flags ...string) string {
	t.Helper()
	text, err := s.AddProject(t.Context(), key, flags...)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// dial opens a connection to a service by its URL.
func dial(t testing.TB, url string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// answer is what a server said; status 0 when it hung up without a word.
type answer struct {
	status int
	header http.Header
	body   string
}

// exchange sends a request, byte for byte, and reads the answer. The server may hang up before it has all of it.
func exchange(t testing.TB, url string, request []byte) answer {
	t.Helper()
	conn := dial(t, url)
	defer conn.Close()
	sent := make(chan struct{})
	go func() { defer close(sent); _, _ = conn.Write(request) }()
	defer func() { conn.Close(); <-sent }()
	return read(t, bufio.NewReader(conn))
}

func read(t testing.TB, from *bufio.Reader) answer {
	t.Helper()
	response, err := http.ReadResponse(from, nil)
	if err != nil {
		if e, ok := err.(net.Error); ok && e.Timeout() { //nolint:errorlint // as net/http returns it
			t.Errorf("neither an answer nor an end within %s", patience)
		}
		return answer{}
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}
}

// post is a request for the beacon path, with a Content-Length or in chunks.
func post(key string, body []byte, chunked bool, headers ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST /v1/ingest HTTP/1.1\r\nHost: h\r\nX-Api-Key: %s\r\nConnection: close\r\n", key)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	if !chunked {
		fmt.Fprintf(&b, "Content-Length: %d\r\n\r\n%s", len(body), body)
		return b.Bytes()
	}
	b.WriteString("Transfer-Encoding: chunked\r\n\r\n")
	for len(body) > 0 {
		n := min(len(body), 60_000)
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	b.WriteString("0\r\n\r\n")
	return b.Bytes()
}

type object = map[string]any

func event(more object) object {
	e := object{"type": "custom", "name": "n", "ts": time.Now().UnixMilli(), "page": "/", "sessionId": "s"}
	for name, value := range more {
		e[name] = value
	}
	return e
}

func beacon(events ...object) []byte {
	body, err := json.Marshal(object{"projectKey": "shop", "events": events})
	if err != nil {
		panic(err)
	}
	return body
}

// padded is a beacon of exactly size bytes.
func padded(size int) []byte {
	body := beacon(event(nil))
	return append(body, bytes.Repeat([]byte(" "), size-len(body))...)
}

// zipped is a body gzipped to exactly size bytes: empty blocks of 5 bytes, and a name in gzip's header, fill it up.
func zipped(body []byte, size int) []byte {
	pack := func(name, blocks int) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Name = strings.Repeat("n", name)
		_, _ = w.Write(body)
		for range blocks {
			_ = w.Flush()
		}
		_ = w.Close()
		return b.Bytes()
	}
	const block = 5
	missing := size - len(pack(1, 1))
	return pack(1+missing%block, 1+missing/block)
}
