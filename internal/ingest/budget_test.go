package ingest_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"paceline/internal/ingest"
)

// drip opens a connection, declares a body of 1 MiB and sends its first bytes.
func (d *door) drip(apiKey string, sent int) {
	d.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.URL, "http://"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprintf(conn, "POST /v1/ingest HTTP/1.1\r\nHost: x\r\nX-Api-Key: %s\r\nContent-Length: 1048576\r\n\r\n%s", apiKey, strings.Repeat(" ", sent))
}

// awaitInFlight polls until the budget's use is right.
func (d *door) awaitInFlight(what string, right func(used int64) bool) {
	d.t.Helper()
	var used int64
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if used = d.inFlight(); right(used) {
			return
		}
	}
	d.t.Fatalf("%s: %d bytes are in flight", what, used)
}

func (d *door) inFlight() int64 {
	d.t.Helper()
	families, err := d.registry.Gather()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "paceline_ingest_inflight_bytes" {
			return int64(family.GetMetric()[0].GetGauge().GetValue())
		}
	}
	d.t.Fatal("there is no metric of the bytes in flight")
	return 0
}

func TestOneProjectCannotUseUpTheBudget(t *testing.T) {
	d := open(t, func(c *ingest.Config) { c.InFlightBytes = 8 << 20 })
	for range 100 {
		d.drip(key, 16<<10)
	}
	d.awaitInFlight("a quarter of the budget is used", func(used int64) bool { return used > 2<<20-64<<10 })
	if got := d.post(padded(128 << 10)); got.status != 503 || got.header.Get("Retry-After") == "" {
		t.Errorf("the project that uses its share: %d, want 503 and when to retry", got.status)
	}
	other := []byte(`{"projectKey":"slow","events":[{"type":"page_view","name":"p","ts":1697894400000,"page":"/","sessionId":"s"}]}`)
	if got := d.send("POST", "/v1/ingest", other, "X-Api-Key", "slow"); got.status != 202 {
		t.Errorf("another project: %d, want 202", got.status)
	}
	if d.inFlight() > 2<<20 {
		t.Errorf("%d bytes are in flight", d.inFlight())
	}
}

func TestADeclaredSizeTakesNothing(t *testing.T) {
	d := open(t, nil)
	for range 66 { // of 1 MiB each, where 64 MiB may be in flight
		d.drip(key, 1)
	}
	d.awaitInFlight("all are being read", func(used int64) bool { return used >= 66 })
	if used := d.inFlight(); used > 66*2<<10 {
		t.Errorf("%d bytes are taken for 66 bytes that were sent", used)
	}
	if got := d.post(beacon(event(nil))); got.status != 202 {
		t.Errorf("%d, want 202: %s", got.status, got.body)
	}
}

func TestTheBudgetMayEndAmidABody(t *testing.T) {
	for name, c := range map[string]struct {
		body   []byte
		budget int64
		want   int
	}{
		"plain":          {padded(100 << 10), 100<<10 - 1, 503},
		"plain, enough":  {padded(100 << 10), 100 << 10, 202},
		"while inflated": {zip(append(beacon(event(nil)), bytes.Repeat([]byte(" \n\t\r"), 5<<10)...)), 16 << 10, 503},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(config *ingest.Config) { config.InFlightBytes = c.budget })
			for range 3 { // what is taken is given back
				got := d.post(c.body)
				if got.status != c.want || (c.want == 503) != (got.header.Get("Retry-After") != "") {
					t.Errorf("%d, want %d: %s", got.status, c.want, got.body)
				}
			}
			d.awaitInFlight("all is given back", func(used int64) bool { return used == 0 })
		})
	}
}

// Every body can pass when nothing else is in flight, however small the budget's quarter is.
func TestAShareHoldsTheLargestBody(t *testing.T) {
	d := open(t, func(c *ingest.Config) { c.InFlightBytes = 4 << 20 })
	for name, body := range map[string]io.Reader{
		"plain":   bytes.NewReader(padded(1 << 20)),
		"chunked": struct{ io.Reader }{bytes.NewReader(padded(1 << 20))},
		"gzipped": bytes.NewReader(hardlyGzipped(t)),
	} {
		res, err := d.Client().Post(d.URL+"/v1/ingest?key="+key, "", body)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 202 {
			t.Errorf("%s: %d, want 202", name, res.StatusCode)
		}
	}
}

// A bomb that were inflated to its end would find the budget used up, and be answered 503.
func TestInflatingStopsAtTheLimit(t *testing.T) {
	d := open(t, func(c *ingest.Config) { c.InFlightBytes = 2 << 20 })
	for name, bomb := range map[string][]byte{
		"the limit of 1 MiB": zip(make([]byte, 100<<20)),
		"the ratio of 1:100": zip(make([]byte, 4<<20)),
	} {
		if len(bomb) > 256<<10 {
			t.Fatalf("%s: the bomb has %d bytes", name, len(bomb))
		}
		if got := d.post(bomb); got.status != 413 {
			t.Errorf("%s: %d, want 413: %s", name, got.status, got.body)
		}
	}
}
