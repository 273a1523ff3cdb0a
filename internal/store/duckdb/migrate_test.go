package duckdb

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"testing"
)

// What was released has run on data directories out there, once: editing it changes new ones alone, and old ones break.
func TestReleasedMigrationsStayAsTheyWere(t *testing.T) {
	released := map[string]string{
		"0001_facts.sql":                 "c8bf13f1f620dab96b6e11bc1d1ebea03bd76168ed1fa50def18497b93299213",
		"0002_compact_views.sql":         "db2ec4f5f37dc0e54005f5a32bd5ae55ca7ec490bb7e773965080de726194a2f",
		"0003_samples.sql":               "b7b4e42d12d673f87401b501947e0ee50682b53340b6b234ac2834b7b6c9c29d",
		"0004_first_input_after_lcp.sql": "f08638c8133a5098db10f80e2b31370b1f89240dcba34654e09d31756b844bac",
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := migrations.ReadFile(path.Join("migrations", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		got, want := hex.EncodeToString(sum[:]), released[file.Name()]
		delete(released, file.Name())
		switch want {
		case got:
		case "":
			t.Errorf("%s is new: list it here with %s", file.Name(), got)
		default:
			t.Errorf("%s was edited after it had run on existing data: put it back and add a new migration instead", file.Name())
		}
	}
	for name := range released {
		t.Errorf("%s is gone: existing data has run it, and new data needs it", name)
	}
}
