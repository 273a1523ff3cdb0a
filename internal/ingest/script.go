package ingest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"paceline/internal/httpapi"
)

// script is the SDK file, compressed once.
type script struct {
	plain, gzipped []byte
	hash           string
	path           string // versioned: its bytes never change, so a page can pin them
	integrity      string
}

// newScript prepares a build of the SDK: paceline, or paceline-core.
func newScript(name string, file []byte) *script {
	if len(file) == 0 {
		return &script{}
	}
	sum, pin := sha256.Sum256(file), sha512.Sum384(file)
	hash := hex.EncodeToString(sum[:8])
	return &script{
		plain: file, gzipped: compress(file), hash: hash,
		path:      "/v1/" + name + "-" + hash + ".js",
		integrity: "sha384-" + base64.StdEncoding.EncodeToString(pin[:]),
	}
}

func compress(file []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // fails for an unknown level only
	_, _ = w.Write(file)                                    // a buffer takes everything
	_ = w.Close()
	return buf.Bytes()
}

func (s *script) serveNewest(w http.ResponseWriter, r *http.Request) error {
	if s.plain == nil {
		return &httpapi.Error{Status: http.StatusNotFound, Detail: "this binary was built without the SDK: make build adds it"}
	}
	s.serve(w, r, "public, max-age=3600")
	return nil
}

func (s *script) serveVersion(w http.ResponseWriter, r *http.Request) error {
	s.serve(w, r, "public, max-age=31536000, immutable")
	return nil
}

func (s *script) serve(w http.ResponseWriter, r *http.Request, caching string) {
	body, tag := s.plain, `"`+s.hash+`"`
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", caching)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		body, tag = s.gzipped, `"`+s.hash+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the client is gone: nobody is left to be told
}

func takesGzip(r *http.Request) bool {
	for encoding := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(encoding), ";")
		if name == "gzip" {
			q := strings.TrimSpace(quality)
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
