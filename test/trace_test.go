package test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// logLine is what the tests look at of a line of the log.
type logLine struct {
	Msg, Service, Request, Project, Reason string
	Events                                 int
}

// findLine waits for the line of a request in a log file.
func findLine(t *testing.T, file, message, request string) (found logLine) {
	t.Helper()
	eventually(t, message+" is logged", func() error {
		log, err := os.Open(file)
		if err != nil {
			return err
		}
		defer log.Close()
		for lines := bufio.NewScanner(log); lines.Scan(); {
			var line logLine
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == message && line.Request == request {
				found = line
				return nil
			}
		}
		return errors.New("no such line")
	})
	return found
}

// postTraced sends one page view and returns the request id that ingest answered with.
func (s *server) postTraced(t *testing.T, key string) (request string) {
	t.Helper()
	body := fmt.Sprintf(`{"projectKey":"shop","events":[{"type":"page_view","name":"page_view","ts":%d,"page":"/a","sessionId":"s"}]}`, time.Now().UnixMilli())
	response, err := http.Post(s.Ingest+"/v1/ingest?key="+key, "text/plain", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusAccepted || response.Header.Get("X-Request-Id") == "" {
		t.Fatal(response.Status, response.Header)
	}
	return response.Header.Get("X-Request-Id")
}

// The id that a client is told leads from ingest's log through the durable log to the worker's.
func TestARequestCanBeFollowedFromIngestToTheStore(t *testing.T) {
	logs := t.TempDir()
	s := start(t, t.TempDir(), "--log-level", "debug", "--log-file", filepath.Join(logs, "other-{service}.log"))
	request := s.postTraced(t, s.addProject(t, "shop"))
	if line := findLine(t, filepath.Join(logs, "other-ingest.log"), "request", request); line.Service != "ingest" {
		t.Errorf("%+v", line)
	}
	if line := findLine(t, filepath.Join(logs, "other-worker.log"), "stored", request); line.Service != "worker" || line.Project != "shop" || line.Events != 1 {
		t.Errorf("%+v", line)
	}
}
