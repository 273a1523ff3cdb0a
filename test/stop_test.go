package test

import (
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Between SIGTERM and the end a process takes and shows beacons, and tells balancers at once that it is going.
func TestSIGTERMIsToldBeforeAnythingIsRefused(t *testing.T) {
	s := start(t, t.TempDir(), "--stop-delay", "1h")
	key := s.addProject(t, "shop")
	if err := s.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it says that it is going", func() error {
		if status, answer := ready(t, s.Server); status != http.StatusServiceUnavailable || !strings.Contains(answer, "stopping") {
			return fmt.Errorf("%d %s", status, answer)
		}
		return nil
	})
	s.mustPost(t, key, object{"projectKey": "shop", "events": []object{{
		"type": "page_view", "name": "page_view", "ts": time.Now().UnixMilli(), "page": "/", "sessionId": "s",
	}}})
	if l := s.drained(t, "shop"); l.Visible != 1 {
		t.Errorf("ledger %+v", l)
	}
}
