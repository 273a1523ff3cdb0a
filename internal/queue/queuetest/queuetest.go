// Package queuetest is the conformance suite of package queue: every adapter runs it.
package queuetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// Fixture makes the logs of one test.
type Fixture struct {
	// Open opens the test's log: new the first time, the same again after it was closed.
	Open func(t *testing.T) queue.Log
	// OpenSmall opens a log of its own that is full somewhere between 256 KiB and 8 MiB of records.
	OpenSmall func(t *testing.T) queue.Log
	// Shared says that several processes may have the log open: Open gives another one of the same while the first is open.
	Shared bool
}

// Run runs the suite, each test on a fixture of its own.
func Run(t *testing.T, fixture func(t *testing.T) Fixture) {
	for name, test := range map[string]func(t *testing.T, f Fixture){
		"keeps the order of a key":                     keepsOrder,
		"keeps what it took when it is opened again":   survivesReopen,
		"never uses a sequence again":                  neverReusesSequences,
		"reads another log's position from the oldest": readsUnknownLog,
		"read waits and wakes":                         readWaits,
		"read respects its bytes":                      readRespectsBytes,
		"takes appends from many at once":              concurrentAppends,
		"takes nothing from an append that is over":    refusesEndedContext,
		"refuses when full, drops nothing, recovers":   fullAndRecovers,
		"trims only what is durable and old":           trims,
		"counts the intake":                            countsIntake,
		"describes the backlog":                        describesBacklog,
		"close ends everything":                        closes,
		"keeps partitions apart":                       keepsPartitionsApart,
		"several may take and read at once":            severalShare,
	} {
		t.Run(name, func(t *testing.T) { test(t, fixture(t)) })
	}
}

const deadline = 20 * time.Second

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func open(t *testing.T, opener func(t *testing.T) queue.Log) queue.Log {
	t.Helper()
	log := opener(t)
	t.Cleanup(func() { _ = log.Close() })
	return log
}

func record(project, key, data string, events int) queue.Record {
	return queue.Record{Key: key, Project: project, Events: events, Data: []byte(data)}
}

func appendTo(t *testing.T, log queue.Log, records ...queue.Record) {
	t.Helper()
	if err := log.Append(within(t), records); err != nil {
		t.Fatalf("append: %v", err)
	}
}

// numbered appends records "<key>-0" … one by one, of one event each.
func numbered(t *testing.T, log queue.Log, key string, n int) {
	t.Helper()
	for i := range n {
		appendTo(t, log, record("p", key, fmt.Sprintf("%s-%d", key, i), 1))
	}
}

// start stands before every record of every partition.
func start(log queue.Log) rum.Positions { return make(rum.Positions, log.Partitions()) }

// logs are the log ids of the partitions.
func logs(t *testing.T, log queue.Log) []string {
	t.Helper()
	in, err := log.Intake(within(t), "", nil)
	if err != nil || len(in.Logs) != log.Partitions() {
		t.Fatalf("intake = %+v, %v; want the ids of %d partitions", in, err, log.Partitions())
	}
	return in.Logs
}

// collected is what a reader found.
type collected struct {
	records []string // by partition, then in order
	entries []queue.Entry
	ends    rum.Positions // behind the last entry of each partition
}

// collect reads behind the positions until n records came, from all partitions.
func collect(t *testing.T, log queue.Log, after rum.Positions, n int) collected {
	t.Helper()
	ctx, cancel := context.WithCancel(within(t))
	defer cancel()
	type batch struct {
		partition int
		entries   []queue.Entry
		err       error
	}
	batches := make(chan batch)
	for partition := range log.Partitions() {
		go func() {
			at := after[partition]
			for {
				entries, err := log.Read(ctx, partition, at, 1<<20)
				select {
				case batches <- batch{partition, entries, err}:
				case <-ctx.Done():
					return
				}
				if err != nil {
					return
				}
				at = entries[len(entries)-1].Position
			}
		}()
	}
	perPartition := make([][]queue.Entry, log.Partitions())
	for found := 0; found < n; {
		var b batch
		select {
		case b = <-batches:
		case <-ctx.Done():
			t.Fatalf("%d of %d records were read in time", found, n)
		}
		if b.err != nil {
			t.Fatalf("read of partition %d, after %d of %d records: %v", b.partition, found, n, b.err)
		}
		perPartition[b.partition] = append(perPartition[b.partition], b.entries...)
		for _, e := range b.entries {
			found += len(e.Records)
		}
	}
	c := collected{ends: append(rum.Positions{}, after...)}
	for partition, entries := range perPartition {
		for _, e := range entries {
			c.ends[partition] = e.Position
			c.entries = append(c.entries, e)
			for _, r := range e.Records {
				c.records = append(c.records, string(r))
			}
		}
	}
	return c
}

// empty fails the test unless nothing stands behind the positions.
func empty(t *testing.T, log queue.Log, after rum.Positions) {
	t.Helper()
	b, err := log.Backlog(within(t), after)
	if err != nil {
		t.Fatalf("backlog: %v", err)
	}
	if b.Entries != 0 || b.Events != 0 || !b.Oldest.IsZero() {
		t.Fatalf("backlog = %+v, want none", b)
	}
}

func trimAll(t *testing.T, log queue.Log, durable rum.Positions, before time.Time) (trimmed int64) {
	t.Helper()
	for partition, position := range durable {
		n, err := log.Trim(within(t), partition, position, before)
		if err != nil {
			t.Fatalf("trim: %v", err)
		}
		trimmed += n
	}
	return trimmed
}

func future() time.Time { return time.Now().Add(time.Hour) }
