package httpapi

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// gated is a server whose gate a test opens and shuts.
type gated struct {
	gate    *Gate
	addr    string
	served  atomic.Int64
	refused atomic.Int64
}

func startGated(t *testing.T) *gated {
	t.Helper()
	g := &gated{gate: NewGate()}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.served.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the body: %v", err)
		}
		fmt.Fprintf(w, "%s %s", r.Method, body)
	})
	server := NewServer("127.0.0.1:0", handler, Options{Early: &Early{
		Gate: g.gate, Paths: []string{"/v1/"}, Refused: func(error) { g.refused.Add(1) },
	}})
	if err := server.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	g.addr = server.Addr()
	return g
}

// shut makes the gate refuse until it is opened.
func (g *gated) shut() { g.gate.mu.Lock(); g.gate.inside = 2 * gateMost; g.gate.mu.Unlock() }
func (g *gated) open() { g.gate.mu.Lock(); g.gate.inside = 0; g.gate.mu.Unlock() }

// wire is one connection to a server.
type wire struct {
	net.Conn
	reader *bufio.Reader
}

func (g *gated) dial(t *testing.T) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", g.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	return &wire{conn, bufio.NewReader(conn)}
}

func (w *wire) send(t *testing.T, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if _, err := io.WriteString(w, part); err != nil {
			t.Fatal(err)
		}
	}
}

func (w *wire) answer(t *testing.T) (*http.Response, string) {
	t.Helper()
	response, err := http.ReadResponse(w.reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func post(body string) string {
	return fmt.Sprintf("POST /v1/ingest HTTP/1.1\r\nHost: h\r\nOrigin: https://a.example\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

func TestARequestIsRefusedEarlyAndTheConnectionGoesOn(t *testing.T) {
	g := startGated(t)
	w := g.dial(t)
	for round := range 3 {
		g.shut()
		for _, body := range []string{"{}", "", strings.Repeat("x", 100<<10)} {
			w.send(t, post(body))
			response, text := w.answer(t)
			var p problem
			if err := json.Unmarshal([]byte(text), &p); err != nil || p.Status != 503 || p.Detail == "" {
				t.Errorf("the refusal says %s (%v)", text, err)
			}
			if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" || response.Header.Get("Content-Type") != "application/problem+json" ||
				response.Header.Get("Access-Control-Allow-Origin") != "https://a.example" || response.Header.Get("Access-Control-Expose-Headers") != "Retry-After" {
				t.Errorf("the refusal is %d with %v", response.StatusCode, response.Header)
			}
		}
		g.open()
		for _, body := range []string{"{}", strings.Repeat("y", 100<<10)} {
			w.send(t, post(body))
			if response, text := w.answer(t); response.StatusCode != 200 || text != "POST "+body {
				t.Errorf("after a refusal: %d with %d bytes", response.StatusCode, len(text))
			}
		}
		if served, refused := g.served.Load(), g.refused.Load(); served != int64(2*round+2) || refused != int64(3*round+3) {
			t.Fatalf("%d were served and %d refused after %d rounds", served, refused, round+1)
		}
	}
}

// What is not plainly one request goes to the handler, and so does what follows it on the connection: bytes of one
// request are never taken for another.
func TestOnlyPlainRequestsAreRefusedEarly(t *testing.T) {
	chunked := "POST /v1/ingest HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
	for name, requests := range map[string][]string{
		"another path":     {"POST /v2/ HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"},
		"another method":   {"GET /v1/health HTTP/1.1\r\nHost: h\r\n\r\n"},
		"chunks":           {chunked, chunked},
		"a head in pieces": {post("{}")[:20], post("{}")[20:]},
		"one in another":   {post(post("{}"))},
	} {
		t.Run(name, func(t *testing.T) {
			g := startGated(t)
			w := g.dial(t)
			if name == "one in another" { // let in, so that its body, a request by its looks, comes when the gate is shut
				w.send(t, requests[0][:len(requests[0])-len(post("{}"))])
				for g.served.Load() == 0 {
				}
				g.shut()
				w.send(t, post("{}"))
			} else {
				g.shut()
				w.send(t, requests[0])
				if len(requests) > 1 && name == "a head in pieces" {
					w.send(t, requests[1])
				}
			}
			if response, _ := w.answer(t); response.StatusCode != 200 && name != "a head in pieces" {
				t.Errorf("it got %d", response.StatusCode)
			}
			if name != "a head in pieces" && g.refused.Load() != 0 {
				t.Error("it was refused early")
			}
		})
	}
}

// Two requests at once are answered in order, whatever the gate does.
func TestPipelinedRequestsAreAllAnswered(t *testing.T) {
	g := startGated(t)
	for _, shut := range []bool{false, true} {
		if shut {
			g.shut()
		}
		w := g.dial(t)
		w.send(t, post("1")+post("2")+post("3"))
		for _, want := range []string{"POST 1", "POST 2", "POST 3"} {
			if response, text := w.answer(t); response.StatusCode != 200 || text != want {
				t.Errorf("shut %v: %d %q, want %q", shut, response.StatusCode, text, want)
			}
		}
	}
}

// The deadlines are the server's again after a refusal: a head that never ends is cut.
func TestAHeadAfterARefusalHasItsTimeout(t *testing.T) {
	g := startGated(t)
	w := g.dial(t)
	g.shut()
	w.send(t, post("{}"))
	w.answer(t)
	w.send(t, "POST /v1/ingest HTTP/1.1\r\nHost: h\r\n")
	if _, err := w.reader.ReadByte(); err == nil {
		// 408 or 431 would be an answer, too; what counts is that the connection ends
		if _, err = io.Copy(io.Discard, w.reader); err != nil {
			t.Errorf("the connection did not end: %v", err)
		}
	} else if !errors.Is(err, io.EOF) {
		t.Errorf("the connection did not end: %v", err)
	}
}
