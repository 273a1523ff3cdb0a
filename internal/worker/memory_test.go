package worker

import (
	"reflect"
	"slices"
	"testing"

	"paceline/internal/enrich"
	"paceline/internal/store"
)

// What a batch leaves in its memory must not be met by the next one, and what is given out must stay where it is.
func TestSlab(t *testing.T) {
	var s slab[int]
	first := s.one()
	*first = 7
	for n := range 3 * slabPart {
		list := s.take(n % 5)
		if len(list) != n%5 || cap(list) != len(list) {
			t.Fatalf("a list of %d has length %d and room for %d", n%5, len(list), cap(list))
		}
		for i, v := range list {
			if v != 0 {
				t.Fatalf("element %d of a new list is %d", i, v)
			}
			list[i] = n
		}
	}
	if *first != 7 {
		t.Errorf("the first element became %d", *first)
	}
	if got := len(s.take(10 * slabPart)); got != 10*slabPart {
		t.Errorf("a long list has length %d", got)
	}
	s.reset()
	if got := s.one(); got != first || *got != 0 {
		t.Errorf("after a reset the first element is %d, at the same place: %t", *got, got == first)
	}
}

// A field that release forgets would bring one batch's events into the next.
func TestReleasedMemoryIsEmpty(t *testing.T) {
	b := newBatch(store.Caps{}, enrich.New(), benchEntries(t), false)
	m := b.memory
	if len(b.facts) == 0 || len(m.grouped.list) == 0 || len(m.tagged.distinct[0]) == 0 {
		t.Fatal("the batch has nothing in it")
	}
	b.release()
	for i := range reflect.TypeOf(*m).NumField() {
		field, name := reflect.ValueOf(m).Elem().Field(i), reflect.TypeOf(*m).Field(i).Name
		if field.Kind() == reflect.Slice && field.Len() != 0 {
			t.Errorf("%s has %d elements", name, field.Len())
		}
		if parts := field.FieldByName; field.Kind() == reflect.Struct && field.Type().NumField() == 2 && parts("parts").IsValid() {
			for p := range parts("parts").Len() {
				if part := parts("parts").Index(p); part.Len() != 0 {
					t.Errorf("%s has %d elements", name, part.Len())
				}
			}
		}
	}
	if len(m.grouped.byKey) != 0 || len(m.grouped.keys) != 0 || len(m.grouped.list) != 0 || len(m.tagged.distinct[0]) != 0 || m.tagged.last != nil {
		t.Errorf("trails or tags are left: %d, %d", len(m.grouped.byKey), len(m.tagged.distinct[0]))
	}
	if at := slices.IndexFunc(m.tagged.recent[:], func(k known) bool { return k != known{} }); at >= 0 {
		t.Errorf("slot %d still knows %v", at, m.tagged.recent[at])
	}
}
