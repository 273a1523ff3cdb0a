// Package redistest runs private redis-servers for tests: each on a free loopback port, with its files in the test's
// temporary directory, gone when the test is over.
package redistest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// Durable are the settings with which a write that was answered is on disk.
var Durable = []string{"--appendonly", "yes", "--appendfsync", "always"}

// patience bounds every wait for a server.
const patience = 30 * time.Second

// Server is a redis-server of one test.
type Server struct {
	Addr string // host:port; the same after a restart

	dir      string
	settings []string
	process  *os.Process   // nil when it is not running
	ended    chan struct{} // closed when the process has ended
}

// ErrMissing is a machine without redis-server.
var ErrMissing = errors.New("redis-server is not installed (make test installs it)")

// Open runs a server with settings as the command line takes them ("--maxmemory", "1mb") and its files in dir, and returns
// when it answers. Whoever opens one kills it.
func Open(dir string, settings ...string) (*Server, error) {
	if _, err := exec.LookPath("redis-server"); err != nil {
		return nil, ErrMissing
	}
	s := &Server{dir: dir, settings: append([]string{
		"--bind", "127.0.0.1", "--dir", dir, "--save", "", "--daemonize", "no", "--logfile", filepath.Join(dir, "redis.log"),
	}, settings...)}
	for range 5 { // somebody else may take the port in between
		var err error
		if s.Addr, err = freeAddr(); err != nil {
			return nil, err
		}
		if s.run() {
			return s, nil
		}
	}
	return nil, errors.New("redis-server did not start")
}

// Start is Open for one test, which is skipped, and says so, where there is no redis-server.
func Start(t testing.TB, settings ...string) *Server {
	t.Helper()
	s, err := Open(t.TempDir(), settings...)
	if errors.Is(err, ErrMissing) {
		t.Skipf("skipped: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return s
}

// URL is how a client reaches the server.
func (s *Server) URL() string { return "redis://" + s.Addr }

// Client is a client of the server that ends with the test.
func (s *Server) Client(t testing.TB) *redis.Client {
	client := redis.NewClient(&redis.Options{Addr: s.Addr})
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// Kill ends the server as a crash would. It does nothing when it is not running.
func (s *Server) Kill() {
	if s.process != nil {
		_ = s.process.Kill()
		<-s.ended
		s.process = nil
	}
}

// Restart kills the server if it runs, and starts it on its port and its files.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Kill()
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
}

// Resume starts a killed server on its port and its files.
func (s *Server) Resume() error {
	if !s.run() {
		return fmt.Errorf("redis-server did not start again on %s", s.Addr)
	}
	return nil
}

// Written is the size of the append-only file, in bytes.
func (s *Server) Written(t testing.TB) int64 {
	t.Helper()
	info, err := os.Stat(s.appendOnlyFile(t))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Tear cuts bytes off the end of the append-only file, as the death of the server in the middle of a write does.
func (s *Server) Tear(t testing.TB, bytes int64) {
	t.Helper()
	if err := os.Truncate(s.appendOnlyFile(t), s.Written(t)-bytes); err != nil {
		t.Fatal(err)
	}
}

// appendOnlyFile is where Redis 7 writes until the file is rewritten.
func (s *Server) appendOnlyFile(t testing.TB) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(s.dir, "appendonlydir", "*.incr.aof"))
	if err != nil || len(found) != 1 {
		t.Fatalf("the append-only file: %v, %v", found, err)
	}
	return found[0]
}

// Freeze stops the server where it stands: it holds its connections and answers nothing.
func (s *Server) Freeze() { _ = s.process.Signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { _ = s.process.Signal(syscall.SIGCONT) }

// run starts the process and reports whether it answers; false when it has ended, as with a port that is taken.
func (s *Server) run() bool {
	_, port, _ := strings.Cut(s.Addr, ":")
	command := exec.Command("redis-server", append([]string{"--port", port}, s.settings...)...)
	if err := command.Start(); err != nil {
		return false
	}
	ended := make(chan struct{})
	s.process, s.ended = command.Process, ended
	go func() {
		_ = command.Wait()
		close(ended)
	}()
	if answers(s.Addr, ended) {
		return true
	}
	s.Kill()
	return false
}

// answers waits until the server has loaded its files and answers, or has ended.
func answers(addr string, ended <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: addr, MaxRetries: -1})
	defer func() { _ = client.Close() }()
	for {
		select {
		case <-ended:
			return false
		case <-ctx.Done():
			return false
		case <-time.After(5 * time.Millisecond):
		}
		if client.Ping(ctx).Err() == nil {
			return true
		}
	}
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = l.Close() }()
	return "127.0.0.1:" + strconv.Itoa(l.Addr().(*net.TCPAddr).Port), nil
}
