package storetest

import (
	"reflect"
	"slices"
	"testing"
)

// The suite can only miss a field that full leaves empty.
func TestFullSetsEveryField(t *testing.T) {
	notStored := []string{"WebsiteID", "PageID", "Stored", "Fresh"} // given by the store, or about this report only
	v := full()
	for _, part := range []reflect.Value{reflect.ValueOf(v), reflect.ValueOf(v.Where), reflect.ValueOf(v.Visitor)} {
		for i := range part.NumField() {
			name := part.Type().Field(i).Name
			if part.Field(i).IsZero() && !slices.Contains(notStored, name) {
				t.Errorf("full leaves %s.%s empty", part.Type().Name(), name)
			}
		}
	}
	for i := range v.Vitals {
		if !v.Vitals[i].Reported {
			t.Errorf("full does not report vital %d", i)
		}
	}
}
