package ingest_test

import (
	"strings"
	"testing"

	"paceline/internal/httpapi"
	"paceline/internal/ingest"
)

func TestOneRecordPerSessionInOrder(t *testing.T) {
	d := open(t, nil)
	got := d.post(encode(map[string]any{
		"projectKey": "my-website", "sentAt": 1697894405000.4, "sdk": "paceline/1.0.0",
		"context": map[string]any{"timezone": "Europe/Berlin", "viewport": []int{1280, 720}, "rtt": 50},
		"events": []any{
			event(map[string]any{"id": "1", "sessionId": "b"}), event(map[string]any{"id": "2", "sessionId": "a"}),
			event(map[string]any{"id": "3", "sessionId": "b"}),
		},
	}), "User-Agent", strings.Repeat("u", 513))
	if got.status != 202 {
		t.Fatal(got.body)
	}
	records := d.records()
	if len(records) != 2 || d.accepted() != 3 {
		t.Fatalf("%d records, %d events", len(records), d.accepted())
	}
	first := records[0]
	if first.Session != "b" || len(first.Events) != 2 || first.Events[0].ID != "1" || first.Events[1].ID != "3" || records[1].Session != "a" {
		t.Errorf("records %+v", records)
	}
	if first.Project != "my-website" || first.Arrived != arrival.UnixMilli() || first.SentAt != 1697894405000 || len(first.UserAgent) != 512 {
		t.Errorf("head %+v", first)
	}
	if first.Context.Timezone != "Europe/Berlin" || first.Context.Viewport != [2]float64{1280, 720} || first.Context.RTT != 50 {
		t.Errorf("context %+v", first.Context)
	}
}

func TestIdentity(t *testing.T) {
	id := func(project, apiKey, event string) string {
		t.Helper()
		d := open(t, nil)
		got := d.send("POST", "/v1/ingest", []byte(`{"projectKey":"`+project+`","events":[`+event+`]}`), "X-Api-Key", apiKey)
		if got.status != 202 {
			t.Fatal(got.body)
		}
		return d.records()[0].Events[0].ID
	}
	const sent = `{"type":"web_vital","name":"LCP","value":1,"ts":5,"page":"/a?x=1","sessionId":"s"}`
	one := id("my-website", key, sent)
	if len(one) != 32 {
		t.Errorf("id %q", one)
	}
	if one != id("my-website", key, `{ "value":1, "ts":5,"page":"/a?x=1","sessionId":"s","name":"LCP","type":"web_vital"}`) {
		t.Error("the order of keys counts")
	}
	if one == id("my-website", key, strings.Replace(sent, "x=1", "x=2", 1)) {
		t.Error("two events are one: the identity is that of what was sent, not of what was kept")
	}
	if one == id(strings.Repeat("k", 64), "longest", sent) {
		t.Error("two projects' events are one")
	}
	if got := id("my-website", key, strings.Replace(sent, "{", `{"id":"mine",`, 1)); got != "mine" {
		t.Errorf("the client's id became %q", got)
	}
}

func TestErrorReport(t *testing.T) {
	const minimal = `{"projectKey":"my-website","error":{"message":"boom at /x?secret"},"page":"/p?secret"`
	d := open(t, nil)
	send := func(body string) {
		t.Helper()
		if got := d.send("POST", "/v1/errors?key="+key, []byte(body)); got.status != 202 || got.body != `{"accepted":true}` {
			t.Fatalf("%s: %d %s", body, got.status, got.body)
		}
	}
	send(minimal + `}`)
	send(minimal + `}`)
	send(minimal + `,"timestamp":1697894400000.4,"sessionId":"s1","browser":"Chrome","deviceType":"mobile","country":"de"}`)
	send(minimal + `,"timestamp":"2023-10-21T13:20:00Z","error":{"name":"TypeError","message":"m","stack":"s"}}`)
	records := d.records()
	bare, again, full, named := records[0], records[1], records[2], records[3]
	if bare.Events[0].ID != again.Events[0].ID || bare.Session != again.Session || bare.Session == named.Session {
		t.Error("a repeat is not recognisable, or everything is one session")
	}
	e := bare.Events[0]
	if e.Type != "error" || e.Name != "Error" || e.Error.Message != "boom at /x" || e.Page != "/p" || e.TS != arrival.UnixMilli() {
		t.Errorf("minimal: %+v %+v", e, e.Error)
	}
	e = full.Events[0]
	if full.Session != "s1" || e.TS != 1697894400000 || e.Client.Browser != "Chrome" || e.Client.Device != "mobile" || e.Client.Country != "DE" {
		t.Errorf("full: %+v", full)
	}
	if e = named.Events[0]; e.Name != "TypeError" || e.Error.Stack != "s" || e.TS != 1697894400000 {
		t.Errorf("named: %+v", e)
	}
	for _, bad := range []string{`,"timestamp":"yesterday"}`, `,"timestamp":-1}`, `,"timestamp":true}`, `,"error":{"message":""}}`, `,"page":""}`, `,"sessionId":""}`} {
		if got := d.send("POST", "/v1/errors?key="+key, []byte(minimal+bad)); got.status != 400 {
			t.Errorf("%s: %d", bad, got.status)
		}
	}
}

func TestCountry(t *testing.T) {
	loopback, err := httpapi.ParseProxies([]string{"127.0.0.0/8", "::1"})
	if err != nil {
		t.Fatal(err)
	}
	db := openCountries(t)
	for _, c := range []struct {
		name    string
		change  func(*ingest.Config)
		headers []string
		want    string
	}{
		{"nothing is configured", nil, []string{"CF-IPCountry", "FR"}, ""},
		{"the sender is no proxy", func(c *ingest.Config) { c.CountryHeader = "CF-IPCountry" }, []string{"CF-IPCountry", "FR"}, ""},
		{"a trusted proxy tells", func(c *ingest.Config) { c.CountryHeader, c.Proxies = "CF-IPCountry", loopback }, []string{"CF-IPCountry", "fr"}, "FR"},
		{"a trusted proxy does not know", func(c *ingest.Config) { c.CountryHeader, c.Proxies = "CF-IPCountry", loopback }, []string{"CF-IPCountry", "XX"}, ""},
		{"a database", func(c *ingest.Config) { c.Countries = db }, nil, "DE"},
		{"a database does not believe strangers", func(c *ingest.Config) { c.Countries = db }, []string{"X-Forwarded-For", "203.0.113.9"}, "DE"},
		{"a database behind a proxy", func(c *ingest.Config) { c.Countries, c.Proxies = db, loopback }, []string{"X-Forwarded-For", "203.0.113.9"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, c.change)
			if got := d.post(beacon(event(nil)), c.headers...); got.status != 202 {
				t.Fatal(got.body)
			}
			if got := d.records()[0].Country; got != c.want {
				t.Errorf("country %q, want %q", got, c.want)
			}
		})
	}
}
