// Package socketio serves the Socket.IO protocol, revision 5, over Engine.IO, revision 4: WebSocket, HTTP long-polling and the
// upgrade from one to the other, with the one namespace "/". A stock socket.io-client 4 connects.
//
// It is made for servers that talk and clients that listen: what a client sends is small and rare, and everything that a
// client can make the server keep is bounded. Packets with binary attachments end the session.
//
// https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/
package socketio

import (
	"encoding/json"
	"net/http"
	"time"
)

// Handler is what a server is for. Its methods are called by one goroutine a client at a time; they must not block.
type Handler interface {
	// Join decides whether a client may be connected. auth is what the client gave as `auth`, nil when nothing; header that of its
	// first request. A *Refusal becomes the client's connect_error; other errors tell it nothing.
	Join(c *Client, auth json.RawMessage, header http.Header) error
	// Joined is called after the client was told that it is connected: the first moment at which it may be sent something.
	Joined(c *Client)
	// Event is what a joined client sent. ack is nil when no acknowledgement is asked for.
	Event(c *Client, name string, arguments []json.RawMessage, ack func(answer any))
	// Left is called once for each client that had joined.
	Left(c *Client, reason Reason)
}

// Refusal is why a client may not be connected, as its connect_error shows: message, and code as data.code.
type Refusal struct{ Code, Message string }

func (r *Refusal) Error() string { return r.Message }

// Reason is why a session ended, for metrics: a closed set.
type Reason string

// The reasons.
const (
	ClientLeft    Reason = "client left"
	TransportLost Reason = "transport lost"
	PingTimeout   Reason = "ping timeout"
	NeverJoined   Reason = "never joined"
	Malformed     Reason = "malformed packet"
	Binary        Reason = "binary packet"
	TooLarge      Reason = "packet too large"
	TooMany       Reason = "too many packets"
	TooSlow       Reason = "too slow"
	Expired       Reason = "token expired"
	Revoked       Reason = "revoked"
	ServerEnds    Reason = "server ends"
)

// Config is what a server is made of. Zero fields take the defaults.
type Config struct {
	Handler Handler
	// Origin decides whether the page that a browser's request comes from may connect. Requests without Origin are no
	// browser's, or of the same origin. Nil allows every page.
	Origin func(r *http.Request) bool

	MaxSessions int           // sessions at once; beyond, 503. 20,000
	MaxWaiting  int           // sessions that have not joined yet; beyond, 503. 1,000
	MaxPacket   int           // bytes of what a client sends at once. 4,096
	MaxRate     int           // packets that a client may send in a second. 10
	PingEvery   time.Duration // 25 s
	PingTimeout time.Duration // 20 s
	JoinWithin  time.Duration // from the handshake to joining. 10 s
	WriteWithin time.Duration // until a client has taken a packet. 10 s
}

func (c Config) withDefaults() Config {
	orInt := func(field *int, normal int) {
		if *field == 0 {
			*field = normal
		}
	}
	orDuration := func(field *time.Duration, normal time.Duration) {
		if *field == 0 {
			*field = normal
		}
	}
	orInt(&c.MaxSessions, 20_000)
	orInt(&c.MaxWaiting, 1000)
	orInt(&c.MaxPacket, 4096)
	orInt(&c.MaxRate, 10)
	orDuration(&c.PingEvery, 25*time.Second)
	orDuration(&c.PingTimeout, 20*time.Second)
	orDuration(&c.JoinWithin, 10*time.Second)
	orDuration(&c.WriteWithin, 10*time.Second)
	return c
}
