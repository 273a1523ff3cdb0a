// Package test holds whole-pipeline scenarios: the real binary, real files, plain HTTP.
package test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// binary is the paceline command under test: PACELINE_BIN, or built once for this run.
var binary string

func TestMain(m *testing.M) {
	if dir := os.Getenv(workerDir); dir != "" {
		if err := workAsChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if binary = os.Getenv("PACELINE_BIN"); binary != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "paceline-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "paceline")
	build := exec.Command("go", "build", "-o", binary, "paceline/cmd/paceline")
	if out, err := build.CombinedOutput(); err != nil {
		panic(fmt.Sprintf("building paceline: %v\n%s", err, out))
	}
	return m.Run()
}

// deadline bounds every wait of these tests.
const deadline = 60 * time.Second

// server is one run of `paceline serve` on a data directory.
type server struct {
	command *exec.Cmd
	ingest  string
	query   string
	ops     string
	data    string
	exited  chan struct{}
	log     *bytes.Buffer
}

// start runs the server and returns when it says that it is ready.
func start(t *testing.T, data string, flags ...string) *server {
	t.Helper()
	s := &server{data: data, exited: make(chan struct{}), log: &bytes.Buffer{}}
	ingest, query, ops := freeAddress(t), freeAddress(t), freeAddress(t)
	s.ingest, s.query, s.ops = "http://"+ingest, "http://"+query, "http://"+ops
	s.command = exec.Command(binary, append([]string{
		"serve", "--data", data, "--ingest-addr", ingest, "--query-addr", query,
		"--dashboard-addr", freeAddress(t), "--ops-addr", ops,
	}, flags...)...)
	stderr, err := s.command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go s.read(stderr, ready)
	t.Cleanup(s.kill)
	select {
	case <-ready:
	case <-s.exited:
		t.Fatalf("paceline serve ended before it was ready:\n%s", s.log)
	case <-time.After(deadline):
		s.kill()
		t.Fatalf("paceline serve was not ready within %s:\n%s", deadline, s.log)
	}
	return s
}

func (s *server) read(stderr io.Reader, ready chan<- struct{}) {
	lines := bufio.NewScanner(stderr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.Contains(line, `"msg":"ready"`) {
			close(ready)
		}
		if !strings.Contains(line, `"msg":"request"`) && s.log.Len() < 1<<20 {
			s.log.WriteString(line + "\n")
		}
	}
	_ = s.command.Wait()
	close(s.exited)
}

// kill ends the process as a crash would: nothing of it runs any more.
func (s *server) kill() {
	_ = s.command.Process.Kill()
	<-s.exited
}

// addProject creates a project while the server runs, and returns its API key.
func (s *server) addProject(t *testing.T, key string, flags ...string) string {
	t.Helper()
	out, err := exec.Command(binary, append([]string{
		"project", "add", key, "--origin", "https://example.com", "--data", s.data, "--json",
	}, flags...)...).Output()
	if err != nil {
		t.Fatalf("project add: %v", err)
	}
	var answer struct{ ProjectKey, APIKey string }
	if err := json.Unmarshal(out, &answer); err != nil || answer.ProjectKey != key {
		t.Fatalf("project add printed %s (%v)", out, err)
	}
	eventually(t, "the server knows the project", func() error {
		return s.get("/api/projects/"+key+"/ledger", &ledger{})
	})
	return answer.APIKey
}

// get reads a query answer past every cache.
func (s *server) get(path string, into any) error {
	request, err := http.NewRequest(http.MethodGet, s.query+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Cache-Control", "no-cache")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode == http.StatusTooManyRequests {
		return fmt.Errorf("%s: %w", path, errTooFast)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", path, response.Status, body)
	}
	return json.Unmarshal(body, into)
}

// errTooFast is the query API's own limit: a check of many sessions meets it on a fast machine, and asks again.
var errTooFast = errors.New("more requests than the query API allows a minute")

func (s *server) mustGet(t *testing.T, path string, into any) {
	t.Helper()
	eventually(t, path, func() error {
		err := s.get(path, into)
		if err != nil && !errors.Is(err, errTooFast) {
			t.Fatal(err)
		}
		return err
	})
}

// ledger is the account of a project, as the API gives it.
type ledger struct {
	Accepted, Visible, Merged, Deduplicated, Queued, DeadLettered, Deleted, Difference int64
}

// drained waits until nothing of the project is queued and returns its ledger, which must add up at every look.
func (s *server) drained(t *testing.T, project string) ledger {
	t.Helper()
	var l ledger
	eventually(t, "the log is drained", func() error {
		if err := s.get("/api/projects/"+project+"/ledger", &l); err != nil {
			return err
		}
		if l.Difference != 0 {
			t.Fatalf("the ledger does not add up: %+v", l)
		}
		if l.Queued != 0 {
			return fmt.Errorf("%d events are queued", l.Queued)
		}
		return nil
	})
	return l
}

// eventually asks again until there is no error, or fails with the last one.
func eventually(t *testing.T, what string, check func() error) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(deadline)
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s: not within %s: %v", what, deadline, err)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// post sends a beacon and returns the answer's status; an error when there was none.
func (s *server) post(key string, beacon any) (int, error) {
	body, err := json.Marshal(beacon)
	if err != nil {
		return 0, err
	}
	response, err := http.Post(s.ingest+"/v1/ingest?key="+key, "text/plain", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode, nil
}

func (s *server) mustPost(t *testing.T, key string, beacon any) {
	t.Helper()
	if status, err := s.post(key, beacon); err != nil || status != http.StatusAccepted {
		t.Fatalf("the beacon got %d, %v", status, err)
	}
}

type object = map[string]any
