package query

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"paceline/internal/rum"
)

// gzipFrom is the size from which an answer is compressed, in bytes: below, a packet holds it anyway.
const gzipFrom = 1400

// answer is an encoded answer: what is cached, and what is written. It is kept compressed, because nearly every client
// takes it so.
type answer struct {
	etag    string
	method  rum.Method // empty where there are no percentiles
	gzipped bool
	body    []byte
}

func newAnswer(value any, method rum.Method) (answer, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return answer{}, fmt.Errorf("encode the answer: %w", err)
	}
	return pack(body, method), nil
}

func pack(body []byte, method rum.Method) answer {
	sum := sha256.Sum256(body)
	a := answer{method: method, body: body}
	// Weak: the same answer is sent compressed or not.
	a.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if len(body) >= gzipFrom {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, err := z.Write(body)
		if errors.Join(err, z.Close()) == nil { // a bytes.Buffer does not fail
			a.gzipped, a.body = true, b.Bytes()
		}
	}
	return a
}

// bytes is the answer as the cache keeps it: a line of metadata, then the body.
func (a answer) bytes() []byte {
	line := fmt.Sprintf("%s,%s,%t\n", a.etag, a.method, a.gzipped)
	return append([]byte(line), a.body...)
}

// parseAnswer reads what bytes wrote.
func parseAnswer(data []byte) (answer, error) {
	line, body, found := bytes.Cut(data, []byte("\n"))
	fields := strings.Split(string(line), ",")
	if !found || len(fields) != 3 {
		return answer{}, errors.New("query: not a cached answer")
	}
	return answer{etag: fields[0], method: rum.Method(fields[1]), gzipped: fields[2] == "true", body: body}, nil
}

// write sends the answer, or says that the client has it.
func (a answer) write(w http.ResponseWriter, r *http.Request, contentType string) error {
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Add("Vary", "Accept-Encoding")
	switch a.method {
	case rum.Exact:
		h.Set("Paceline-Method", "exact")
	case rum.Sketch:
		h.Set("Paceline-Method", fmt.Sprintf("sketch; error=%g", rum.SketchError))
	}
	if matches(r.Header.Values("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := a.body
	if a.gzipped && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
	} else if a.gzipped {
		var err error
		if body, err = unzip(body); err != nil {
			return err
		}
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have gone
	}
	return nil
}

func unzip(body []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("query: cached answer: %w", err)
	}
	return io.ReadAll(z)
}

// matches compares weakly, as If-None-Match does: RFC 9110, section 13.1.2.
func matches(headers []string, etag string) bool {
	for _, header := range headers {
		for tag := range strings.SplitSeq(header, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
				return true
			}
		}
	}
	return false
}

// acceptsGzip reads Accept-Encoding: RFC 9110, section 12.5.3.
func acceptsGzip(r *http.Request) bool {
	accepted, named := false, false
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		isGzip := coding == "gzip" || coding == "x-gzip"
		if !isGzip && (coding != "*" || named) {
			continue
		}
		named = named || isGzip
		accepted = !zeroQuality(parameters)
	}
	return accepted
}

func zeroQuality(parameters string) bool {
	name, value, ok := strings.Cut(strings.TrimSpace(parameters), "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return false
	}
	quality, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	return err == nil && quality == 0
}
