package queuetest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

func keepsPartitionsApart(t *testing.T, f Fixture) {
	log := open(t, f.Open)
	const keys, each = 64, 3
	var all []queue.Record
	for i := range keys * each {
		all = append(all, record("p", fmt.Sprintf("k%d", i%keys), fmt.Sprintf("k%d-%d", i%keys, i/keys), 1))
	}
	appendTo(t, log, all...) // one Append over all partitions
	got := collect(t, log, start(log), keys*each)
	queued := int64(0)
	for partition, end := range got.ends {
		n, err := backlogOf(t, log, partition)
		if err != nil || n == 0 {
			t.Errorf("partition %d holds %d entries, %v; the keys should be spread over all", partition, n, err)
		}
		queued += n
		if end.Log == "" {
			continue
		}
		if trimmed, err := log.Trim(within(t), partition, end, future()); err != nil || trimmed != n {
			t.Errorf("a trim of partition %d took %d entries, %v; want its own %d", partition, trimmed, err, n)
		}
	}
	if queued != int64(len(got.entries)) {
		t.Errorf("the partitions hold %d entries, %d were read", queued, len(got.entries))
	}
	empty(t, log, start(log))
	in, err := log.Intake(within(t), "p", rum.Positions{}) // a store that knows no partition yet
	if err != nil || in.Accepted != keys*each || in.Queued != 0 {
		t.Errorf("intake = %+v, %v; want %d accepted", in, err, keys*each)
	}
}

// severalShare has two processes take in, and two workers read half of the partitions each.
func severalShare(t *testing.T, f Fixture) {
	if !f.Shared {
		t.Skip("skipped: this log belongs to one process")
	}
	both := []queue.Log{open(t, f.Open), open(t, f.Open)}
	const keys, each = 16, 20
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() { numbered(t, both[i%2], fmt.Sprintf("k%d", i), each) })
	}
	all.Wait()
	var records []string
	for half, log := range both {
		at := rum.Positions{}
		for partition, id := range logs(t, log) {
			p := rum.Position{Log: id, Seq: 1 << 62} // the other's
			if partition%2 == half {
				p = rum.Position{}
			}
			at = append(at, p)
		}
		in, err := log.Intake(within(t), "", at)
		if err != nil || in.Accepted != keys*each {
			t.Fatalf("intake = %+v, %v; want %d accepted, by whichever process", in, err, keys*each)
		}
		records = append(records, collect(t, log, at, int(in.Queued)).records...)
	}
	next := map[string]int{}
	for _, data := range records {
		key, number, _ := strings.Cut(data, "-")
		if number != fmt.Sprint(next[key]) {
			t.Errorf("read %s, want number %d next", data, next[key])
		}
		next[key]++
	}
	if len(records) != keys*each {
		t.Errorf("the two read %d records, want %d", len(records), keys*each)
	}
}
