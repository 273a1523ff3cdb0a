package redis

import (
	"slices"
	"strings"
	"testing"
	"time"

	"paceline/internal/await"
	"paceline/internal/redistest"
	"paceline/internal/rum"
)

// replicating lets a replica begin at once; Redis waits 5 s for others by default.
var replicating = append([]string{"--repl-diskless-sync-delay", "0"}, redistest.Durable...)

// A replica that has not got the last entries is promoted, and its next ones take their sequences. A reader that stood
// behind the lost ones must not skip these.
func TestAPromotedReplicaIsAnotherLog(t *testing.T) {
	first, second := redistest.Start(t, replicating...), redistest.Start(t, replicating...)
	log := open(t, first, Options{Partitions: 1})
	append1(t, log, "one", "two", "three")
	trimmedOne := readEntries(t, log)[0].Position
	if n, err := log.Trim(within(t), 0, trimmedOne, time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Fatalf("trim = %d, %v", n, err)
	}
	follow(t, second, first)

	// The replica is cut off, as by a network, and the master goes on for a while.
	promote(t, second)
	append1(t, log, "lost-1", "lost-2")
	entries := readEntries(t, log)
	stood := entries[len(entries)-1].Position
	first.Kill()

	promoted := open(t, second, Options{Partitions: 1})
	append1(t, promoted, "new")
	got, err := promoted.Read(within(t), 0, stood, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if records := flatten(got); !slices.Equal(records, []string{"two", "three", "new"}) {
		t.Errorf("behind the old log's position stand %q, want all that is kept", records)
	}
	if got[0].Position.Log == stood.Log {
		t.Error("the promoted replica goes on under the old log id")
	}
	if last := got[2].Position.Seq; last > stood.Seq {
		t.Fatalf("the test is void: sequence %d was not used by the lost log, which came to %d", last, stood.Seq)
	}
	in, err := promoted.Intake(within(t), "p", rum.Positions{stood})
	if err != nil || in.Accepted != 3 || in.Queued != 3 {
		t.Errorf("intake = %+v, %v; want what is kept accepted anew under the new id", in, err)
	}
}

// There and back: the master fails, comes back as a replica of the promoted one, which drops the entries that only it had, and
// is promoted in turn, before anybody has touched the log. It is the same run of the same server, and another log.
func TestAFailoverAndBackIsAnotherLog(t *testing.T) {
	first, second := redistest.Start(t, replicating...), redistest.Start(t, replicating...)
	log := open(t, first, Options{Partitions: 1})
	append1(t, log, "one", "two")
	follow(t, second, first)
	promote(t, second)
	append1(t, log, "lost")
	entries := readEntries(t, log)
	stood := entries[len(entries)-1].Position

	follow(t, first, second)
	promote(t, first)
	append1(t, log, "new")
	got, err := log.Read(within(t), 0, stood, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if records := flatten(got); !slices.Equal(records, []string{"one", "two", "new"}) {
		t.Errorf("behind the old log's position stand %q, want all that is kept", records)
	}
	if last := got[len(got)-1].Position; last.Log == stood.Log || last.Seq > stood.Seq {
		t.Errorf("the new entry is at %v, the lost one was at %v: want its sequence under another log id", last, stood)
	}
}

// follow makes a server the replica of another and waits until it has all of it.
func follow(t *testing.T, replica, master *redistest.Server) {
	t.Helper()
	ctx := within(t)
	host, port, _ := strings.Cut(master.Addr, ":")
	if err := replica.Client(t).ReplicaOf(ctx, host, port).Err(); err != nil {
		t.Fatal(err)
	}
	length := master.Client(t).XLen(ctx, keysOf(0).entries()).Val()
	waitForReplica(t, master, replica, keysOf(0).entries(), length)
}

// promote makes a replica a master of its own: it gets nothing more, as when a network has cut it off.
func promote(t *testing.T, replica *redistest.Server) {
	t.Helper()
	if err := replica.Client(t).ReplicaOf(within(t), "NO", "ONE").Err(); err != nil {
		t.Fatal(err)
	}
}

// A promoted replica's clock may be an hour behind the master's, and the worker's. What it takes is kept as long as
// anything else: by its own clock.
func TestASlowClockTrimsNothingEarly(t *testing.T) {
	server := redistest.Start(t, redistest.Durable...)
	hourAhead := func() time.Time { return time.Now().Add(time.Hour) }
	log := open(t, server, Options{Partitions: 1, Now: hourAhead})
	append1(t, log, "one")
	durable := readEntries(t, log)[0].Position
	if n, err := log.Trim(within(t), 0, durable, hourAhead().Add(-15*time.Minute)); n != 0 || err != nil {
		t.Errorf("an entry that has just been appended was trimmed as one of 15 minutes: %d, %v", n, err)
	}
	if n, err := log.Trim(within(t), 0, durable, hourAhead().Add(time.Minute)); n != 1 || err != nil {
		t.Errorf("trim of what is older than in a minute = %d, %v; want 1", n, err)
	}
}

// waitForReplica waits until the replica has a stream with so many entries.
func waitForReplica(t *testing.T, master, replica *redistest.Server, stream string, length int64) {
	t.Helper()
	ctx, client := t.Context(), replica.Client(t)
	await.Until(t, "the replica of "+master.Addr+" has caught up", func() bool {
		return client.XLen(ctx, stream).Val() == length && strings.Contains(client.Info(ctx, "replication").Val(), "master_link_status:up")
	})
}
