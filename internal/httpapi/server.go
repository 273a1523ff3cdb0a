package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/net/netutil"
)

// The limits of every server that are no option.
const (
	headerTimeout = 5 * time.Second
	idleTimeout   = 60 * time.Second
	maxHeader     = 16 << 10
	// net/http reads this much more than MaxHeaderBytes before it answers 431.
	headerSlack = 4096
)

// Options are what services differ in. Zero values are the defaults.
type Options struct {
	MaxConns     int           // connections at once; further ones wait to be accepted. 10,000
	WriteTimeout time.Duration // from the end of the header to the end of the answer. None
	Drain        time.Duration // how long requests in flight may take after Run is told to end. 10 s
	WriteBuffer  int           // bytes the kernel keeps for a client that does not read. The kernel's default
	Early        *Early        // refuses requests before they cost anything. None
	Log          *slog.Logger  // for what was cut off, and what net/http complains of. Discarded
}

// Server is one listening service.
type Server struct {
	http     http.Server
	addr     string
	opts     Options
	listener net.Listener
	leaving  atomic.Bool
}

// NewServer makes a server for an address such as ":4000" or "127.0.0.1:0".
func NewServer(addr string, handler http.Handler, opts Options) *Server {
	if opts.MaxConns == 0 {
		opts.MaxConns = 10_000
	}
	if opts.Drain == 0 {
		opts.Drain = 10 * time.Second
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	server := &Server{addr: addr, opts: opts, http: http.Server{
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		WriteTimeout:      opts.WriteTimeout,
		MaxHeaderBytes:    maxHeader - headerSlack,
		// Its messages name addresses, which no log may hold at a level that is on by default.
		ErrorLog: slog.NewLogLogger(opts.Log.Handler(), slog.LevelDebug),
	}}
	server.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if server.leaving.Load() && r.Header.Get("Upgrade") == "" { // one that is taken over has no next request
			w.Header().Set("Connection", "close")
		}
		handler.ServeHTTP(w, r)
	})
	if opts.Early != nil {
		server.http.ConnState = opts.Early.follow
	}
	return server
}

// Listen binds the address, so that a busy port is known before anything starts. Run does it when it was not called.
func (s *Server) Listen() error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.addr, err)
	}
	s.limit(listener)
	return nil
}

// limit accepts from a listener no more connections than MaxConns at once.
func (s *Server) limit(listener net.Listener) {
	if s.opts.WriteBuffer > 0 {
		listener = sizedListener{listener, s.opts.WriteBuffer}
	}
	s.listener = netutil.LimitListener(listener, s.opts.MaxConns)
	if s.opts.Early != nil {
		s.listener = earlyListener{s.listener, s.opts.Early}
	}
}

// sizedListener bounds what the kernel keeps of what a client does not read.
type sizedListener struct {
	net.Listener
	bytes int
}

func (l sizedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(l.bytes) // the kernel's default is no failure
	}
	return conn, err
}

// Addr is the bound address ("127.0.0.1:43721") after Listen, and the configured one before.
func (s *Server) Addr() string {
	if s.listener == nil {
		return s.addr
	}
	return s.listener.Addr().String()
}

// Leave asks the clients to come no more on the connections that they have: each answer from now on is its connection's
// last, but what Early refuses. New connections are served as before. A connection that Run closes while a request is on its way on it costs that
// request, and only its client knows that; a balancer's connections are used again and again.
func (s *Server) Leave() { s.leaving.Store(true) }

// Run serves until ctx ends; then it accepts no more, finishes what is in flight within Options.Drain, cuts off what
// takes longer with a warning, and returns nil. It returns an error when it cannot listen or serve. It runs once.
func (s *Server) Run(ctx context.Context) error {
	if s.listener == nil {
		if err := s.Listen(); err != nil {
			return err
		}
	}
	served := make(chan error, 1)
	go func() { served <- s.http.Serve(s.listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("serve %s: %w", s.Addr(), err)
	case <-ctx.Done():
	}
	err := s.end(context.WithoutCancel(ctx))
	if cause := <-served; !errors.Is(cause, http.ErrServerClosed) {
		err = errors.Join(err, cause)
	}
	return err
}

// end closes the server in good order. Any client can make a request last, so cutting one off is no failure.
func (s *Server) end(ctx context.Context) error {
	deadline, cancel := context.WithTimeout(ctx, s.opts.Drain)
	defer cancel()
	err := s.http.Shutdown(deadline)
	if errors.Is(err, context.DeadlineExceeded) {
		s.opts.Log.WarnContext(ctx, "requests were cut off at the end", "server", s.Addr(), "after", s.opts.Drain)
		err = s.http.Close()
	}
	if err != nil {
		return fmt.Errorf("end %s: %w", s.Addr(), err)
	}
	return nil
}
