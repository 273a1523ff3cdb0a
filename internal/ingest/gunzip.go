package ingest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
)

// maxRatio is how much a gzipped body may grow. JSON grows five to twenty times.
const maxRatio = 100

// isGzip knows gzip by its magic bytes (https://www.rfc-editor.org/rfc/rfc1952#page-6): a beacon cannot set
// Content-Encoding, and proxies may drop it. No JSON begins with them.
func isGzip(body []byte) bool {
	return len(body) >= 2 && body[0] == 0x1f && body[1] == 0x8b
}

// gunzip inflates a body to at most 1 MiB and at most 100 times its size, and stops reading when it is more.
func gunzip(body []byte, loan *loan) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, errGzip
	}
	limit := min(maxPlain, maxRatio*len(body))
	inflated, err := io.ReadAll(io.LimitReader(&lentReader{from: reader, loan: loan, left: -1}, int64(limit)+1))
	switch {
	case errors.Is(err, errBusy):
		return nil, errBusy
	case len(inflated) > limit:
		return nil, errTooLarge
	case err != nil:
		return nil, errGzip
	}
	return inflated, nil
}
