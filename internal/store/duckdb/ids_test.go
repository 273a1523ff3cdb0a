package duckdb

import (
	"cmp"
	"testing"

	"pgregory.net/rapid"
)

// anyID draws ids of every kind, also those that look nearly like another kind.
func anyID() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[A-Za-z0-9_-]{16}`),
		rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
		rapid.StringMatching(`000000[0-9a-f]{2}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`),
		rapid.StringMatching(`[0-9a-fA-F]{32}`),
		rapid.StringMatching(`[0-9a-fA-F-]{36}`),
		rapid.StringMatching(`[ -~é]{11,17}`),
		rapid.StringMatching(`[A-Za-z0-9_\r\n-]{15,17}`),
		rapid.String(),
	)
}

func TestEveryIDComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyID().Draw(t, "id")
		id, keep := packView(text)
		kept := ""
		if keep {
			kept = text
		}
		if got := unpackView(id, kept); got != text {
			t.Errorf("view %q came back as %q", text, got)
		}
		if got := unpackSession(packSession(text)); got != text {
			t.Errorf("session %q came back as %q", text, got)
		}
	})
}

func TestDifferentIDsStayDifferent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyID().Draw(t, "a"), anyID().Draw(t, "b")
		first, _ := packView(a)
		second, _ := packView(b)
		if (first == second) != (a == b) {
			t.Errorf("views %q and %q are stored as %x and %x", a, b, first, second)
		}
		if one, other := packSession(a), packSession(b); (one == other) != (a == b) {
			t.Errorf("sessions %q and %q are stored as %x and %x", a, b, one, other)
		}
	})
}

// Lists that are sorted by view id must not change their order.
func TestTheSDKsIDsSortAsTheirText(t *testing.T) {
	sdk := rapid.StringMatching(`[A-Za-z0-9_-]{16}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := sdk.Draw(t, "a"), sdk.Draw(t, "b")
		first, keepFirst := packView(a)
		second, keepSecond := packView(b)
		if keepFirst || keepSecond {
			t.Fatalf("%q or %q is kept as text", a, b)
		}
		if cmp.Compare(a, b) != cmp.Compare(string(first[:]), string(second[:])) {
			t.Errorf("%q and %q sort as %x and %x", a, b, first, second)
		}
	})
}
