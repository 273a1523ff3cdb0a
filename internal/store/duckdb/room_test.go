package duckdb

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// A disk that is nearly full stops the writer before it stops DuckDB; reads go on.
func TestWritesStopAtHalfTheReserve(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "facts.duckdb"), Options{Reserve: 1 << 60})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Write(context.Background(), store.Move{To: rum.Position{Log: "a", Seq: 1}}, func(store.Tx) error {
		t.Error("the batch was filled")
		return nil
	})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("the write got %v, want ErrUnavailable", err)
	}
	if _, err := db.Ledger(t.Context(), ""); err != nil {
		t.Errorf("reading failed: %v", err)
	}
}
