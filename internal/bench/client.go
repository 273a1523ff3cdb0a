package bench

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// connection is an HTTP/1.1 client that costs next to nothing: the load generator shares the cores with what it
// measures. It sends requests that are already bytes and reads of an answer what tells where it ends.
type connection struct {
	net.Conn
	reader *bufio.Reader

	// Of the last answer.
	retryAfter int  // seconds; 0 when it had none
	ending     bool // the server closes the connection
}

// answerTimeout is how long an answer may take.
const answerTimeout = 30 * time.Second

func dial(address string) (*connection, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, reader: bufio.NewReader(conn)}, nil
}

// send sends a request and returns the status of its answer.
func (c *connection) send(request []byte) (status int, err error) {
	if err := c.SetDeadline(time.Now().Add(answerTimeout)); err != nil {
		return 0, err
	}
	if _, err := c.Write(request); err != nil {
		return 0, err
	}
	return c.answer()
}

func (c *connection) answer() (status int, err error) {
	line, err := c.reader.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	// "HTTP/1.1 202 Accepted"
	if len(line) < 12 {
		return 0, errors.New("not an HTTP answer")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, fmt.Errorf("not an HTTP answer: %w", err)
	}
	length := 0
	c.retryAfter, c.ending = 0, false
	for {
		if line, err = c.reader.ReadSlice('\n'); err != nil {
			return 0, err
		}
		header := strings.TrimRight(string(line), "\r\n")
		if header == "" {
			break
		}
		name, value, _ := strings.Cut(header, ":")
		switch value = strings.TrimSpace(value); {
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil {
				return 0, fmt.Errorf("Content-Length: %w", err)
			}
		case strings.EqualFold(name, "Retry-After"):
			c.retryAfter, _ = strconv.Atoi(value) // what is no number is no advice
		case strings.EqualFold(name, "Connection"):
			c.ending = strings.EqualFold(value, "close")
		}
	}
	_, err = io.CopyN(io.Discard, c.reader, int64(length))
	return status, err
}
