package sqlite

import (
	"path/filepath"
	"testing"

	"paceline/internal/await"
)

func TestCloseCommitsWhatWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log.db")
	log := open(t, path, Options{GroupRecords: 1}) // each Append needs a commit of its own
	thaw := freeze(t, path)
	const many = 10
	answers := make(chan error, many)
	for range many {
		go func() { answers <- log.Append(within(t), one("waits")) }()
	}
	await.Until(t, "all wait", func() bool {
		log.waiting.mu.Lock()
		defer log.waiting.mu.Unlock()
		return len(log.waiting.tickets)+len(log.waiting.inFlight) == many
	})
	closed := make(chan error, 1)
	go func() { closed <- log.Close() }()
	await.Until(t, "the log is closing", func() bool { return log.closing.Err() != nil })
	thaw()
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	for range many {
		if err := <-answers; err != nil {
			t.Errorf("append = %v, want it committed by Close", err)
		}
	}
	readAll(t, open(t, path, Options{}), many)
}
