package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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

// A server that is slow or away gives no reason to doubt its settings.
func TestNoAnswerIsNoDoubt(t *testing.T) {
	server := redistest.Start(t, redistest.Durable...)
	log := open(t, server, Options{Partitions: 1})
	late, cancel := context.WithCancel(t.Context())
	cancel()
	log.lookForDoubts(late)
	server.Kill()
	log.lookForDoubts(within(t))
	if doubts := log.Doubts(); len(doubts) > 0 {
		t.Errorf("doubts = %q", doubts)
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
