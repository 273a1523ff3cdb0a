package rum_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"paceline/internal/rum"
)

// beaconRecord is what a visit's second beacon leaves in the log: six vitals with their attribution.
func beaconRecord() rum.Record {
	r := rum.Record{
		Project: "my-website", Session: "0f8d2c1e-7b1a-4c5e-9f3d-2a6b8c4d1e0f", Arrived: 1697894405123, SentAt: 1697894405000,
		SDK: "paceline/1.0.0", UserAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
		Context: rum.Context{Timezone: "Europe/Berlin", Language: "de", Viewport: [2]float64{1280, 720}, Connection: "4g", RTT: 50, Release: "42"},
	}
	for i, name := range []string{"TTFB", "FCP", "LCP", "CLS", "INP", "FID"} {
		value := 100.5 * float64(i+1)
		r.Events = append(r.Events, rum.Event{
			ID: fmt.Sprintf("7b1a4c5e-0f8d-2c1e-9f3d-2a6b8c4d1e%02d", i), Type: rum.TypeWebVital, Name: name, Value: &value,
			TS: 1697894400000 + int64(i)*137, Page: "https://example.com/product/1234", ViewID: "9f3d2a6b-8c4d-1e0f-7b1a-4c5e0f8d2c1e",
			ViewStart: 1697894399000, NavigationType: "navigate",
			Attribution: json.RawMessage(`{"element":"main section.hero img","timeToFirstByte":180.5,"resourceLoadDelay":40}`),
		})
	}
	return r
}

// BenchmarkRecord compares the log's encoding with the JSON of the first release.
func BenchmarkRecord(b *testing.B) {
	record := beaconRecord()
	for _, codec := range []struct {
		name   string
		encode func(rum.Record) ([]byte, error)
	}{
		{"binary", rum.EncodeRecord},
		{"json", func(r rum.Record) ([]byte, error) { return json.Marshal(r) }},
	} {
		data, err := codec.encode(record)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("encode/"+codec.name, func(b *testing.B) {
			b.ReportAllocs()
			b.ReportMetric(float64(len(data)), "bytes")
			for b.Loop() {
				if _, err := codec.encode(record); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("decode/"+codec.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				decodeRecord(b, data)
			}
		})
	}
}
