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

// readBody reads a body and inflates it where it is gzipped. Every byte is taken from the budget before it is read;
// release gives them back, and is to be called in any case.
func (s *Service) readBody(w http.ResponseWriter, r *http.Request, project string) (body []byte, release func(), err error) {
	loan := &loan{budget: s.budget, project: project}
	sent, err := readLimited(w, r, loan)
	if err != nil {
		return nil, loan.release, err
	}
	// The body is here: what follows must not be cut off by its deadline.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	if !isGzip(sent) {
		return sent, loan.release, nil
	}
	body, err = gunzip(sent, loan)
	return body, loan.release, err
}

// readLimited reads a body up to the limit of its kind, which its first two bytes tell.
func readLimited(w http.ResponseWriter, r *http.Request, loan *loan) ([]byte, error) {
	if r.ContentLength > maxPlain {
		return nil, errTooLarge
	}
	lent := &lentReader{from: r.Body, loan: loan, left: r.ContentLength} // -1 when unknown
	var buf bytes.Buffer
	buf.Grow(int(min(max(r.ContentLength, 0), firstStep)) + bytes.MinRead)
	if _, err := io.CopyN(&buf, lent, 2); err != nil && !errors.Is(err, io.EOF) {
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
	rest := http.MaxBytesReader(w, io.NopCloser(lent), limit-int64(buf.Len()))
	if _, err := buf.ReadFrom(rest); err != nil {
		return nil, bodyError(err)
	}
	return buf.Bytes(), nil
}

func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.Is(err, errBusy):
		return errBusy
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	}
	return errCutBody
}
