package dashboard

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

// noAssets is shown when the binary was built without the dashboard.
const noAssets = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Paceline</title>
<h1>Paceline runs, without its dashboard</h1>
<p>This binary was built without the dashboard's files. Run <code>make build</code>, which needs Node, and start <code>bin/paceline</code>.</p>
<p>The query API is here all the same: <a href="/docs">its documentation</a>.</p>
</html>
`

// assets are the files of the dashboard, held and compressed in memory.
type assets struct {
	files map[string]*file // by path, without the leading slash
	index *file
}

// file is one of them.
type file struct {
	contentType  string
	cacheControl string
	etag         string
	plain        []byte
	gzipped      []byte // nil where it gains nothing
}

func newAssets(source fs.FS) (*assets, error) {
	if source == nil {
		return &assets{index: newFile("index.html", []byte(noAssets))}, nil
	}
	a := &assets{files: make(map[string]*file)}
	err := fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(source, name)
		a.files[name] = newFile(name, content)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("dashboard files: %w", err)
	}
	if a.index = a.files["index.html"]; a.index == nil {
		return nil, errors.New("dashboard files: there is no index.html")
	}
	return a, nil
}

func newFile(name string, content []byte) *file {
	sum := sha256.Sum256(content)
	f := &file{
		contentType:  contentType(name),
		cacheControl: "no-cache", // ask again each time; the ETag makes that cheap
		etag:         `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
		plain:        content,
	}
	// The build names these after their content: https://vite.dev/guide/build
	if strings.HasPrefix(name, "assets/") {
		f.cacheControl = "public, max-age=31536000, immutable"
	}
	if zipped := compress(content); len(zipped) < len(content)*9/10 {
		f.gzipped = zipped
	}
	return f
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return content // the level is a constant: cannot happen
	}
	_, err = z.Write(content)
	if errors.Join(err, z.Close()) != nil { // a bytes.Buffer does not fail
		return content
	}
	return b.Bytes()
}

// contentType does not depend on the machine's own tables for what a dashboard is made of.
func contentType(name string) string {
	switch extension := path.Ext(name); extension {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".map":
		return "application/json"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	case ".ico":
		return "image/x-icon"
	default:
		if t := mime.TypeByExtension(extension); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}

// ServeHTTP serves a file, or the page itself for a path within the application. A missing file of the build is
// not found: a page in the place of a script would only hide that.
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	if f, ok := a.files[name]; ok {
		f.ServeHTTP(w, r)
		return
	}
	if strings.HasPrefix(name, "assets/") {
		http.NotFound(w, r)
		return
	}
	a.index.ServeHTTP(w, r)
}

// ServeHTTP answers conditional and range requests too.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", f.cacheControl)
	h.Set("ETag", f.etag)
	h.Set("Vary", "Accept-Encoding")
	content := f.plain
	if f.gzipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && r.Header.Get("Range") == "" {
		h.Set("Content-Encoding", "gzip")
		content = f.gzipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
