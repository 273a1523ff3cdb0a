package ingest_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/ingest"
)

func TestScript(t *testing.T) {
	file, core := []byte(strings.Repeat("console.log('paceline');\n", 50)), []byte(strings.Repeat("console.log('core');\n", 50))
	scripts := func(c *ingest.Config) { c.Script, c.CoreScript = file, core }
	d := open(t, scripts)
	config := ingest.Config{Keys: keys{}, Limits: ownLimits(time.Now), Queue: failing{}, Registry: prometheus.NewRegistry(), Log: slog.New(slog.DiscardHandler)}
	scripts(&config)
	service := ingest.New(config)
	versioned, integrity := service.ScriptPath()
	versionedCore, integrityOfCore := service.CoreScriptPath()
	if !strings.HasPrefix(integrity, "sha384-") || !strings.HasPrefix(integrityOfCore, "sha384-") || integrity == integrityOfCore {
		t.Errorf("integrity %q, of the core %q", integrity, integrityOfCore)
	}
	const hour, forever = "public, max-age=3600", "public, max-age=31536000, immutable"
	rows := []struct {
		path, caching string
		file          []byte
	}{
		{"/paceline.js", hour, file}, {versioned, forever, file},
		{"/paceline-core.js", hour, core}, {versionedCore, forever, core},
	}
	for _, row := range rows {
		path, caching, file := row.path, row.caching, row.file
		got := d.send("GET", path, nil, "Accept-Encoding", "identity")
		if got.status != 200 || got.body != string(file) || got.header.Get("Cache-Control") != caching {
			t.Fatalf("%s: %d %v", path, got.status, got.header)
		}
		for name, want := range map[string]string{
			"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*",
			"Content-Type": "text/javascript; charset=utf-8", "Vary": "Accept-Encoding",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, got.header.Get(name))
			}
		}
		if again := d.send("GET", path, nil, "Accept-Encoding", "identity", "If-None-Match", got.header.Get("ETag")); again.status != 304 || again.body != "" {
			t.Errorf("%s: with its own ETag %d", path, again.status)
		}
		zipped := d.send("GET", path, nil, "Accept-Encoding", "br, gzip")
		if zipped.header.Get("Content-Encoding") != "gzip" || len(zipped.body) >= len(file) || zipped.header.Get("ETag") == got.header.Get("ETag") {
			t.Errorf("%s: not compressed: %v", path, zipped.header)
		}
		if plain := d.send("GET", path, nil, "Accept-Encoding", "gzip;q=0"); plain.header.Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed although refused", path)
		}
	}
	if got := d.send("GET", "/v1/paceline-0000000000000000.js", nil); got.status != 404 {
		t.Errorf("an unknown version: %d", got.status)
	}
	if got := d.send("HEAD", "/paceline.js", nil); got.status != 200 {
		t.Errorf("HEAD: %d", got.status)
	}
}

func TestNoScriptInTheBinary(t *testing.T) {
	d := open(t, nil)
	for _, path := range []string{"/paceline.js", "/paceline-core.js"} {
		if got := d.send("GET", path, nil); got.status != 404 || !strings.Contains(got.body, "without the SDK") {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := d.send("GET", "/v1/health", nil); got.status != 200 || got.body != `{"status":"ok"}` {
		t.Errorf("%d %s", got.status, got.body)
	}
}
