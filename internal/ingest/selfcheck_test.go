package ingest_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"paceline/internal/ingest"
)

func TestSelfCheck(t *testing.T) {
	files := fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html><title>check</title>")},
		"away.html":  {Data: []byte("<!doctype html><title>away</title>")},
		"check.js":   {Data: []byte("check()")},
		"check.css":  {Data: []byte("body{}")},
	}
	d := open(t, func(c *ingest.Config) { c.SelfCheck = files })
	for path, want := range map[string][2]string{
		"/sdk-check":           {"<title>check", "text/html; charset=utf-8"},
		"/sdk-check-second":    {"<title>check", "text/html; charset=utf-8"},
		"/sdk-check/away.html": {"<title>away", "text/html; charset=utf-8"},
		"/sdk-check/check.js":  {"check()", "text/javascript; charset=utf-8"},
		"/sdk-check/check.css": {"body{}", "text/css; charset=utf-8"},
	} {
		got := d.send("GET", path, nil)
		if got.status != 200 || !strings.Contains(got.body, want[0]) || got.header.Get("Content-Type") != want[1] {
			t.Errorf("%s: %d %q %q", path, got.status, got.header.Get("Content-Type"), got.body)
		}
		policy := got.header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
		// no-store would keep it out of the back-forward cache, which it is to test.
		if got.header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %q", path, got.header.Get("Cache-Control"))
		}
	}
	for _, path := range []string{"/sdk-check/none.js", "/sdk-check/", "/sdk-check/..%2Findex.html", "/sdk-check/%2e%2e"} {
		if got := d.send("GET", path, nil); got.status != 404 && got.status/100 != 3 {
			t.Errorf("%s: %d", path, got.status)
		}
	}
}

func TestNoSelfCheckInTheBinary(t *testing.T) {
	d := open(t, nil)
	if got := d.send("GET", "/sdk-check", nil); got.status != 404 || !strings.Contains(got.body, "without the self-check page") {
		t.Errorf("%d %s", got.status, got.body)
	}
}
