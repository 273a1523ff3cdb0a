package query

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"paceline/internal/admin"
	"paceline/internal/cache/memory"
	"paceline/internal/limit"
	limitmemory "paceline/internal/limit/memory"
	"paceline/internal/rum"
	"paceline/internal/token"
)

// harness is a service over samples.
type harness struct {
	*Service
	store  *sampleReader
	intake *sampleIntake
	tokens *token.Tokens
}

type fixedProjects []admin.ProjectInfo

func (p fixedProjects) Projects() []admin.ProjectInfo { return p }

func (p fixedProjects) Project(key string) (admin.Project, bool) {
	for _, project := range p {
		if project.Key == key {
			return admin.Project{Key: key, Demo: project.Demo}, true
		}
	}
	return admin.Project{}, false
}

type sampleIntake struct{ after rum.Positions }

func (s *sampleIntake) Intake(_ context.Context, _ string, after rum.Positions) (rum.Intake, error) {
	s.after = after
	return rum.Intake{Logs: []string{"log"}, Accepted: 8, Queued: 2}, nil
}

func (s *sampleIntake) OldestWaiting(context.Context, rum.Positions) (time.Time, error) {
	return sampleTime, nil
}

// open makes a service that is open, or, with logins, one that wants tokens.
func open(t *testing.T, logins bool, change ...func(*Config)) *harness {
	t.Helper()
	c, err := memory.New(memory.DefaultBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	tokens, err := token.New(bytes.Repeat([]byte{1}, token.SecretBytes), nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{store: &sampleReader{}, intake: &sampleIntake{}, tokens: tokens}
	config := Config{
		Store: h.store, Cache: c, Intake: h.intake, Open: !logins,
		Limits:   limit.New(limit.Options{Local: limitmemory.New(time.Now), Log: slog.New(slog.DiscardHandler)}),
		Projects: fixedProjects{{Key: "a", Origins: []string{"https://example.com"}}, {Key: "b", Demo: true, Origins: []string{}}},
	}
	if logins {
		config.Tokens = tokens
	}
	for _, f := range change {
		f(&config)
	}
	if h.Service, err = New(config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// ask sends a GET; headers are pairs of name and value.
func (h *harness) ask(path string, headers ...string) *http.Response {
	return h.send(http.MethodGet, path, headers...)
}

func (h *harness) send(method, path string, headers ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	r.Host = "localhost:4001"
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.Handler().ServeHTTP(w, r)
	return w.Result()
}

// bearer is the header for a project's token.
func (h *harness) bearer(t *testing.T, audience, project string) string {
	t.Helper()
	text, err := h.tokens.Mint(audience, project, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return "Bearer " + text
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func mustBe(t *testing.T, r *http.Response, status int) string {
	t.Helper()
	body := text(t, r)
	if r.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", r.StatusCode, status, body)
	}
	if status >= 400 && r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("an error of type %q, want problem+json", r.Header.Get("Content-Type"))
	}
	return body
}
