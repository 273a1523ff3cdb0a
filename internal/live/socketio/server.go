package socketio

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
)

// Server is an http.Handler for the path /socket.io/. It is safe for concurrent use.
type Server struct {
	Config

	mu       sync.Mutex
	sessions map[string]*session
	waiting  int // sessions that have not joined yet
	closed   bool
}

// New makes a server.
func New(c Config) *Server {
	return &Server{Config: c.withDefaults(), sessions: make(map[string]*session)}
}

// Sessions is how many sessions there are, joined or not.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// Close ends all sessions and takes no more.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	all := make([]*session, 0, len(s.sessions))
	for _, one := range s.sessions {
		all = append(all, one)
	}
	s.mu.Unlock()
	for _, one := range all {
		one.close(ServerEnds)
	}
}

// The protocol's own errors: https://github.com/socketio/engine.io/blob/main/packages/engine.io/lib/server.ts names the codes.
var (
	errTransport  = protocolError{0, "Transport unknown"}
	errUnknownSID = protocolError{1, "Session ID unknown"}
	errMethod     = protocolError{2, "Bad handshake method"}
	errRequest    = protocolError{3, "Bad request"}
	errForbidden  = protocolError{4, "Forbidden"}
	errVersion    = protocolError{5, "Unsupported protocol version"}
)

type protocolError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e protocolError) write(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(e)
}

// ServeHTTP answers a request of either transport.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.allow(w, r) {
		return
	}
	query := r.URL.Query()
	transport, sid := query.Get("transport"), query.Get("sid")
	switch {
	case r.Method == http.MethodOptions:
		w.WriteHeader(http.StatusNoContent)
	case query.Get("EIO") != "4":
		errVersion.write(w, http.StatusBadRequest)
	case transport == "websocket" && r.Method == http.MethodGet:
		s.serveSocket(w, r, sid)
	case transport == "polling" && (r.Method == http.MethodGet || r.Method == http.MethodPost):
		s.servePolling(w, r, sid)
	case transport != "polling" && transport != "websocket":
		errTransport.write(w, http.StatusBadRequest)
	default:
		errMethod.write(w, http.StatusBadRequest)
	}
}

// allow checks where a browser's request comes from, and lets the page read the answer.
func (s *Server) allow(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	if s.Origin != nil && !s.Origin(r) {
		errForbidden.write(w, http.StatusForbidden)
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	h.Set("Access-Control-Allow-Headers", "authorization, content-type")
	return true
}

func (s *Server) find(sid string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[sid]
}

// open makes a session, or reports that there is no room for it.
func (s *Server) open(header http.Header) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || len(s.sessions) >= s.MaxSessions || s.waiting >= s.MaxWaiting {
		return nil
	}
	one := newSession(s, newID(), header)
	s.sessions[one.id] = one
	s.waiting++
	return one
}

// joined counts a session among those that have joined.
func (s *Server) joined() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting--
}

func (s *Server) forget(one *session, joined bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, one.id)
	if !joined {
		s.waiting--
	}
}

// busy tells a client to come later.
func busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", strconv.Itoa(5))
	errRequest.write(w, http.StatusServiceUnavailable)
}

// newID makes an id that cannot be guessed: who has a session's id can take it over.
func newID() string {
	var id [15]byte
	_, _ = rand.Read(id[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return base64.RawURLEncoding.EncodeToString(id[:])
}
