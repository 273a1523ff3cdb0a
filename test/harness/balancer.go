package harness

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
)

// Balancer is what operators put before several instances of a service: one address, each request to the next instance.
// An instance that cannot be connected to is passed over.
type Balancer struct {
	URL string

	server    *http.Server
	transport *http.Transport

	mu        sync.Mutex
	instances []string
	turn      int
}

// NewBalancer serves on a free port.
func NewBalancer(instances ...string) (*Balancer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	b := &Balancer{URL: "http://" + listener.Addr().String(), transport: newTransport(), instances: instances}
	b.server = &http.Server{Handler: b, ReadHeaderTimeout: Patience}
	go func() { _ = b.server.Serve(listener) }()
	return b, nil
}

// Set replaces the instances.
func (b *Balancer) Set(instances ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.instances = instances
}

// Close ends it.
func (b *Balancer) Close() {
	_ = b.server.Close()
	b.transport.CloseIdleConnections()
}

// order is the instances, the one whose turn it is first.
func (b *Balancer) order() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn++
	ordered := make([]string, 0, len(b.instances))
	for i := range b.instances {
		ordered = append(ordered, b.instances[(b.turn+i)%len(b.instances)])
	}
	return ordered
}

// ServeHTTP passes the request on. When no instance answers, the client gets no answer.
func (b *Balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	for _, instance := range b.order() {
		answer, err := b.pass(r, instance, body)
		var refused *net.OpError
		if errors.As(err, &refused) && refused.Op == "dial" {
			continue
		}
		if err != nil {
			break
		}
		defer answer.Body.Close()
		for name, values := range answer.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
		return
	}
	panic(http.ErrAbortHandler) // the connection is closed
}

func (b *Balancer) pass(r *http.Request, instance string, body []byte) (*http.Response, error) {
	out := r.Clone(r.Context())
	to, err := url.Parse(instance)
	if err != nil {
		return nil, err
	}
	out.URL.Scheme, out.URL.Host, out.RequestURI = to.Scheme, to.Host, ""
	out.Body, out.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	// For a connection that closes before any of it was sent. What was sent is not sent again: it may have been accepted.
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return b.transport.RoundTrip(out)
}
