package door

import (
	"bufio"
	"bytes"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"paceline/test/harness"
)

// What thousands of malformed requests may add to the server's memory, in MB: the heap's slack and the runtime's, not a
// share of what was sent.
const mostGrowth = 96

// Whatever comes: no fault of ours in an answer, no panic, memory that does not grow, and valid beacons get their 202
// meanwhile. PACELINE_MALFORMED says how many requests (1,000), PACELINE_SEED repeats a run.
func TestMalformedRequests(t *testing.T) {
	count, seed := number(t, "PACELINE_MALFORMED", 1000), number(t, "PACELINE_SEED", int(time.Now().UnixNano()&0xffffff))
	t.Logf("%d requests, seed %d", count, seed)
	s := start(t)
	m := &maker{Rand: rand.New(rand.NewPCG(uint64(seed), 0)), key: addProject(t, s, "shop", "--rate-limit", "10000000"), samples: samples(t)}
	for range count / 10 { // what a server needs once it has worked
		exchange(t, s.Ingest, m.request())
	}
	before := residentMB(t, s)
	statuses := map[int]int{}
	for n := range count {
		request := m.request()
		got := abuse(t, s.Ingest, request)
		statuses[got.status]++
		// 501 and 505 are net/http's words for a transfer coding and a version that nobody speaks.
		if got.status >= 500 && got.status != http.StatusNotImplemented && got.status != http.StatusHTTPVersionNotSupported {
			t.Errorf("request %d got %d: %.200q", n, got.status, request)
		}
		if n%50 == 0 {
			if got := exchange(t, s.Ingest, post(m.key, beacon(event(nil)), false)); got.status != 202 {
				t.Fatalf("a valid beacon got %d: %s", got.status, got.body)
			}
		}
		if s.State() != nil {
			t.Fatalf("request %d ended the server: %.500q\n%s", n, request, s.Log())
		}
	}
	after := residentMB(t, s)
	t.Logf("answers %v (0: hung up), resident memory %d MB before and %d MB after", statuses, before, after)
	if after > before+mostGrowth {
		t.Errorf("memory grew from %d MB to %d MB", before, after)
	}
	if log := s.Log(); strings.Contains(log, "panic") {
		t.Errorf("the log tells of a panic:\n%s", log)
	}
	ledger, err := s.Drained(t.Context(), "shop")
	if err != nil || ledger.Difference != 0 {
		t.Errorf("the ledger is %+v, %v", ledger, err)
	}
}

// abuse sends a request and half-closes, so that a server that waits for more learns that nothing comes.
func abuse(t *testing.T, url string, request []byte) answer {
	t.Helper()
	conn := dial(t, url)
	defer conn.Close()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = conn.Write(request)
		_ = conn.(*net.TCPConn).CloseWrite()
	}()
	got := read(t, bufio.NewReader(conn))
	conn.Close()
	<-sent
	return got
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

func samples(t *testing.T) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "schema", "samples", "valid", "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	var list [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, bytes.Replace(body, []byte(`"my-website"`), []byte(`"shop"`), 1))
	}
	return list
}

func residentMB(t *testing.T, s *harness.Server) int { return statusMB(t, s, "VmRSS:") }
