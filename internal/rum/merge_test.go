package rum

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// visitorOf has the text in every field that is one, and is a bot.
func visitorOf(t *testing.T, text string) (v Visitor) {
	t.Helper()
	for i := range reflect.TypeFor[Visitor]().NumField() {
		switch field := reflect.ValueOf(&v).Elem().Field(i); field.Kind() {
		case reflect.String:
			field.SetString(text)
		case reflect.Bool:
			field.SetBool(true)
		default:
			t.Fatalf("this test does not know how to fill a %s", field.Kind())
		}
	}
	return v
}

func TestCompleteFillsInWhatIsUnknownAndKeepsWhatIsKnown(t *testing.T) {
	first, second := visitorOf(t, "first"), visitorOf(t, "second")
	var v Visitor
	v.Complete(first)
	if v != first {
		t.Errorf("nothing was known:\n got %+v\nwant %+v", v, first)
	}
	v.Complete(second)
	if v != first {
		t.Errorf("all was known:\n got %+v\nwant %+v", v, first)
	}
	v.Complete(Visitor{})
	if v != first {
		t.Errorf("nothing is added:\n got %+v\nwant %+v", v, first)
	}
}

func TestTheWeightOfTheLatestEventCountsInWhateverOrder(t *testing.T) {
	type event struct {
		ts     int64
		weight float64
	}
	events := rapid.Custom(func(t *rapid.T) event {
		return event{rapid.Int64Range(1, 4).Draw(t, "ts"), rapid.SampledFrom([]float64{0, 2.5, 10}).Draw(t, "weight")}
	})
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(events, 1, 6).Draw(t, "events")
		want := sent[0]
		for _, e := range sent {
			if e.ts > want.ts || e.ts == want.ts && e.weight < want.weight {
				want = e
			}
		}
		var v PageView
		for _, e := range rapid.Permutation(sent).Draw(t, "order") {
			v.Touch(e.ts, e.weight)
		}
		if v.Weight != want.weight || v.LastTS != want.ts {
			t.Fatalf("weight %v at %d, want %v at %d", v.Weight, v.LastTS, want.weight, want.ts)
		}
	})
}

func readings() *rapid.Generator[Reading] {
	return rapid.Custom(func(t *rapid.T) Reading {
		r := Reading{Reported: true, TS: rapid.Int64Range(1, 3).Draw(t, "ts")}
		if r.Valid = rapid.Bool().Draw(t, "valid"); r.Valid {
			r.Value = float64(rapid.IntRange(0, 2).Draw(t, "value"))
		}
		return r
	})
}

func TestMergeLeavesTheSameReportInWhateverOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(readings(), 1, 6).Draw(t, "reports")
		var one, other Reading
		for _, r := range sent {
			one.Merge(r)
		}
		for _, r := range rapid.Permutation(sent).Draw(t, "another order") {
			other.Merge(r)
		}
		if !reflect.DeepEqual(one, other) {
			t.Fatalf("%+v is left, and in another order %+v", one, other)
		}
	})
}

func TestMergeLeavesTheNewestPlausibleReport(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := rapid.SliceOfN(readings(), 1, 6).Draw(t, "reports")
		var left Reading
		for _, r := range sent {
			left.Merge(r)
		}
		for _, r := range sent {
			if r.Valid && !left.Valid {
				t.Fatalf("%+v is left, and %+v has a plausible value", left, r)
			}
			if r.Valid == left.Valid && r.TS > left.TS {
				t.Fatalf("%+v is left, and %+v is newer", left, r)
			}
		}
	})
}
