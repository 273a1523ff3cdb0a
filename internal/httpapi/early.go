package httpapi

import (
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Early refuses requests at a gate before net/http sees them, at about a quarter of what an answer of net/http's costs.
// That is what keeps a flood from costing more than the work it displaces. It only knows plain requests: a POST with a
// Content-Length below one of Paths that comes after the answer to the one before it. All others go to the handler, which asks
// the same gate.
type Early struct {
	Gate    *Gate
	Paths   []string        // that are refused, as prefixes: "/v1/"
	Refused func(err error) // counts a refusal; it must not block
}

// longestDropped is the longest request whose body is read and dropped, so that the connection can be used on.
const longestDropped = 256 << 10

// earlyListener gives a server connections that refuse early.
type earlyListener struct {
	net.Listener
	early *Early
}

func (l earlyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &earlyConn{Conn: conn, early: l.early, between: true}, nil
}

// earlyConn follows where the requests on a connection begin. Only the server's goroutine for the connection uses it,
// but for Close.
type earlyConn struct {
	net.Conn
	early *Early

	between bool      // the next byte begins a request
	opaque  bool      // where requests begin is not known any more
	left    int       // bytes of a request that the server still has to get
	held    []byte    // the first byte of the next request, when it came before the server was idle
	until   time.Time // the deadline we set; zero while the deadlines are the server's
}

// follow is the server's ConnState: when it is idle, the next byte that comes begins a request, unless more bytes came
// than the last request had.
func (e *Early) follow(conn net.Conn, state http.ConnState) {
	if c, ok := conn.(*earlyConn); ok && state == http.StateIdle {
		c.opaque = c.opaque || c.left != 0
		c.between = true
	}
}

// Read reads for the server.
func (c *earlyConn) Read(p []byte) (int, error) {
	if !c.between && !c.opaque && c.left == 0 && len(p) == 1 {
		return c.listen()
	}
	for {
		n, err := c.read(p)
		if c.opaque || n == 0 {
			return n, err
		}
		if !c.between {
			c.took(n)
			return n, err
		}
		h, ok := parseHead(p[:n])
		if !ok || n > h.length { // not for us, or more than one request
			c.opaque = true
		} else if c.refuses(h) {
			if err := c.drop(h, p, n); err != nil {
				return 0, err
			}
			continue
		}
		c.between = false
		c.left = h.length - n
		if !c.until.IsZero() {
			c.giveBack()
		}
		return n, err
	}
}

// listen is what the server does while a handler works, to see whether the client goes: it reads one byte. That may be
// the first of the next request, for the answer is out before the server is done; it is kept for then.
func (c *earlyConn) listen() (int, error) {
	var first [1]byte
	n, err := c.Conn.Read(first[:])
	c.held = append(c.held, first[:n]...)
	return 0, err
}

// read reads behind what is held.
func (c *earlyConn) read(p []byte) (int, error) {
	kept := copy(p, c.held)
	c.held = c.held[kept:]
	if kept == len(p) {
		return kept, nil
	}
	n, err := c.Conn.Read(p[kept:])
	return kept + n, err
}

// took counts bytes of the request that the server is reading.
func (c *earlyConn) took(n int) {
	if c.left -= n; c.left < 0 {
		c.opaque = true
	}
}

// refuses answers a request, if the gate does not let it in.
func (c *earlyConn) refuses(h head) bool {
	if h.length > longestDropped || !c.early.covers(string(h.target)) {
		return false
	}
	err := c.early.Gate.Check()
	if err == nil {
		return false
	}
	var refusal *Error
	if !errors.As(err, &refusal) {
		return false
	}
	if now := time.Now(); now.After(c.until.Add(-idleTimeout / 2)) { // setting it each time would cost as much as reading
		c.until = now.Add(idleTimeout)
		_ = c.SetDeadline(c.until)
	}
	if _, err := c.Write(refusal.plain(gateBody(), h.origin)); err != nil {
		return false // the server will find out
	}
	c.early.Refused(err)
	return true
}

// drop reads what a refused request has left, into a buffer that is free.
func (c *earlyConn) drop(h head, buffer []byte, have int) error {
	for left := h.length - have; left > 0; {
		n, err := c.Conn.Read(buffer[:min(left, len(buffer))])
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// giveBack sets the deadlines of a connection that is at the beginning of a request.
func (c *earlyConn) giveBack() {
	c.until = time.Time{}
	_ = c.SetWriteDeadline(time.Time{})
	_ = c.SetReadDeadline(time.Now().Add(headerTimeout))
}

func (e *Early) covers(target string) bool {
	for _, prefix := range e.Paths {
		if strings.HasPrefix(target, prefix) {
			return true
		}
	}
	return false
}

// plain is the whole answer of a refusal, for the page at origin to read.
func (e *Error) plain(body, origin []byte) []byte {
	answer := make([]byte, 0, 768)
	answer = append(answer, "HTTP/1.1 "...)
	answer = strconv.AppendInt(answer, int64(e.Status), 10)
	answer = append(answer, ' ')
	answer = append(answer, http.StatusText(e.Status)...)
	answer = append(answer, "\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"+
		"\r\nCross-Origin-Resource-Policy: cross-origin\r\nVary: Origin\r\nRetry-After: "...)
	answer = append(answer, e.retryAfter()...)
	if len(origin) > 0 {
		answer = append(answer, "\r\nAccess-Control-Expose-Headers: Retry-After\r\nAccess-Control-Allow-Origin: "...)
		answer = append(answer, origin...)
	}
	answer = append(answer, "\r\nContent-Length: "...)
	answer = strconv.AppendInt(answer, int64(len(body)), 10)
	answer = append(answer, "\r\n\r\n"...)
	return append(answer, body...)
}
