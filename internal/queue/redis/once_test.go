package redis

import (
	"context"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/redistest"
)

// An append without an answer may have been done: sent again it would be there twice, and count twice as accepted.
func TestAnAppendIsSentOnce(t *testing.T) {
	for name, c := range map[string]struct {
		start func(*testing.T) *redistest.Server
		by    func(addr string) redis.UniversalClient
	}{
		"one server": {func(t *testing.T) *redistest.Server { return redistest.Start(t) }, byServer},
		"a cluster":  {cluster, byCluster},
	} {
		t.Run(name, func(t *testing.T) {
			way := passTo(t, c.start(t).Addr)
			log, err := Open(t.Context(), c.by(way.addr), Options{Partitions: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer log.Close()
			append1(t, log, "answered")
			way.loseAnswer.Store(true)
			if err := log.Append(within(t), one("k", "unanswered")); err == nil {
				t.Error("an append whose answer is lost has succeeded")
			}
			append1(t, log, "answered again")
			if got := readAll(t, log); !slices.Equal(got, []string{"answered", "unanswered", "answered again"}) {
				t.Errorf("the log holds %q", got)
			}
		})
	}
}

// A Redis that reads its file at its start has run nothing of what it refuses.
func TestAnAppendWaitsForARedisThatIsLoading(t *testing.T) {
	way := passTo(t, redistest.Start(t).Addr)
	log, err := Open(t.Context(), byServer(way.addr), Options{Partitions: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	append1(t, log, "before")
	way.loading.Store(1)
	append1(t, log, "meanwhile")
	if got := readAll(t, log); !slices.Equal(got, []string{"before", "meanwhile"}) {
		t.Errorf("the log holds %q", got)
	}
}

func byServer(addr string) redis.UniversalClient {
	return redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true, ReadTimeout: time.Minute})
}

// byCluster reaches a cluster of one server at an address of ours: those that the server would tell lead past it.
func byCluster(addr string) redis.UniversalClient {
	return redis.NewClusterClient(&redis.ClusterOptions{
		ContextTimeoutEnabled: true, ReadTimeout: time.Minute,
		ClusterSlots: func(context.Context) ([]redis.ClusterSlot, error) {
			return []redis.ClusterSlot{{Start: 0, End: 16383, Nodes: []redis.ClusterNode{{Addr: addr}}}}, nil
		},
	})
}

// passage hands connections on to a server.
type passage struct {
	addr       string
	loseAnswer atomic.Bool  // the next answer is lost, and its connection with it
	loading    atomic.Int32 // how many of the next requests are refused as by a server that starts
}

func passTo(t *testing.T, server string) *passage {
	t.Helper()
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &passage{addr: door.Addr().String()}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			client, err := door.Accept()
			if err != nil {
				return
			}
			open.Go(func() { p.pass(t, client, server) })
		}
	})
	t.Cleanup(func() { _ = door.Close(); open.Wait() })
	return p
}

// pass ends when the client or the server does, or an answer has been lost.
func (p *passage) pass(t *testing.T, client net.Conn, server string) {
	defer client.Close()
	behind, err := net.Dial("tcp", server)
	if err != nil {
		t.Error(err)
		return
	}
	var asking sync.WaitGroup
	asking.Go(func() { p.ask(client, behind) })
	defer asking.Wait()
	defer client.Close()
	answer := make([]byte, 64<<10)
	for {
		n, err := behind.Read(answer)
		if err != nil || p.loseAnswer.CompareAndSwap(true, false) {
			return
		}
		if _, err := client.Write(answer[:n]); err != nil {
			return
		}
	}
}

// ask hands requests on until the client ends.
func (p *passage) ask(client, behind net.Conn) {
	defer behind.Close()
	request := make([]byte, 64<<10)
	for {
		n, err := client.Read(request)
		switch {
		case err != nil:
			return
		case p.loading.Add(-1) >= 0:
			_, err = client.Write([]byte("-LOADING Redis is loading the dataset in memory\r\n"))
		default:
			_, err = behind.Write(request[:n])
		}
		if err != nil {
			return
		}
	}
}
