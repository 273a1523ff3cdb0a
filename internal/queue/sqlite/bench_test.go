package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"paceline/internal/queue"
)

// BenchmarkAppend compares the log with the least that can keep the same promise: a file to which records are
// written one after the other, with one fdatasync for each group. Both get the same senders and records, in
// turns, so that what else the machine does hits both.
func BenchmarkAppend(b *testing.B) {
	const senders, turns = 256, 8
	data := bytes.Repeat([]byte("beacon "), 90) // 630 bytes
	log := open(b, filepath.Join(b.TempDir(), "log.db"), Options{})
	floor := newFloor(b)
	appendToLog := func(sender int) error {
		return log.Append(b.Context(), []queue.Record{{Key: "k", Project: "project-" + strconv.Itoa(sender%60), Events: 3, Data: data}})
	}
	appendToFile := func(int) error { return floor.append(data) }
	var logTime, floorTime time.Duration
	share := max(1, b.N/turns)
	b.ResetTimer()
	for range turns {
		logTime += send(b, senders, share, appendToLog)
		floorTime += send(b, senders, share, appendToFile)
	}
	sent := float64(share * turns)
	b.ReportMetric(sent/logTime.Seconds(), "records/s")
	b.ReportMetric(sent/floorTime.Seconds(), "floor/s")
	b.ReportMetric(100*floorTime.Seconds()/logTime.Seconds(), "%ofFloor")
}

// send has the senders make n calls together, each the next one after its answer.
func send(b *testing.B, senders, n int, call func(sender int) error) time.Duration {
	var next atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for sender := range senders {
		all.Go(func() {
			for next.Add(1) <= int64(n) {
				if err := call(sender); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(begin)
}

// floor is the bare file.
type floor struct {
	file *os.File

	mu      sync.Mutex
	waiting []byte
	answers []chan error
	arrived chan struct{}
}

func newFloor(b *testing.B) *floor {
	file, err := os.Create(filepath.Join(b.TempDir(), "floor"))
	if err != nil {
		b.Fatal(err)
	}
	f := &floor{file: file, arrived: make(chan struct{}, 1)}
	var ended sync.WaitGroup
	ended.Go(f.write)
	b.Cleanup(func() {
		close(f.arrived)
		ended.Wait()
		_ = file.Close()
	})
	return f
}

func (f *floor) append(data []byte) error {
	answer := make(chan error, 1)
	f.mu.Lock()
	f.waiting = append(f.waiting, data...)
	f.answers = append(f.answers, answer)
	f.mu.Unlock()
	select {
	case f.arrived <- struct{}{}:
	default:
	}
	return <-answer
}

func (f *floor) write() {
	for range f.arrived {
		f.mu.Lock()
		data, answers := f.waiting, f.answers
		f.waiting, f.answers = nil, nil
		f.mu.Unlock()
		_, err := f.file.Write(data)
		if err == nil {
			err = syscall.Fdatasync(int(f.file.Fd()))
		}
		for _, answer := range answers {
			answer <- err
		}
	}
}
