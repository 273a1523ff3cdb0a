package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/admin"
	"paceline/internal/ingest"
	"paceline/internal/limit"
	"paceline/internal/limit/memory"
	"paceline/internal/queue"
	"paceline/internal/queue/sqlite"
	"paceline/internal/rum"
)

const (
	key      = "key-of-my-website"
	ownPage  = "https://example.com"
	otherWeb = "https://evil.example"
)

// keys grants what the tests need, by the text of a key.
type keys map[string]admin.Grant

func (k keys) Lookup(text string) (admin.Grant, error) {
	if text == "key-of-nobody-knows" {
		return admin.Grant{}, admin.ErrStale
	}
	grant, ok := k[text]
	if !ok {
		return admin.Grant{}, admin.ErrUnknownKey
	}
	return grant, nil
}

func grantOf(project string) admin.Grant {
	return admin.Grant{
		Project: admin.Project{Key: project, Salt: []byte("salt of " + project)}, KeyID: "k", Origins: []string{ownPage},
	}
}

// arrival is the server's clock in the tests.
var arrival = time.UnixMilli(1_697_894_406_000)

// door is a service over a real log, behind a real server.
type door struct {
	*httptest.Server
	t        testing.TB
	log      *sqlite.Log
	registry *prometheus.Registry
	logged   *bytes.Buffer
}

func openLog(t testing.TB) *sqlite.Log {
	t.Helper()
	log, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "log.db"), sqlite.Options{Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}

func open(t testing.TB, change func(*ingest.Config)) *door {
	t.Helper()
	d := &door{t: t, log: openLog(t), registry: prometheus.NewRegistry(), logged: &bytes.Buffer{}}
	longest := strings.Repeat("k", 64)
	slow := grantOf("slow")
	slow.Project.RateLimit = 2
	config := ingest.Config{
		Keys:   keys{key: grantOf("my-website"), "longest": grantOf(longest), "slow": slow},
		Limits: ownLimits(func() time.Time { return arrival }), Queue: d.log, Registry: d.registry, Log: slog.New(slog.NewTextHandler(d.logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now: func() time.Time { return arrival },
	}
	if change != nil {
		change(&config)
	}
	d.Server = httptest.NewServer(ingest.New(config).Handler())
	t.Cleanup(d.Close)
	return d
}

// ownLimits are limits that this process has for itself.
func ownLimits(now func() time.Time) *limit.Limiter {
	return limit.New(limit.Options{Local: memory.New(now), Log: slog.New(slog.DiscardHandler)})
}

// reply is an answer, read.
type reply struct {
	status int
	header http.Header
	body   string
}

// send makes a request; headers are pairs.
func (d *door) send(method, path string, body []byte, headers ...string) reply {
	d.t.Helper()
	req, err := http.NewRequest(method, d.URL+path, bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := d.Client().Do(req)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(text)}
}

func (d *door) post(body []byte, headers ...string) reply {
	d.t.Helper()
	return d.send("POST", "/v1/ingest", body, append([]string{"X-Api-Key", key}, headers...)...)
}

// accepted is what the log counts of all projects.
func (d *door) accepted() int64 {
	d.t.Helper()
	intake, err := d.log.Intake(context.Background(), "", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	return intake.Accepted
}

// records reads everything in the log.
func (d *door) records() []rum.Record {
	d.t.Helper()
	if d.accepted() == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	entries, err := d.log.Read(ctx, 0, rum.Position{}, 64<<20)
	if err != nil {
		d.t.Fatal(err)
	}
	var records []rum.Record
	for _, entry := range entries {
		for _, data := range entry.Records {
			record, err := rum.DecodeRecord(data)
			if err != nil {
				d.t.Fatal(err)
			}
			records = append(records, record)
		}
	}
	return records
}

// event makes a valid event with fields changed; a nil value removes the field.
func event(changes map[string]any) map[string]any {
	e := map[string]any{
		"type": "web_vital", "name": "LCP", "value": 2500, "ts": 1697894400000, "page": "/product/1", "sessionId": "s1",
	}
	for name, value := range changes {
		if e[name] = value; value == nil {
			delete(e, name)
		}
	}
	return e
}

func beacon(events ...map[string]any) []byte {
	return encode(map[string]any{"projectKey": "my-website", "events": events})
}

func encode(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return data
}

func zip(data []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write(data)
	_ = w.Close()
	return buf.Bytes()
}

// padded makes a beacon of exactly size bytes.
func padded(size int) []byte {
	body := beacon(event(nil))
	return append(body, bytes.Repeat([]byte(" "), size-len(body))...)
}

// failing is a log that cannot take anything.
type failing struct{ err error }

func (f failing) Append(context.Context, []queue.Record) error { return f.err }
