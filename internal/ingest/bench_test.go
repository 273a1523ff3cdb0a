package ingest_test

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/ingest"
)

// BenchmarkAccept is the whole accept path, from the handler to the synced commit of the real log, with 64 clients at
// once per core. The network is not in it.
func BenchmarkAccept(b *testing.B) {
	body, err := os.ReadFile(samples + "/valid/beacon/sdk-all-vitals.json")
	if err != nil {
		b.Fatal(err)
	}
	grant := grantOf("my-website")
	grant.Project.RateLimit = 1 << 40
	handler := ingest.New(ingest.Config{
		Keys: keys{key: grant}, Limits: ownLimits(time.Now), Queue: openLog(b), Registry: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler),
	}).Handler()
	b.SetBytes(int64(len(body)))
	b.SetParallelism(64)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, httptest.NewRequest("POST", "/v1/ingest?key="+key, bytes.NewReader(body)))
			if answer.Code != 202 {
				b.Fatal(answer.Code, answer.Body)
			}
		}
	})
}
