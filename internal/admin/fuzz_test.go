package admin

import (
	"os"
	"path/filepath"
	"testing"
)

// Whatever keys.json holds after damage, it is refused, or it can be looked up in.
func FuzzSnapshot(f *testing.F) {
	f.Add([]byte(`{"projects":[{"key":"shop","salt":"c2FsdA==","rateLimit":10}],"keys":[{"id":"abcdefgh","project":"shop","hash":"AAAA","origins":["*"]}]}`))
	f.Add([]byte(`{"projects":null,"keys":[{}]}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		snapshot, err := loadSnapshot(path)
		if err != nil || snapshot.Check() != nil {
			return
		}
		if listed := snapshot.List(); len(listed) > len(snapshot.Projects) {
			t.Errorf("%d projects are listed of %d", len(listed), len(snapshot.Projects))
		}
		newIndex(snapshot)
	})
}
