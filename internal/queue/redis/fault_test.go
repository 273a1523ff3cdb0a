package redis

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/queue"
	"paceline/internal/redistest"
	"paceline/internal/rum"
)

// Redis is killed again and again while many append. What was answered is all there, in order; what was not may be.
func TestNothingThatWasAnsweredIsLostWhenRedisIsKilled(t *testing.T) {
	server := redistest.Start(t, redistest.Durable...)
	log := open(t, server, Options{Partitions: 4, CommitTimeout: 2 * time.Second})
	ids := logIDs(t, log)
	ctx, stop := context.WithCancel(t.Context())
	var senders sync.WaitGroup
	answered := make([][]string, 8)
	progress := make(chan struct{}, 1)
	for sender := range answered {
		senders.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				data := fmt.Sprintf("s%d-%d", sender, i)
				if log.Append(t.Context(), one(data, data)) == nil {
					answered[sender] = append(answered[sender], data)
					select {
					case progress <- struct{}{}:
					default:
					}
				}
			}
		})
	}
	for range 5 {
		for range 50 {
			select {
			case <-progress:
			case <-within(t).Done():
				t.Fatal("nothing is taken any more")
			}
		}
		server.Restart(t)
	}
	stop()
	senders.Wait()
	count := map[string]int{}
	for _, data := range readAll(t, log) {
		count[data]++
	}
	for _, data := range slices.Concat(answered...) {
		if count[data] == 0 {
			t.Errorf("%s was answered and is lost", data)
		}
	}
	in, err := log.Intake(within(t), "", nil)
	if err != nil || in.Accepted != in.Queued || in.Queued < int64(len(slices.Concat(answered...))) {
		t.Errorf("intake = %+v, %v; want all accepted queued, and at least those answered", in, err)
	}
	for partition, id := range logIDs(t, log) {
		if id == ids[partition] {
			t.Errorf("partition %d has its log id from before the restarts", partition)
		}
	}
}

// Redis leaves the beginning of a transaction that was cut short in its file, and runs it together with the next one when it reads
// the file for the second time (https://github.com/valkey-io/valkey/pull/4342): wherever the cut was, what was answered
// after it stays.
func TestAWriteThatWasCutShortTakesNothingAlong(t *testing.T) {
	for name, write := range map[string]func(*tornLog){
		"an append": func(l *tornLog) { l.append() },
		"a new id":  func(l *tornLog) { l.accepted() },
		"a trim":    func(l *tornLog) { l.trim(1) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := &tornLog{t: t, server: redistest.Start(t, redistest.Durable...), answered: map[string]bool{}}
			l.log = open(t, l.server, Options{Partitions: 1})
			for cut := int64(1); ; cut += 41 {
				l.append()
				l.append()
				if name == "a new id" {
					l.server.Restart(t)
				}
				before := l.server.Written(t)
				kept := maps.Clone(l.answered)
				write(l)
				l.server.Kill()
				if cut >= l.server.Written(t)-before {
					break
				}
				l.server.Tear(t, cut)
				l.resume()
				if name == "an append" {
					l.answered = kept // the others were there before
				}
				for range 2 {
					l.append()
					l.check(cut)
					l.server.Restart(t)
				}
				l.check(cut)
			}
			l.resume()
			l.trim(0)
			if b, err := l.log.Backlog(within(t), nil); err != nil || b.Entries != 0 || b.Bytes != 0 {
				t.Errorf("all is trimmed, and the backlog is %+v, %v", b, err)
			}
		})
	}
}

// tornLog is a log of one partition, and which of its records must be there.
type tornLog struct {
	t        *testing.T
	server   *redistest.Server
	log      *Log
	tried    int
	answered map[string]bool
}

func (l *tornLog) resume() {
	if err := l.server.Resume(); err != nil {
		l.t.Fatal(err)
	}
}

// append tries until it is answered: connections break with the server.
func (l *tornLog) append() {
	for ctx := within(l.t); ctx.Err() == nil; {
		l.tried++
		data := strconv.Itoa(l.tried)
		if l.log.Append(ctx, one("k", data)) == nil {
			l.answered[data] = true
			return
		}
	}
	l.t.Fatal("nothing is taken any more")
}

func (l *tornLog) accepted() int64 {
	in, err := l.log.Intake(within(l.t), "p", nil)
	if err != nil || in.Accepted != in.Queued {
		l.t.Errorf("intake = %+v, %v; want all accepted queued", in, err)
	}
	return in.Accepted
}

// trim lets everything go but some at the end.
func (l *tornLog) trim(but int) {
	entries := readEntries(l.t, l.log)
	entries = entries[:len(entries)-but]
	if _, err := l.log.Trim(within(l.t), 0, entries[len(entries)-1].Position, time.Now().Add(time.Hour)); err != nil {
		l.t.Fatal(err)
	}
	for _, record := range flatten(entries) {
		delete(l.answered, record)
	}
}

func (l *tornLog) check(cut int64) {
	l.t.Helper()
	count := map[string]int{}
	all := flatten(readEntries(l.t, l.log))
	for _, record := range all {
		count[record]++
	}
	for record := range l.answered {
		if count[record] != 1 {
			l.t.Errorf("%d bytes cut off: %s was answered and is there %d times, among %v", cut, record, count[record], all)
		}
	}
	if n := l.accepted(); n != int64(len(all)) {
		l.t.Errorf("%d bytes cut off: %d are accepted and %d there", cut, n, len(all))
	}
}

// An append without an answer may have been done: sent again it would be there twice, and count twice as accepted.
func TestAnAppendIsSentOnce(t *testing.T) {
	for name, start := range map[string]func(*testing.T) *redistest.Server{
		"one server": func(t *testing.T) *redistest.Server { return redistest.Start(t) },
		"a cluster":  cluster,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			way := passTo(t, server.Addr)
			log, err := Open(t.Context(), by(name, way.addr), Options{Partitions: 1})
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
	server := redistest.Start(t)
	way := passTo(t, server.Addr)
	log, err := Open(t.Context(), by("one server", way.addr), Options{Partitions: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	append1(t, log, "before")
	way.loading.Store(3)
	append1(t, log, "meanwhile")
	if got := readAll(t, log); !slices.Equal(got, []string{"before", "meanwhile"}) {
		t.Errorf("the log holds %q", got)
	}
}

// by is a client that reaches a server, or a cluster of one, at an address alone, and is in no hurry to give up.
func by(name, addr string) redis.UniversalClient {
	if name == "one server" {
		return redis.NewClient(&redis.Options{Addr: addr, ContextTimeoutEnabled: true})
	}
	return redis.NewClusterClient(&redis.ClusterOptions{
		ContextTimeoutEnabled: true,
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

// At Redis's own memory limit the log is full: it takes nothing, and reading and trimming go on.
func TestRedisOutOfMemoryIsAFullLog(t *testing.T) {
	server := redistest.Start(t, append([]string{"--maxmemory", "8mb"}, redistest.Durable...)...)
	log := open(t, server, Options{Partitions: 1})
	big := strings.Repeat("x", 256<<10)
	taken := 0
	for ; taken < 100; taken++ {
		if err := log.Append(within(t), one("k", big)); err != nil {
			if !errors.Is(err, queue.ErrFull) {
				t.Fatalf("append = %v, want ErrFull", err)
			}
			break
		}
	}
	if err := log.Check(within(t)); err != nil && !errors.Is(err, queue.ErrFull) { // what is small may still find room
		t.Errorf("check of the full log = %v", err)
	}
	entries := readEntries(t, log)
	if len(flatten(entries)) != taken {
		t.Errorf("%d records can be read of %d", len(flatten(entries)), taken)
	}
	if _, err := log.Trim(within(t), 0, entries[len(entries)-1].Position, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	append1(t, log, "again")
}

func TestARecordThatIsGoneIsTold(t *testing.T) {
	server := redistest.Start(t)
	log := open(t, server, Options{Partitions: 1})
	append1(t, log, "one", "two")
	first := streamID(readEntries(t, log)[0].Position.Seq)
	if err := server.Client(t).XDel(t.Context(), keysOf(0).entries(), first).Err(); err != nil {
		t.Fatal(err)
	}
	entries := readEntries(t, log)
	if len(entries) != 2 || entries[0].Damaged["p"] != 1 || string(entries[1].Records[0]) != "two" {
		t.Errorf("entries = %+v, want the first told as damaged", entries)
	}
}

func TestDoubtsAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		settings []string
		want     string
	}{
		"durable":                  {redistest.Durable, ""},
		"no append-only file":      {nil, "appendonly no"},
		"a sync every second":      {[]string{"--appendonly", "yes"}, "appendfsync everysec"},
		"eviction":                 {append([]string{"--maxmemory-policy", "allkeys-lru"}, redistest.Durable...), "allkeys-lru"},
		"a server that tells none": {append([]string{"--rename-command", "CONFIG", ""}, redistest.Durable...), "CONFIG GET"},
	} {
		t.Run(name, func(t *testing.T) {
			log := open(t, redistest.Start(t, c.settings...), Options{Partitions: 1})
			got := strings.Join(log.Doubts(), "\n")
			if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("doubts = %q, want one of %q", got, c.want)
			}
			if err := log.Check(within(t)); err != nil {
				t.Errorf("check = %v: doubts do not refuse beacons", err)
			}
		})
	}
}

func one(key, data string) []queue.Record {
	return []queue.Record{{Key: key, Project: "p", Events: 1, Data: []byte(data)}}
}

func append1(t *testing.T, log *Log, data ...string) {
	t.Helper()
	for _, d := range data {
		if err := log.Append(within(t), one("k", d)); err != nil {
			t.Fatalf("append %.10s: %v", d, err)
		}
	}
}

func logIDs(t *testing.T, log *Log) []string {
	t.Helper()
	in, err := log.Intake(within(t), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return in.Logs
}

// readEntries reads all of the first partition.
func readEntries(t *testing.T, log *Log) []queue.Entry {
	t.Helper()
	entries, err := log.Read(within(t), 0, rum.Position{}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// readAll reads every record of every partition.
func readAll(t *testing.T, log *Log) (records []string) {
	t.Helper()
	in, err := log.Intake(within(t), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for number := 0; len(records) < int(in.Queued) && number < log.Partitions(); number++ {
		p := log.partitions[number]
		list, err := p.behind(within(t), rum.Position{}, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		if len(list.lines) == 0 {
			continue
		}
		entries, err := p.fetch(within(t), list, nil)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, flatten(entries)...)
	}
	return records
}

func flatten(entries []queue.Entry) (records []string) {
	for _, e := range entries {
		for _, r := range e.Records {
			records = append(records, string(r))
		}
	}
	return records
}
