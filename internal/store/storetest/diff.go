package storetest

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// diff compares what a store gave with what was wanted; JSON by its meaning, empty lists as nil ones.
func diff(t *testing.T, what string, got, want any) {
	t.Helper()
	sameJSON := cmp.Comparer(func(a, b json.RawMessage) bool {
		var left, right bytes.Buffer
		if len(a) == 0 || len(b) == 0 {
			return len(a) == len(b)
		}
		return json.Compact(&left, a) == nil && json.Compact(&right, b) == nil && bytes.Equal(left.Bytes(), right.Bytes())
	})
	notJSON := func(p cmp.Path) bool { return p.Last().Type() != reflect.TypeFor[json.RawMessage]() }
	if d := cmp.Diff(want, got, sameJSON, cmp.FilterPath(notJSON, cmpopts.EquateEmpty())); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
