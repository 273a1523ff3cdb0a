package socketio

import (
	"errors"
	"strings"
	"time"
)

// receive takes a text packet of the client's. It reports false when the session has ended.
func (s *session) receive(text string) bool {
	if reason := s.take(text); reason != "" {
		s.close(reason)
		return false
	}
	return true
}

func (s *session) take(text string) (end Reason) {
	switch {
	case !s.allowed(time.Now()):
		return TooMany
	case text == "":
		return Malformed
	}
	switch text[0] {
	case enginePong:
		s.heard()
		return ""
	case engineClose:
		return ClientLeft
	case engineMessage:
		return s.takeMessage(text[1:])
	case 'b': // base64 in a polling payload
		return Binary
	}
	return Malformed
}

func (s *session) takeMessage(text string) (end Reason) {
	if strings.HasPrefix(text, "5") || strings.HasPrefix(text, "6") {
		return Binary
	}
	m, err := parseMessage(text)
	if err != nil {
		return Malformed
	}
	if m.kind == socketConnect {
		return s.join(m)
	}
	client := s.joinedClient()
	if client == nil || m.namespace != "/" {
		return Malformed
	}
	switch m.kind {
	case socketEvent:
		name, arguments, err := parseEvent(m.data)
		if err != nil {
			return Malformed
		}
		s.server.Handler.Event(client, name, arguments, s.acknowledge(m.id))
		return ""
	case socketAck: // nothing of ours asks for one
		return ""
	case socketDisconnect:
		return ClientLeft
	}
	return Malformed
}

// acknowledge answers an event by its id; nil when none was given.
func (s *session) acknowledge(id int) func(any) {
	if id < 0 {
		return nil
	}
	return func(answer any) { s.send(encodeAck(id, answer), true) }
}

func (s *session) joinedClient() *Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client
}

// join connects the client to the namespace, or tells it why not. Who was told may try again until JoinWithin is over.
func (s *session) join(m message) (end Reason) {
	if m.namespace != "/" {
		s.send(encode(socketConnectError, m.namespace, connectError{Message: "Invalid namespace"}), true)
		return ""
	}
	if s.joinedClient() != nil {
		return Malformed
	}
	client := &Client{session: s, id: newID()}
	if err := s.server.Handler.Join(client, m.data, s.header); err != nil {
		s.send(encode(socketConnectError, "/", newConnectError(err)), true)
		return ""
	}
	if !s.admit(client) {
		s.server.Handler.Left(client, TransportLost)
		return ""
	}
	s.server.Handler.Joined(client)
	return ""
}

// admit tells the client that it is connected. It reports false when the session has ended meanwhile.
func (s *session) admit(client *Client) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.client, s.header = client, nil
	s.server.joined()
	s.beat.Reset(s.server.PingEvery)
	s.outbox.pushOwn(encode(socketConnect, "/", map[string]string{"sid": client.id}))
	s.serveOutbox()
	return true
}

type connectError struct {
	Message string            `json:"message"`
	Data    *connectErrorData `json:"data,omitempty"`
}

type connectErrorData struct {
	Code string `json:"code"`
}

func newConnectError(err error) connectError {
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return connectError{Message: "not connected"}
	}
	return connectError{Message: refusal.Message, Data: &connectErrorData{Code: refusal.Code}}
}

// Client is a client that has joined.
type Client struct {
	session *session
	id      string
}

// ID is what the client knows itself by: socket.id in a browser. It is no secret.
func (c *Client) ID() string { return c.id }

// Send queues a packet. It does not block; it reports false, and drops the packet, when the client has not taken what waits
// for it, or has left.
func (c *Client) Send(p Packet) bool { return c.session.send(p, false) }

// Ready reports that everything queued is on its way.
func (c *Client) Ready() bool { return c.session.drained() }

// Close ends the client's session. A socket.io-client connects again by itself.
func (c *Client) Close(reason Reason) { c.session.close(reason) }
