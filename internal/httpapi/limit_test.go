package httpapi_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"paceline/internal/httpapi"
)

// pipes is a listener whose connections are in memory: only on those can a test know that a server waits, rather than
// that it is slow (https://pkg.go.dev/testing/synctest#hdr-Blocking).
type pipes struct {
	dialed chan net.Conn
	closed chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialed:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.closed); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

// ask opens a connection and sends a request over it; the answer's status comes when there is one. Nothing blocks the
// caller.
func (p pipes) ask() (conn net.Conn, status <-chan int) {
	conn, served := net.Pipe()
	answered := make(chan int, 1)
	go func() { p.dialed <- served }()
	go func() {
		if _, err := fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			return
		}
		if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
			res.Body.Close()
			answered <- res.StatusCode
		}
	}()
	return conn, answered
}

func TestConnectionsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := httpapi.NewServer("", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), httpapi.Options{MaxConns: 2})
		listener := pipes{make(chan net.Conn), make(chan struct{})}
		server.ListenOn(listener)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- server.Run(ctx) }()

		first, firstAnswer := listener.ask()
		second, secondAnswer := listener.ask()
		<-firstAnswer
		<-secondAnswer
		third, thirdAnswer := listener.ask()
		synctest.Wait() // the server has done all that it is going to do
		if len(thirdAnswer) != 0 {
			t.Error("a third connection was served beside two")
		}
		first.Close()
		synctest.Wait()
		if len(thirdAnswer) != 1 {
			t.Error("the third connection was not served after the first was closed")
		}
		second.Close()
		third.Close()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
