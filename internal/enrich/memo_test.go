package enrich

import (
	"fmt"
	"strings"
	"testing"
)

func TestMemoRemembersWhatIsAskedForAgain(t *testing.T) {
	computed := map[string]int{}
	upper := newMemo(func(text string) string {
		computed[text]++
		return strings.ToUpper(text)
	})
	for n := range 5 * memoSize {
		for _, text := range []string{"again", fmt.Sprint("once ", n)} {
			if got := upper.of(text); got != strings.ToUpper(text) {
				t.Fatalf("of(%q) = %q", text, got)
			}
		}
		if kept := len(upper.young) + len(upper.old); kept > 2*memoSize {
			t.Fatalf("%d texts are remembered", kept)
		}
	}
	if computed["again"] != 1 {
		t.Errorf("computed %d times", computed["again"])
	}
}
