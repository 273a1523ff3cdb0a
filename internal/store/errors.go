package store

import (
	"context"
	"time"

	"paceline/internal/rum"
)

// ErrorReader answers about JavaScript errors. A filter by a dimension that errors do not have does not apply to them; a page does.
type ErrorReader interface {
	// ErrorGroups lists the most frequent first, then the last seen, then by id.
	ErrorGroups(ctx context.Context, s Select, limit int) ([]rum.ErrorGroup, error)
	// ErrorGroup is one group of the selection, read in one consistent snapshot, with its newest errors, at most limit.
	// When the selection has no error of the group the answer's Count is 0.
	ErrorGroup(ctx context.Context, s Select, id string, limit int) (rum.ErrorGroupDetail, error)
	// ErrorCounts counts the errors of each group by the intervals that Series answers about. Every id that is asked for
	// is in the answer.
	ErrorCounts(ctx context.Context, s Select, ids []string, interval time.Duration) (map[string][]int64, error)
}
