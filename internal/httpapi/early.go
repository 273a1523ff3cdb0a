package httpapi

import (
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

	between bool // the next byte begins a request
	opaque  bool // where requests begin is not known any more
	left    int  // bytes of a request that the server still has to get
	moved   bool // the deadlines are not those that the server set
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
	for {
		n, err := c.Conn.Read(p)
		if c.opaque || n == 0 {
			return n, err
		}
		if !c.between {
			c.took(n)
			return n, err
		}
		h, ok := parseHead(p[:n])
		if !ok || n > h.length { // too much for us, or more than one request
			c.opaque = true
		} else if c.refuses(h) {
			if err := c.drop(h, p, n); err != nil {
				return 0, err
			}
			continue
		}
		c.between = false
		c.left = h.length - n
		if c.moved {
			err = c.giveBack(err)
		}
		return n, err
	}
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
	refusal, ok := err.(*Error)
	if !ok {
		return false
	}
	c.moved = true
	_ = c.SetDeadline(time.Now().Add(headerTimeout))
	if _, err := c.Write(refusal.plain(h.origin)); err != nil {
		return false // the server will find out
	}
	c.early.Refused(err)
	return true
}

// drop reads what a refused request has left, into a buffer that is free, and waits for the next one as long as a server
// does.
func (c *earlyConn) drop(h head, buffer []byte, have int) error {
	for left := h.length - have; left > 0; {
		n, err := c.Conn.Read(buffer[:min(left, len(buffer))])
		if err != nil {
			return err
		}
		left -= n
	}
	return c.SetReadDeadline(time.Now().Add(idleTimeout))
}

// giveBack sets the deadlines of a connection that is at the beginning of a request.
func (c *earlyConn) giveBack(err error) error {
	c.moved = false
	_ = c.SetWriteDeadline(time.Time{})
	_ = c.SetReadDeadline(time.Now().Add(headerTimeout))
	return err
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
func (e *Error) plain(origin []byte) []byte {
	body := `{"title":` + strconv.Quote(e.title()) + `,"status":` + strconv.Itoa(e.Status) + `,"detail":` + strconv.Quote(e.Detail) + `}`
	answer := make([]byte, 0, 512)
	answer = append(answer, "HTTP/1.1 "+strconv.Itoa(e.Status)+" "+http.StatusText(e.Status)+
		"\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff"+
		"\r\nCross-Origin-Resource-Policy: cross-origin\r\nVary: Origin\r\nRetry-After: "...)
	answer = append(answer, e.retryAfter()...)
	if len(origin) > 0 {
		answer = append(answer, "\r\nAccess-Control-Expose-Headers: Retry-After\r\nAccess-Control-Allow-Origin: "...)
		answer = append(answer, origin...)
	}
	answer = append(answer, "\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"...)
	return append(answer, body...)
}
