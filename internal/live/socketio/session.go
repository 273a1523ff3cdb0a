package socketio

import (
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// session is one Engine.IO session: a client, by whatever transport it is there just now.
type session struct {
	server *Server
	id     string
	header http.Header // of the first request, until the client has joined

	wake chan struct{} // holds a token when a poll has something to look at
	done chan struct{} // closed with the session

	mu        sync.Mutex
	outbox    outbox
	socket    *websocket.Conn // nil while it polls
	upgrading bool            // a WebSocket was probed and has not taken over yet
	polling   bool            // a GET waits
	posting   bool            // a POST is read
	writing   bool            // a goroutine writes to the socket
	client    *Client         // nil until it has joined
	closed    bool
	beat      *time.Timer
	unheard   bool // a ping has no answer yet
	second    int64
	packets   int // that came in that second
}

func newSession(server *Server, id string, header http.Header) *session {
	s := &session{server: server, id: id, header: header, wake: make(chan struct{}, 1), done: make(chan struct{})}
	s.beat = time.AfterFunc(server.JoinWithin, s.pulse)
	return s
}

// openPacket is the handshake's answer.
func (s *session) openPacket(upgrades ...string) Packet {
	if upgrades == nil {
		upgrades = []string{}
	}
	return appendJSON(Packet{engineOpen}, struct {
		SID          string   `json:"sid"`
		Upgrades     []string `json:"upgrades"`
		PingInterval int64    `json:"pingInterval"`
		PingTimeout  int64    `json:"pingTimeout"`
		MaxPayload   int      `json:"maxPayload"`
	}{s.id, upgrades, s.server.PingEvery.Milliseconds(), s.server.PingTimeout.Milliseconds(), s.server.MaxPacket})
}

// pulse is what the timer does: it ends who has not joined in time or does not answer a ping, and pings the others.
func (s *session) pulse() {
	s.mu.Lock()
	reason := Reason("")
	switch {
	case s.closed:
	case s.client == nil:
		reason = NeverJoined
	case s.unheard:
		reason = PingTimeout
	default:
		s.unheard = true
		s.outbox.pushOwn(Packet{enginePing})
		s.beat.Reset(s.server.PingTimeout)
		s.serveOutbox()
	}
	s.mu.Unlock()
	if reason != "" {
		s.close(reason)
	}
}

// heard takes the answer to a ping.
func (s *session) heard() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unheard && !s.closed {
		s.unheard = false
		s.beat.Reset(s.server.PingEvery)
	}
}

// allowed counts a packet from the client, and reports whether it may send so many.
func (s *session) allowed(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if second := now.Unix(); second != s.second {
		s.second, s.packets = second, 0
	}
	s.packets++
	return s.packets <= s.server.MaxRate
}

// send queues a packet for the client and reports whether there was room.
func (s *session) send(p Packet, own bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	push := s.outbox.push
	if own {
		push = s.outbox.pushOwn
	}
	if !push(p) {
		return false
	}
	s.serveOutbox()
	return true
}

func (s *session) drained() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.outbox.packets) == 0 && !s.writing
}

// serveOutbox gets what waits on its way. The caller holds mu.
func (s *session) serveOutbox() {
	if s.socket == nil {
		s.wakePoll()
		return
	}
	if !s.writing {
		s.writing = true
		go s.write() // a goroutine only while there is something to send: most clients are idle most of the time
	}
}

func (s *session) wakePoll() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// close ends the session, once.
func (s *session) close(reason Reason) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	s.beat.Stop()
	socket, client := s.socket, s.client
	s.mu.Unlock()
	close(s.done)
	s.server.forget(s, client != nil)
	if socket != nil {
		go func() { _ = socket.Close(statusOf(reason), string(reason)) }() // waits for the client's close frame, for a while
	}
	if client != nil {
		s.server.Handler.Left(client, reason)
	}
}

// statusOf is the status of the WebSocket's close frame: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
func statusOf(reason Reason) websocket.StatusCode {
	switch reason {
	case ServerEnds:
		return websocket.StatusGoingAway
	case Binary:
		return websocket.StatusUnsupportedData
	case TooLarge:
		return websocket.StatusMessageTooBig
	case ClientLeft, TransportLost:
		return websocket.StatusNormalClosure
	}
	return websocket.StatusPolicyViolation
}
