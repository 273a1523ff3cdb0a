package harness

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// ErrTooFast is the query API's own limit: a check of many rows meets it on a fast machine, and asks again.
var ErrTooFast = errors.New("more requests than the query API allows a minute")

// ErrDifference is a ledger that does not add up: something was lost, doubled or invented.
var ErrDifference = errors.New("the ledger does not add up")

func newClient() *http.Client {
	return &http.Client{Timeout: Patience, Transport: newTransport()}
}

// newTransport gives up idle connections before the server does, so that none closes under a request.
func newTransport() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second}
}

// AddProject creates a project with a command, whether a server runs on the data directory or not, and returns its
// API key. A server that runs knows it within a second.
func AddProject(ctx context.Context, o Options, key string, flags ...string) (apiKey string, err error) {
	command := exec.CommandContext(ctx, o.Binary, append([]string{
		"project", "add", key, "--origin", "https://example.com", "--data", o.Data, "--json",
	}, flags...)...)
	command.Env = append(os.Environ(), o.Env...)
	out, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("project add: %w", err)
	}
	var answer struct{ ProjectKey, APIKey string }
	if err := json.Unmarshal(out, &answer); err != nil || answer.ProjectKey != key {
		return "", fmt.Errorf("project add printed %s (%v)", out, err) //nolint:errorlint // it may be nil
	}
	return answer.APIKey, nil
}

// AddProject creates a project and waits until this server, or every process of its fleet, knows it.
func (s *Server) AddProject(ctx context.Context, key string, flags ...string) (apiKey string, err error) {
	if apiKey, err = AddProject(ctx, s.Options, key, flags...); err != nil {
		return "", err
	}
	return apiKey, Eventually(ctx, "the server knows the project", func() error {
		if s.fleet != nil {
			return s.fleet.knows(ctx, key, apiKey)
		}
		_, err := s.Ledger(ctx, key)
		return err
	})
}

// Answer is what ingest said of a request.
type Answer struct {
	Status     int
	Body       []byte
	RetryAfter string // the header
}

// Post sends a beacon's bytes. An error means that there was no answer: the beacon may have been taken or not.
func (s *Server) Post(ctx context.Context, key string, body []byte) (Answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Ingest+"/v1/ingest?key="+key, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	request.Header.Set("Content-Type", "text/plain")
	response, err := s.client.Do(request)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, text, response.Header.Get("Retry-After")}, err
}

// Get reads a query answer past every cache.
func (s *Server) Get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Query+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Cache-Control", "no-cache")
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return err
	case response.StatusCode == http.StatusTooManyRequests:
		return fmt.Errorf("%s: %w", path, ErrTooFast)
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%s: %s: %s", path, response.Status, body)
	}
	return json.Unmarshal(body, into)
}

// Read is Get that waits while the query API's limit is used up.
func (s *Server) Read(ctx context.Context, path string, into any) error {
	var other error
	err := Eventually(ctx, path, func() error {
		err := s.Get(ctx, path, into)
		if errors.Is(err, ErrTooFast) {
			return err
		}
		other = err
		return nil
	})
	return errors.Join(err, other)
}

// Metric reads a metric without labels.
func (s *Server) Metric(ctx context.Context, name string) (float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Ops+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name+" "); found {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("there is no metric %s", name)
}

// notReady is nil when the process says that it is not, or says nothing.
func (s *Server) notReady(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Ops+"/ready", nil)
	if err != nil {
		return err
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil // nobody is there
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusOK {
		return errors.New("/ready says 200")
	}
	return nil
}

// Ledger is the account of a project, as the API gives it.
type Ledger struct {
	Accepted, Visible, Merged, Deduplicated, Queued, DeadLettered, Deleted, Difference int64
}

// Ledger reads a project's account.
func (s *Server) Ledger(ctx context.Context, project string) (l Ledger, err error) {
	err = s.Read(ctx, "/api/projects/"+project+"/ledger", &l)
	return l, err
}

// Drained waits until nothing of the project is queued and returns its ledger, which must add up at every look:
// ErrDifference when it does not. Patience is counted from the last look at which something had moved.
func (s *Server) Drained(ctx context.Context, project string) (l Ledger, err error) {
	var broken error
	for queued := int64(-1); ; {
		err = Eventually(ctx, "the log is drained", func() error {
			var err error
			if l, err = s.Ledger(ctx, project); err != nil {
				return err
			}
			if l.Difference != 0 {
				broken = fmt.Errorf("%w: %+v", ErrDifference, l)
			}
			if broken == nil && l.Queued != 0 && l.Queued == queued {
				return fmt.Errorf("%d events are queued", l.Queued)
			}
			return nil
		})
		if err != nil || broken != nil || l.Queued == 0 {
			return l, errors.Join(err, broken)
		}
		queued = l.Queued
	}
}

// Eventually asks again until there is no error, or fails with the last one after Patience.
func Eventually(ctx context.Context, what string, check func() error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(Patience)
	defer end.Stop()
	for {
		err := check()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-end.C:
			return fmt.Errorf("%s: not within %s: %w", what, Patience, err)
		case <-ctx.Done():
			return fmt.Errorf("%s: %w: %w", what, context.Cause(ctx), err)
		}
	}
}
