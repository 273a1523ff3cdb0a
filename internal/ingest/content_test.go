package ingest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"paceline/internal/rum"
)

// taken sends one event and returns what is in the log of it.
func taken(t *testing.T, changes map[string]any) rum.Event {
	t.Helper()
	d := open(t, nil)
	if got := d.post(beacon(event(changes))); got.status != 202 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	return d.records()[0].Events[0]
}

func TestStringsAreCutAtTheirLimits(t *testing.T) {
	text := func(size int) string { return strings.Repeat("x", size) }
	problem := func(name, value string) map[string]any {
		return map[string]any{"type": "error", "name": "E", "data": map[string]any{name: value}}
	}
	for _, c := range []struct {
		name  string
		limit int
		event func(value string) map[string]any
		kept  func(rum.Event) string
	}{
		{"page", 2048, func(v string) map[string]any { return map[string]any{"page": v} }, func(e rum.Event) string { return e.Page }},
		{"custom name", 128, func(v string) map[string]any { return map[string]any{"type": "custom", "name": v} }, func(e rum.Event) string { return e.Name }},
		{"resource name", 2048, func(v string) map[string]any { return map[string]any{"type": "resource", "name": v} }, func(e rum.Event) string { return e.Name }},
		{"message", 1024, func(v string) map[string]any { return problem("message", v) }, func(e rum.Event) string { return e.Error.Message }},
		{"stack", 16 << 10, func(v string) map[string]any { return problem("stack", v) }, func(e rum.Event) string { return e.Error.Stack }},
		{"source", 2048, func(v string) map[string]any { return problem("source", v) }, func(e rum.Event) string { return e.Error.Source }},
		{"user agent", 512, func(v string) map[string]any { return problem("userAgent", v) }, func(e rum.Event) string { return e.Client.UserAgent }},
		{"browser", 128, func(v string) map[string]any { return problem("browser", v) }, func(e rum.Event) string { return e.Client.Browser }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for size, want := range map[int]int{c.limit - 1: c.limit - 1, c.limit: c.limit, c.limit + 1: c.limit} {
				e := taken(t, c.event(text(size)))
				if got := len(c.kept(e)); got != want {
					t.Errorf("%d bytes: kept %d, want %d", size, got, want)
				}
				if cut := e.Flags&rum.FlagTruncated != 0; cut != (size > c.limit) {
					t.Errorf("%d bytes: flag %v", size, cut)
				}
			}
			wide := strings.Repeat("x", c.limit-1) + "ö" // ends one byte over the limit
			if got := c.kept(taken(t, c.event(wide))); got != text(c.limit-1) {
				t.Errorf("a character was cut in two: …%q", got[len(got)-3:])
			}
		})
	}
}

func TestValues(t *testing.T) {
	for _, c := range []struct {
		name, raw string
		kept      bool
	}{
		{"LCP", "0", true}, {"LCP", "-1", false}, {"LCP", "600000", true}, {"LCP", "600001", false}, {"lcp", "1", true},
		{"CLS", "0", true}, {"CLS", "100", true}, {"CLS", "100.1", false}, {"INP", "1e999", false}, {"INP", "-0.1", false},
	} {
		e := taken(t, map[string]any{"name": c.name, "value": json.RawMessage(c.raw)})
		if (e.Value != nil) != c.kept || (e.Flags&rum.FlagValueDropped == 0) != c.kept {
			t.Errorf("%s %s: value %v, flags %v", c.name, c.raw, e.Value, e.Flags.Names())
		}
		if e.Name != strings.ToUpper(c.name) || e.Type != rum.TypeWebVital {
			t.Errorf("%s became %s %s", c.name, e.Type, e.Name)
		}
	}
	if e := taken(t, map[string]any{"value": nil}); e.Value != nil || e.Flags != 0 {
		t.Errorf("an absent value became %v, %v", e.Value, e.Flags.Names())
	}
	e := taken(t, map[string]any{"name": "MyVital", "value": -7, "data": map[string]any{"a": 1}})
	if e.Type != rum.TypeCustom || e.Name != "MyVital" || *e.Value != -7 || string(e.Data) != `{"a":1}` {
		t.Errorf("an unknown vital became %+v", e)
	}
}

func TestTimes(t *testing.T) {
	for raw, want := range map[string]int64{
		"1697894400000": 1697894400000, "1697894400000.5": 1697894400001, "1697894400000.4": 1697894400000, "1.6e12": 1600000000000,
		"1": 1, "253402300799999": 253402300799999, "0": 0, "-5": 0, "253402300800000": 0, "1e999": 0, "null": 0, `"1"`: 0,
	} {
		d := open(t, nil)
		got := d.post(beacon(event(map[string]any{"ts": json.RawMessage(raw)})))
		if want == 0 {
			if got.status != 400 {
				t.Errorf("ts %s: %d", raw, got.status)
			}
			continue
		}
		if got.status != 202 || d.records()[0].Events[0].TS != want {
			t.Errorf("ts %s: %d %s", raw, got.status, got.body)
		}
	}
}

// secrets must not be in the log in any form, whatever field they were sent in.
func TestNothingThatMayNotReachADisk(t *testing.T) {
	d := open(t, nil)
	data := map[string]any{
		"userId": "secret-user", "user_id": "secret-user", "user": map[string]any{"id": "secret-user", "email": "secret@example.com"},
		"from": "https://ann:secret@example.com/x?token=secret#secret", "list": []any{"/a?secret"}, "note": "call /b?secret now\x00",
		"price": 1.5, "device": "mobile",
	}
	got := d.post(beacon(
		event(map[string]any{"type": "custom", "name": "cart", "page": "https://u:secret@example.com/p?secret#secret", "data": data}),
		event(map[string]any{"type": "resource", "name": "https://cdn.example.com/a.js?secret", "data": map[string]any{"url": "/x?secret"}}),
		event(map[string]any{"attribution": map[string]any{"url": "https://example.com/hero.jpg?secret", "target": "div.w-1/2#main"}}),
		event(map[string]any{"type": "error", "name": "E", "data": map[string]any{
			"message": "GET https://example.com/a?secret failed", "stack": "at f (https://example.com/a.js?secret:1:2)", "source": "/a.js?secret",
		}}),
		event(map[string]any{"page": "?secret"}),
	), "User-Agent", "agent", "X-Forwarded-For", "203.0.113.9")
	if got.status != 202 {
		t.Fatalf("%d %s", got.status, got.body)
	}
	records := d.records()
	whole := string(encode(records))
	for _, no := range []string{"secret", "203.0.113.9", "127.0.0.1", key, "salt", "\\u0000"} {
		if strings.Contains(whole, no) {
			t.Errorf("the log holds %q: %s", no, whole)
		}
	}
	events := records[0].Events
	if got := string(events[0].Data); got != `{"device":"mobile","from":"https://example.com/x","list":["/a"],"note":"call /b now","price":1.5}` {
		t.Errorf("data %s", got)
	}
	if got := string(events[2].Attribution); got != `{"target":"div.w-1/2#main","url":"https://example.com/hero.jpg"}` {
		t.Errorf("attribution %s", got)
	}
	if got := events[3].Error.Stack; got != "at f (https://example.com/a.js:1:2)" {
		t.Errorf("stack %s", got)
	}
	if events[4].Page != "/" {
		t.Errorf("page %q", events[4].Page)
	}
	if len(events[0].Client.User) != 32 {
		t.Errorf("user %q", events[0].Client.User)
	}
}

func TestUsersAreHashedPerProject(t *testing.T) {
	user := func(data map[string]any) string { return taken(t, map[string]any{"data": data}).Client.User }
	one := user(map[string]any{"userId": "u1"})
	if one == "" || one != user(map[string]any{"user": map[string]any{"id": "u1"}}) || one != user(map[string]any{"user_id": "u1"}) {
		t.Error("three spellings of a user are not one user")
	}
	if one == user(map[string]any{"userId": "u2"}) {
		t.Error("two users are one")
	}
	d := open(t, nil)
	body := strings.Replace(string(beacon(event(map[string]any{"data": map[string]any{"userId": "u1"}}))), "my-website", strings.Repeat("k", 64), 1)
	if got := d.send("POST", "/v1/ingest", []byte(body), "X-Api-Key", "longest"); got.status != 202 {
		t.Fatal(got.body)
	}
	if d.records()[0].Events[0].Client.User == one {
		t.Error("a user is the same in two projects")
	}
}

func TestContextInsideData(t *testing.T) {
	mozilla := "Mozilla/5.0 (iPad) Safari/604.1"
	for _, c := range []struct {
		data map[string]any
		want rum.Client
	}{
		{map[string]any{"deviceType": "mobile", "browser": "Chrome", "country": "us"}, rum.Client{Device: "mobile", Browser: "Chrome", Country: "US"}},
		{map[string]any{"device": "tablet", "userAgent": mozilla, "geo": map[string]any{"country": "DE"}}, rum.Client{Device: "tablet", UserAgent: mozilla, Country: "DE"}},
		{map[string]any{"browser": mozilla, "country": "Germany"}, rum.Client{UserAgent: mozilla}},
		{map[string]any{"device": map[string]any{}, "browser": 1, "geo": "DE"}, rum.Client{Browser: "1"}},
	} {
		e := taken(t, map[string]any{"data": c.data})
		if e.Client != c.want {
			t.Errorf("%v: %+v", c.data, e.Client)
		}
		if e.Data != nil {
			t.Errorf("the data of a vital was kept: %s", e.Data)
		}
	}
}

func TestErrorDetail(t *testing.T) {
	for _, c := range []struct {
		data map[string]any
		want rum.ErrorDetail
	}{
		{map[string]any{"message": "m", "stack": "s", "source": "/a.js", "line": 3, "column": 4, "kind": "error"},
			rum.ErrorDetail{Message: "m", Stack: "s", Source: "/a.js", Line: 3, Column: 4, Kind: "error"}},
		{map[string]any{"error": map[string]any{"message": "m", "stack": "s"}}, rum.ErrorDetail{Message: "m", Stack: "s"}},
		{map[string]any{"line": -1, "column": 1e300}, rum.ErrorDetail{Message: "TypeError"}},
		{nil, rum.ErrorDetail{Message: "TypeError"}},
	} {
		changes := map[string]any{"type": "error", "name": "TypeError"}
		if c.data != nil {
			changes["data"] = c.data
		}
		if e := taken(t, changes); e.Error == nil || *e.Error != c.want {
			t.Errorf("%v: %+v", c.data, e.Error)
		}
	}
}
