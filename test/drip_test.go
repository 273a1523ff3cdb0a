package test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"syscall"
	"testing"
)

// A client that drips its body must not turn an orderly end into a failure.
func TestSIGTERMWhileABodyDrips(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "shop")
	s.drip(t, key)
	if err := s.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-s.Exited()
	if code := s.State().ExitCode(); code != 0 {
		t.Errorf("exit code %d, want 0\n%s", code, s.Log())
	}
}

// drip begins to send a beacon that does not end before the test does, and returns when the server reads it.
func (s *server) drip(t *testing.T, key string) {
	t.Helper()
	body, send := io.Pipe()
	sent := make(chan struct{})
	t.Cleanup(func() { _ = send.Close(); <-sent })
	go func() {
		defer close(sent)
		if response, err := http.Post(s.Ingest+"/v1/ingest?key="+key, "text/plain", body); err == nil {
			response.Body.Close()
		}
	}()
	if _, err := io.WriteString(send, "{"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the body is being read", func() error {
		metrics, err := http.Get(s.Ops + "/metrics")
		if err != nil {
			return err
		}
		defer metrics.Body.Close()
		if hasLine(metrics.Body, "paceline_ingest_inflight_bytes 0") {
			return fmt.Errorf("no body is in flight")
		}
		return nil
	})
}

func hasLine(text io.Reader, line string) bool {
	lines := bufio.NewScanner(text)
	for lines.Scan() {
		if lines.Text() == line {
			return true
		}
	}
	return false
}
