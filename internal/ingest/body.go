package ingest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// The limits of a body, in bytes.
const (
	maxPlain   = 1 << 20
	maxGzipped = 256 << 10
)

// checkMediaType takes JSON under the names browsers may send without a preflight, and without any name.
func checkMediaType(r *http.Request) error {
	name, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "", "application/json", "text/plain":
		return nil
	}
	return errMediaType
}

// bodyDeadline bounds how long a body may take to arrive. It stands before every other check because net/http reads
// what a refused request has still to send.
func (s *Service) bodyDeadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A writer without a connection, as in tests, has no deadline to set.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(s.BodyTimeout))
		next.ServeHTTP(w, r)
	})
}

// readBody reads a body and inflates it where it is gzipped. The bytes it may need are taken from the budget before
// they are read; release gives them back, and is to be called in any case.
func (s *Service) readBody(w http.ResponseWriter, r *http.Request) (body []byte, release func(), err error) {
	var taken int64
	release = func() { s.budget.give(taken) }
	take := func(n int64) bool {
		ok := s.budget.take(n)
		if ok {
			taken += n
		}
		return ok
	}

	size := r.ContentLength // -1 when unknown
	if size > maxPlain {
		return nil, release, errTooLarge
	}
	if size < 0 {
		size = maxPlain
	}
	if !take(size) {
		return nil, release, errBusy
	}
	sent, err := readLimited(w, r)
	if err != nil {
		return nil, release, err
	}
	// The body is here: what follows must not be cut off by its deadline.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	if !isGzip(sent) {
		return sent, release, nil
	}
	if !take(maxPlain) {
		return nil, release, errBusy
	}
	body, err = gunzip(sent)
	return body, release, err
}

// readLimited reads a body up to the limit of its kind, which its first two bytes tell.
func readLimited(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead)
	if _, err := io.CopyN(&buf, r.Body, 2); err != nil && !errors.Is(err, io.EOF) {
		return nil, bodyError(err)
	}
	limit := int64(maxPlain)
	if isGzip(buf.Bytes()) {
		limit = maxGzipped
	}
	if r.ContentLength > limit {
		return nil, errTooLarge
	}
	// MaxBytesReader also closes the connection, so that nobody has to read the rest.
	if _, err := buf.ReadFrom(http.MaxBytesReader(w, r.Body, limit-int64(buf.Len()))); err != nil {
		return nil, bodyError(err)
	}
	return buf.Bytes(), nil
}

func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	}
	return errCutBody
}
