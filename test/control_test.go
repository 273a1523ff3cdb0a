package test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A control plane that cannot be read is put aside and built again from the snapshot beside it.
func TestControlPlaneIsRebuilt(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(path string) error
		aside  int
	}{
		"garbage": {func(path string) error {
			return os.WriteFile(path, []byte("this is no database at all, only text"), 0o600)
		}, 1},
		"empty": {func(path string) error { return os.Truncate(path, 0) }, 0},
		"gone":  {os.Remove, 0},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			path := filepath.Join(data, "control.db")
			s := start(t, data)
			key := s.addProject(t, "shop")
			s.Kill()
			for _, companion := range []string{"-wal", "-shm"} {
				_ = os.Remove(path + companion)
			}
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			s = start(t, data)
			s.mustPost(t, key, object{"projectKey": "shop", "events": []object{{
				"type": "web_vital", "name": "INP", "value": 100, "ts": time.Now().UnixMilli(),
				"page": "https://example.com/", "sessionId": "after",
			}}})
			out, err := exec.Command(binary, "project", "keys", "shop", "--json", "--data", data).Output()
			if err != nil || !strings.Contains(string(out), strings.Split(key, "_")[1]) {
				t.Errorf("the control plane has the keys %s, %v", out, err)
			}
			aside, err := filepath.Glob(path + ".corrupt-*Z")
			if err != nil || len(aside) != c.aside {
				t.Errorf("aside are %q, %v; want %d", aside, err, c.aside)
			}
		})
	}
}
