// Package test holds whole-pipeline scenarios: the real binary, real files, plain HTTP.
package test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"testing"

	"paceline/internal/pgtest"
	"paceline/test/harness"
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
	path, remove, err := harness.Binary(context.Background(), "PACELINE_BIN")
	if err != nil {
		panic(err)
	}
	defer remove()
	binary = path
	return pgtest.Run(m)
}

// server is one run of `paceline serve` in a test.
type server struct{ *harness.Server }

// deploy, when it is set, is what start starts instead: scenarios are the same for every deployment.
var deploy func(t *testing.T, data string) *server

// start runs the server and returns when it says that it is ready.
func start(t *testing.T, data string, flags ...string) *server {
	t.Helper()
	if deploy != nil {
		return deploy(t, data)
	}
	s, err := harness.Start(t.Context(), harness.Options{Binary: binary, Data: data, Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Kill)
	return &server{s}
}

// addProject creates a project while the server runs, and returns its API key.
func (s *server) addProject(t *testing.T, key string, flags ...string) string {
	t.Helper()
	apiKey, err := s.AddProject(t.Context(), key, flags...)
	if err != nil {
		t.Fatal(err)
	}
	return apiKey
}

func (s *server) mustGet(t *testing.T, path string, into any) {
	t.Helper()
	if err := s.Read(t.Context(), path, into); err != nil {
		t.Fatal(err)
	}
}

// drained waits until nothing of the project is queued and returns its ledger, which must add up at every look.
func (s *server) drained(t *testing.T, project string) harness.Ledger {
	t.Helper()
	l, err := s.Drained(t.Context(), project)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// eventually asks again until there is no error, or fails with the last one.
func eventually(t *testing.T, what string, check func() error) {
	t.Helper()
	if err := harness.Eventually(t.Context(), what, check); err != nil {
		t.Fatal(err)
	}
}

func (s *server) mustPost(t *testing.T, key string, beacon any) {
	t.Helper()
	body, err := json.Marshal(beacon)
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := s.Post(t.Context(), key, body); err != nil || answer.Status != http.StatusAccepted {
		t.Fatalf("the beacon got %d, %v", answer.Status, err)
	}
}

type object = map[string]any

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
