// Package harness runs the real paceline binary on a data directory and talks to it over plain HTTP, for the
// whole-pipeline tests and for the soak. It reports errors and knows no testing.T.
package harness

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Patience bounds every wait for the server.
const Patience = 60 * time.Second

// ErrEnded is a process that ended before it was ready.
var ErrEnded = errors.New("paceline serve ended before it was ready")

// Build makes the paceline binary in dir with the given build tags, and returns its path.
func Build(ctx context.Context, dir string, tags ...string) (string, error) {
	binary := filepath.Join(dir, "paceline")
	build := exec.CommandContext(ctx, "go", "build", "-tags", strings.Join(tags, ","), "-o", binary, "paceline/cmd/paceline")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building paceline: %w\n%s", err, out)
	}
	return binary, nil
}

// Binary is the paceline that the environment variable names, or else one built for this run; remove takes that away.
func Binary(ctx context.Context, variable string, tags ...string) (path string, remove func(), err error) {
	if path = os.Getenv(variable); path != "" {
		return path, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "paceline-built-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) }
	if path, err = Build(ctx, dir, tags...); err != nil {
		remove()
		return "", nil, err
	}
	return path, remove, nil
}

// Options say what is run.
type Options struct {
	Binary string
	Data   string
	Flags  []string // of serve, besides the addresses and --data
	Env    []string // added to this process's environment, as "NAME=value"

	Started func(pid int) // called when a process runs, before it is ready; may be nil
}

// Server is one run of `paceline serve`. Its URLs are those it told when it was ready; that of a service which it does not
// run is empty.
type Server struct {
	Options
	Ingest, Query, Ops string
	ReadyIn            time.Duration // from the start of the process to its word that it is ready

	fleet   *Fleet // that this is the way in to; nil for a process
	command *exec.Cmd
	exited  chan struct{}
	client  *http.Client

	mu  sync.Mutex
	log strings.Builder
}

// Start runs the server and returns when it says that it is ready. When it ends before, the error is ErrEnded and
// the server tells how it ended; one that is not ready within Patience is killed.
func Start(ctx context.Context, o Options) (*Server, error) {
	s := &Server{Options: o, exited: make(chan struct{}), client: newClient()}
	const free = "127.0.0.1:0"
	s.command = exec.Command(o.Binary, append([]string{
		"serve", "--data", o.Data, "--ingest-addr", free, "--query-addr", free, "--dashboard-addr", free, "--live-addr", free, "--ops-addr", free,
	}, o.Flags...)...)
	s.command.Env = append(os.Environ(), o.Env...)
	stderr, err := s.command.StderrPipe()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	if o.Started != nil {
		o.Started(s.Pid())
	}
	ready := make(chan readyLine, 1)
	go s.read(stderr, ready)
	patience := time.NewTimer(Patience)
	defer patience.Stop()
	select {
	case line := <-ready:
		s.ReadyIn = line.at.Sub(began)
		s.Ingest, s.Query, s.Ops = address(line.Ingest), address(line.Query), address(line.Ops)
		return s, nil
	case <-s.exited:
		return s, fmt.Errorf("%w: %s\n%s", ErrEnded, s.command.ProcessState, s.Log())
	case <-patience.C:
		s.Kill()
		return s, fmt.Errorf("paceline serve was not ready within %s\n%s", Patience, s.Log())
	case <-ctx.Done():
		s.Kill()
		return s, context.Cause(ctx)
	}
}

// address is a URL, empty for a service that the process does not run.
func address(hostPort string) string {
	if hostPort == "" {
		return ""
	}
	return "http://" + hostPort
}

// readyLine is what the server logs when it is ready.
type readyLine struct {
	Msg, Ingest, Query, Ops string
	at                      time.Time
}

// mostLog bounds what is kept of a server's log.
const mostLog = 1 << 20

func (s *Server) read(stderr io.Reader, ready chan<- readyLine) {
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, mostLog)
	for lines.Scan() {
		text := lines.Text()
		var line readyLine
		if strings.Contains(text, `"msg":"ready"`) && json.Unmarshal([]byte(text), &line) == nil {
			line.at = time.Now()
			ready <- line
		}
		if !strings.Contains(text, `"msg":"request"`) {
			s.keep(text)
		}
	}
	_ = s.command.Wait()
	s.client.CloseIdleConnections()
	close(s.exited)
}

func (s *Server) keep(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.log.Len() < mostLog {
		s.log.WriteString(line + "\n")
	}
}

// Log is what the server has logged, without its request log.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// Kill ends the process as a crash would, a frozen one too, and returns when nothing of it runs any more.
func (s *Server) Kill() {
	if s.fleet != nil {
		s.fleet.Kill()
		return
	}
	_ = s.command.Process.Kill()
	<-s.exited
}

// Stop asks the process to end in order, and returns an error unless it did.
func (s *Server) Stop() error {
	if err := s.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.Ended()
}

// Ended waits for a process that was asked to end, and returns an error unless it did so in order.
func (s *Server) Ended() error {
	select {
	case <-s.exited:
	case <-time.After(Patience):
		s.Kill()
		return fmt.Errorf("paceline serve did not end within %s of SIGTERM\n%s", Patience, s.Log())
	}
	if !s.command.ProcessState.Success() {
		return fmt.Errorf("paceline serve ended with %s\n%s", s.command.ProcessState, s.Log())
	}
	return nil
}

// Signal sends a signal: SIGSTOP freezes the process, SIGCONT lets it go on.
func (s *Server) Signal(signal os.Signal) error { return s.command.Process.Signal(signal) }

// Pid is the process's id.
func (s *Server) Pid() int { return s.command.Process.Pid }

// Exited is closed when the process has ended.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// State says how the process ended; nil while it runs.
func (s *Server) State() *os.ProcessState {
	select {
	case <-s.exited:
		return s.command.ProcessState
	default:
		return nil
	}
}
