package bench

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"time"
)

// bareRefusal is about as long as what the product answers when it refuses.
var bareRefusal = func() []byte {
	const body = `{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"bare"}`
	return []byte("HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nRetry-After: 1\r\nContent-Length: " +
		strconv.Itoa(len(body)) + "\r\n\r\n" + body)
}()

// Refuse is the floor of refusing: it answers whatever comes with a fixed 503, looking at nothing. Until ctx ends.
func Refuse(ctx context.Context, listener net.Listener) error {
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	for {
		conn, err := listener.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		go refuseAll(conn)
	}
}

// refuseAll answers each read: a beacon that is one write on loopback is one read.
func refuseAll(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	buffer := make([]byte, 64<<10)
	for {
		if _, err := conn.Read(buffer); err != nil {
			return
		}
		if _, err := conn.Write(bareRefusal); err != nil {
			return
		}
	}
}

// refusalFloor is the processor time that a bare refusal costs a process of its own, offered the same by as many clients. It is
// what no server can do without: the kernel's part, and waking up.
func (b Overload) refusalFloor(ctx context.Context, messages []message, rate int) (each time.Duration, bare flooded, err error) {
	c := &child{command: exec.Command(b.Program, "bench", "refuse")}
	if err := c.start(ctx); err != nil {
		return 0, bare, err
	}
	defer func() { err = errors.Join(err, c.stop()) }()
	before, err := cpuTime(c.command.Process.Pid)
	if err != nil {
		return 0, bare, err
	}
	f, err := flood{address: c.addr["ingest"], messages: messages, rate: rate, clients: b.Connections}.run(ctx, b.Duration/3)
	if err != nil {
		return 0, bare, err
	}
	after, err := cpuTime(c.command.Process.Pid)
	if err != nil {
		return 0, bare, err
	}
	if len(f.refusals) == 0 {
		return 0, f, fmt.Errorf("the bare server refused nothing: %v", f.broken)
	}
	return (after - before) / time.Duration(len(f.refusals)), f, nil
}
