package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// liveClient is a client of the live server by WebSocket, in the least that the protocol asks for.
type liveClient struct {
	conn *websocket.Conn
}

// joinWithin is how long a client may take to be let in.
const joinWithin = 30 * time.Second

// connectLive connects with a token and returns when the server has greeted the client.
func connectLive(ctx context.Context, address, token string) (*liveClient, error) {
	ctx, cancel := context.WithTimeout(ctx, joinWithin)
	defer cancel()
	//nolint:bodyclose // websocket.Dial: "You never need to close resp.Body yourself."
	conn, _, err := websocket.Dial(ctx, "ws://"+address+"/socket.io/?EIO=4&transport=websocket", &websocket.DialOptions{
		CompressionMode: websocket.CompressionDisabled,
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	c := &liveClient{conn: conn}
	if err := errors.Join(c.expect(ctx, "0{"), conn.Write(ctx, websocket.MessageText, fmt.Appendf(nil, `40{"token":%q}`, token)),
		c.expect(ctx, `40{`), c.expect(ctx, `42["connected"`)); err != nil {
		return nil, errors.Join(err, conn.CloseNow())
	}
	return c, nil
}

func (c *liveClient) expect(ctx context.Context, prefix string) error {
	_, packet, err := c.conn.Read(ctx)
	if err == nil && !bytes.HasPrefix(packet, []byte(prefix)) {
		err = fmt.Errorf("the live server sent %.60q, want %s…", packet, prefix)
	}
	return err
}

// listen reads until the connection or ctx ends, answers pings, and hands on each event.
func (c *liveClient) listen(ctx context.Context, told func(packet []byte, at time.Time)) {
	for {
		_, packet, err := c.conn.Read(ctx)
		switch {
		case err != nil:
			return
		case string(packet) == "2":
			_ = c.conn.Write(ctx, websocket.MessageText, []byte("3")) // the next read tells
		default:
			told(packet, time.Now())
		}
	}
}

// connectMany connects so many clients, some at a time.
func connectMany(ctx context.Context, address, token string, n int) ([]*liveClient, error) {
	const atOnce = 64
	clients := make([]*liveClient, n)
	var failures sync.Map
	var done sync.WaitGroup
	for worker := range atOnce {
		done.Go(func() {
			for i := worker; i < n && ctx.Err() == nil; i += atOnce {
				client, err := connectLive(ctx, address, token)
				if err != nil {
					failures.Store(worker, fmt.Errorf("client %d: %w", i, err))
					return
				}
				clients[i] = client
			}
		})
	}
	done.Wait()
	var err error
	failures.Range(func(_, failure any) bool {
		err = failure.(error)
		return false
	})
	return clients, err
}
