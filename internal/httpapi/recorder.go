package httpapi

import "net/http"

// recorder remembers the status and size of an answer.
type recorder struct {
	http.ResponseWriter
	status int // 0 until the header is written
	bytes  int64
}

func (a *recorder) WriteHeader(status int) {
	if a.status == 0 && status >= 200 { // 1xx answers come before the real one
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *recorder) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach deadlines, flushing and hijacking.
func (a *recorder) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *recorder) code() int {
	if a.status == 0 {
		return http.StatusOK // net/http sends 200 for a handler that wrote nothing
	}
	return a.status
}
