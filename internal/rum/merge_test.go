package rum

import (
	"reflect"
	"testing"
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
