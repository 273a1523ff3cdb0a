package ingest_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/ingest"
	"paceline/internal/queue"
	"paceline/internal/rum"
)

// decoding takes records whose data can be read back, as a worker will.
type decoding struct{ t *testing.T }

func (d decoding) Append(_ context.Context, records []queue.Record) error {
	for _, record := range records {
		if _, err := rum.DecodeRecord(record.Data); err != nil {
			d.t.Errorf("a worker could not read %s: %v", record.Data, err)
		}
	}
	return nil
}

// neverOurFault sends a body to both write routes: whatever it is, nothing panics and no answer is a 5xx.
func neverOurFault(t *testing.T, body []byte) {
	service := ingest.New(ingest.Config{
		Keys: keys{key: grantOf("my-website")}, Limits: ownLimits(time.Now), Queue: decoding{t}, Registry: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler),
	})
	for _, path := range []string{"/v1/ingest", "/v1/errors"} {
		answer := httptest.NewRecorder()
		service.Handler().ServeHTTP(answer, httptest.NewRequest("POST", path+"?key="+key, bytes.NewReader(body)))
		if answer.Code >= 500 || answer.Code < 200 {
			t.Errorf("%s: %d for %q", path, answer.Code, body)
		}
	}
}

func seeds(f *testing.F) [][]byte {
	files, _ := filepath.Glob(filepath.Join(samples, "*", "*", "*.json"))
	if len(files) == 0 {
		f.Fatal("no samples")
	}
	var bodies [][]byte
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	return append(bodies, nil, []byte("null"), []byte(`{"events":[[]]}`), []byte("\xff\xfe{}"), bytes.Repeat([]byte("["), 1<<16))
}

func FuzzBeacon(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(body)
	}
	f.Fuzz(neverOurFault)
}

func FuzzGunzip(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(zip(body))
	}
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, body []byte) {
		neverOurFault(t, append([]byte{0x1f, 0x8b}, bytes.TrimPrefix(body, []byte{0x1f, 0x8b})...))
	})
}
