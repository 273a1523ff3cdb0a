package socketio

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

// upgradeWithin is how long a client may take from its probe to the change of transports.
const upgradeWithin = 10 * time.Second

// serveSocket serves a WebSocket until it ends. Without a sid it is the handshake, with one the session upgrades to it.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request, sid string) {
	var one *session
	if sid != "" {
		if one = s.find(sid); one == nil {
			errUnknownSID.write(w, http.StatusBadRequest)
			return
		}
	} else if one = s.open(handshakeHeader(r)); one == nil {
		busy(w)
		return
	}
	// Where it comes from has been checked. Events are small and compression keeps memory for each client.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		if sid == "" {
			one.close(TransportLost)
		}
		return
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(int64(s.MaxPacket))
	// The request's context ends with the handler that has been hijacked from; nothing else does.
	ctx := context.WithoutCancel(r.Context())
	if sid == "" {
		one.openSocket(conn)
	} else if err := one.upgrade(ctx, conn); err != nil {
		return
	}
	one.read(ctx, conn)
}

// openSocket begins a session that has never polled.
func (s *session) openSocket(conn *websocket.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.socket = conn
	s.outbox.pushOwn(s.openPacket())
	s.serveOutbox()
}

var errNoUpgrade = errors.New("socketio: the transport was not changed")

// upgrade moves the session from polling to a WebSocket: the client probes it, lets its last poll end, and says so.
// https://socket.io/docs/v4/engine-io-protocol/#upgrade
func (s *session) upgrade(ctx context.Context, conn *websocket.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, upgradeWithin)
	defer cancel()
	if text, err := readText(ctx, conn); err != nil || text != string(enginePing)+"probe" {
		return errNoUpgrade
	}
	if !s.begin(&s.upgrading) {
		return errNoUpgrade
	}
	defer s.end(&s.upgrading)
	if err := conn.Write(ctx, websocket.MessageText, []byte(string(enginePong)+"probe")); err != nil {
		return err
	}
	s.wakePoll()
	if text, err := readText(ctx, conn); err != nil || text != string(engineUpgrade) {
		return errNoUpgrade
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errNoUpgrade
	}
	s.socket = conn
	s.wakePoll() // one that came late
	if len(s.outbox.packets) > 0 {
		s.serveOutbox()
	}
	return nil
}

func readText(ctx context.Context, conn *websocket.Conn) (string, error) {
	kind, data, err := conn.Read(ctx)
	if err == nil && kind != websocket.MessageText {
		err = errMalformed
	}
	return string(data), err
}

// read takes what the client sends until it ends.
func (s *session) read(ctx context.Context, conn *websocket.Conn) {
	for {
		kind, data, err := conn.Read(ctx)
		switch {
		case errors.Is(err, websocket.ErrMessageTooBig):
			s.close(TooLarge)
			return
		case err != nil:
			s.close(TransportLost)
			return
		case kind == websocket.MessageBinary:
			s.close(Binary)
			return
		case !s.receive(string(data)):
			return
		}
	}
}

// write sends what waits until nothing does.
func (s *session) write() {
	for {
		s.mu.Lock()
		packets, conn := s.outbox.take(), s.socket
		if len(packets) == 0 || s.closed {
			s.writing = false
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		for _, p := range packets {
			if err := s.writeOne(conn, p); err != nil {
				s.close(TooSlow)
				return
			}
		}
	}
}

func (s *session) writeOne(conn *websocket.Conn, p Packet) error {
	ctx, cancel := context.WithTimeout(context.Background(), s.server.WriteWithin)
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, p)
}
