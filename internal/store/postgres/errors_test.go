package postgres

import (
	"errors"
	"testing"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// A value that the driver cannot encode is the batch's own fault: taken for the database's, it would be tried for ever and
// everything behind it would wait.
func TestValueThatCannotBeEncodedIsTheBatchsFault(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		d := opened(t, c.Database(t), quiet())
		for name, row := range map[string]func(int) ([]any, error){
			"a value":     func(int) ([]any, error) { return []any{"shop", int64(1) << 40, "label"}, nil },
			"a row's own": func(int) ([]any, error) { return nil, errors.New("it cannot be made") },
		} {
			err := d.Write(t.Context(), store.Move{To: rum.Position{Log: "log", Seq: 1}}, func(written store.Tx) error {
				return written.(*tx).copyIn(t.Context(), "positions", []string{"log", "partition", "seq"}, 1, row)
			})
			if err == nil || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrStale) {
				t.Errorf("%s: got %v, want an error that blames the batch", name, err)
			}
		}
	})
}
