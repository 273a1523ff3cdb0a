package httpapi_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"paceline/internal/httpapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// run starts a server and returns its address, a stop, and what Run returned.
func run(t *testing.T, h http.HandlerFunc, opts httpapi.Options) (addr string, stop context.CancelFunc, done <-chan error) {
	t.Helper()
	server := httpapi.NewServer("127.0.0.1:0", h, opts)
	if err := server.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	return server.Addr(), stop, ended
}

func answered(t *testing.T, addr, request string) int {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() { _, _ = io.WriteString(conn, request) }() // the server may hang up before it has all
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

func TestHeadersHave16KiB(t *testing.T) {
	addr, stop, done := run(t, func(http.ResponseWriter, *http.Request) {}, httpapi.Options{})
	for size, want := range map[int]int{16<<10 - 1: 200, 16 << 10: 200, 16<<10 + 1: 431} {
		request := "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: \r\n\r\n"
		request = strings.Replace(request, "X: ", "X: "+strings.Repeat("x", size-len(request)), 1)
		if got := answered(t, addr, request); got != want {
			t.Errorf("%d bytes of headers: %d, want %d", size, got, want)
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestRunFinishesWhatIsInFlight(t *testing.T) {
	arrived, finish := make(chan struct{}), make(chan struct{})
	addr, stop, done := run(t, func(w http.ResponseWriter, _ *http.Request) {
		close(arrived)
		<-finish
		_, _ = w.Write([]byte("done"))
	}, httpapi.Options{})
	status := make(chan int, 1)
	go func() { status <- answered(t, addr, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") }()
	<-arrived
	stop()
	awaitRefusal(t, addr)
	close(finish)
	if got := <-status; got != 200 {
		t.Errorf("the request in flight got %d", got)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// awaitRefusal waits until nothing listens any more.
func awaitRefusal(t *testing.T, addr string) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return
		}
		conn.Close()
	}
	t.Fatal("it still accepts connections")
}

// Cutting off what takes too long is how an orderly end is bounded: no failure, but said aloud.
func TestRunCutsOffWhatTakesTooLong(t *testing.T) {
	arrived, finish := make(chan struct{}), make(chan struct{})
	defer close(finish)
	var logged bytes.Buffer // read after Run has ended
	addr, stop, done := run(t, func(http.ResponseWriter, *http.Request) { close(arrived); <-finish },
		httpapi.Options{Drain: time.Millisecond, Log: slog.New(slog.NewTextHandler(&logged, nil))})
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	<-arrived
	stop()
	if err := <-done; err != nil {
		t.Errorf("Run returned %v", err)
	}
	if !strings.Contains(logged.String(), "level=WARN") || !strings.Contains(logged.String(), "cut off") {
		t.Errorf("no warning was logged: %q", logged.String())
	}
	if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("the connection is still open, or got half an answer: %d bytes, %v", n, err)
	}
}

func TestABusyAddressIsAnError(t *testing.T) {
	addr, stop, done := run(t, func(http.ResponseWriter, *http.Request) {}, httpapi.Options{})
	if err := httpapi.NewServer(addr, nil, httpapi.Options{}).Run(context.Background()); err == nil || !strings.Contains(err.Error(), addr) {
		t.Errorf("Run returned %v", err)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// Who leaves answers on the connections that there are, once each, and on new ones.
func TestLeaveEndsEachConnectionWithItsNextAnswer(t *testing.T) {
	server := httpapi.NewServer("127.0.0.1:0", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), httpapi.Options{})
	if err := server.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	const plain, upgrade = "", "Connection: Upgrade\r\nUpgrade: websocket\r\n"
	dial := func() (ends func(header string) bool) {
		conn, err := net.Dial("tcp", server.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		answers := bufio.NewReader(conn)
		return func(header string) bool {
			fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n"+header+"\r\n")
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.Close
		}
	}
	before := dial()
	got := []bool{before(plain), before(plain)}
	server.Leave()
	got = append(got, before(plain), dial()(plain), dial()(upgrade)) // a connection that is taken over has no next request
	if want := []bool{false, false, true, true, false}; !slices.Equal(got, want) {
		t.Errorf("answers that end their connection: %v, want %v", got, want)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
