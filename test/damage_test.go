package test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A log that lost its newest entries (here: its WAL) stands before the store's position. What it takes then must not
// hide behind that position.
func TestLogSetBackBehindTheStore(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	key := s.addProject(t, "shop")
	if err := s.Signal(os.Interrupt); err != nil { // what there is goes into the main file
		t.Fatal(err)
	}
	<-s.Exited()
	s = start(t, data)
	for i := range 20 {
		s.mustPost(t, key, vitalBeacon(fmt.Sprintf("before-%d", i), time.Now().UnixMilli()))
	}
	s.drained(t, "shop")
	s.Kill()
	for _, companion := range []string{"log.db-wal", "log.db-shm"} {
		if err := os.Remove(filepath.Join(data, companion)); err != nil {
			t.Fatal(err)
		}
	}
	s = start(t, data)
	s.mustPost(t, key, vitalBeacon("after", time.Now().UnixMilli()))
	eventually(t, "the beacon after the loss is visible", func() error {
		var views []object
		if err := s.Get(t.Context(), "/api/sessions/after/journey?projectKey=shop", &views); err != nil {
			return err
		}
		if len(views) != 1 {
			return fmt.Errorf("%d views", len(views))
		}
		return nil
	})
	s.drained(t, "shop")
}
