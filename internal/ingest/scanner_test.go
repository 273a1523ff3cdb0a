package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The scanner is held to what encoding/json says of the same bytes.

// referenceTree is what encoding/json reads.
func referenceTree(data []byte) (tree any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	err = decoder.Decode(&tree)
	return tree, err
}

// depthOf well-formed JSON.
func depthOf(data []byte) (most int) {
	depth, inString := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
			most = max(most, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return most
}

func agreesWithReference(t *testing.T, data []byte) {
	skipping := newScanner(data)
	skipping.skip()
	skipping.end()
	good := json.Valid(data) && depthOf(data) <= maxDepth
	if (skipping.err == nil) != good {
		t.Fatalf("%q: scanner says %v, encoding/json valid %v, depth %d", data, skipping.err, json.Valid(data), depthOf(data))
	}
	reading := newScanner(data)
	tree := reading.tree()
	reading.end()
	if (reading.err == nil) != good {
		t.Fatalf("%q: read as a tree: %v", data, reading.err)
	}
	if !good {
		return
	}
	want, err := referenceTree(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(tree, want) {
		t.Fatalf("%q became\n     %#v\nwant %#v", data, tree, want)
	}
	if got, want := identify("p", data), referenceIdentity(t, want); got != want {
		t.Fatalf("%q: identity %s, want %s", data, got, want)
	}
	copiesCleanly(t, data, want)
}

func copiesCleanly(t *testing.T, data []byte, tree any) {
	if bytes.Contains(data, []byte(`\u0000`)) {
		return // without their NULs two names may be the same: then one of the two is right
	}
	copied := newScanner(data).clean(nil)
	got, err := referenceTree(copied)
	if err != nil {
		t.Fatalf("%q was copied as %q: %v", data, copied, err)
	}
	if want := cleanTree(tree); !reflect.DeepEqual(got, want) {
		t.Fatalf("%q was copied as %q\nwant %#v", data, copied, want)
	}
}

// referenceIdentity is how the first release identified an event without an id. It may never change: a client repeats a
// beacon across an upgrade, and the repeat must be known.
func referenceIdentity(t *testing.T, tree any) string {
	sorted, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(append([]byte("p\x00"), sorted...))
	return hex.EncodeToString(sum[:16])
}

func TestIdentityOfTheFirstRelease(t *testing.T) {
	sent := "{ \"page\":\"\\/a?x=<1>\",\"ts\": 5.0e0, \"b\":[true,null,{}], \"type\":\"page_view\",\"ts\":7,\"\\u00e4\":\"\xff\"}"
	if got := identify("my-website", []byte(sent)); got != "469a3b2c1c21554c8a6dc5f03d222c8f" {
		t.Errorf("%s", got)
	}
}

func trickyJSON() []string {
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	return []string{
		``, ` `, `null`, `nul`, `nulls`, `true`, `tru`, `false`, `{}`, `[]`, `[`, `{`, `}`, `[,]`, `[1,]`, `[1 2]`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`,
		`{"a":1 "b":2}`, `{"a":1,"a":2}`, `{a:1}`, `{'a':1}`, `{"a":[{}]}`, `[{]}`, `0`, `-`, `-0`, `01`, `1.`, `.1`, `1.0`, `1e`, `1e+`, `1E-7`, `1e999`, `-1e999`,
		`1.5e3.`, `+1`, `0x1`, `NaN`, `1 2`, `"`, `"a`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\ude00\ud83d"`, "\"\n\"", "\"\xff\"", "\"\xc3\x28\"",
		"\"\x7f\"", `"ä日😀"`, `"\"\\\/\b\f\n\r\t"`, "\ufeff{}", "{}\x00", "\x00", `{"\u0061":1,"a":2}`, `["/a?b#c","https://u:p@h/x?y","\u002fa?b"]`, `[1e400,{"a?b":"/c?d"}]`,
		"[\"a\\u0000b\"]", deep(15), deep(16), deep(17), strings.Repeat(`{"a":`, 16) + `1` + strings.Repeat(`}`, 16), strings.Repeat(`{"a":`, 17) + `1` + strings.Repeat(`}`, 17),
		`"[[[[[[[[[[[[[[[[[[[["`, "[1]\t\r\n ", "[1]\v", `[-]`, `[-a]`, `{"a":-}`, `[1.e1]`, `["",""]`,
	}
}

func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for _, text := range trickyJSON() {
		agreesWithReference(t, []byte(text))
	}
}

func FuzzScanner(f *testing.F) {
	for _, text := range trickyJSON() {
		f.Add([]byte(text))
	}
	files, err := filepath.Glob("../../schema/samples/*/*/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Fuzz(agreesWithReference)
}

// set gives every field a value of its own.
func set(t *testing.T, v reflect.Value, next func() int) {
	switch at := v.Addr().Interface().(type) {
	case *string:
		*at = strings.Repeat("s", next())
	case *Text:
		*at = Text{String: strings.Repeat("t", next()), Set: true}
	case *Number:
		*at = Number{Float: float64(next()), Set: true}
	case *[]Number:
		*at = []Number{{Float: float64(next()), Set: true}, {Float: float64(next()), Set: true}}
	case *json.RawMessage:
		*at = json.RawMessage(`"` + strings.Repeat("r", next()) + `"`)
	case *[]json.RawMessage: // of events, which are read beside the beacon
	case **ReportedError:
		*at = &ReportedError{}
		set(t, v.Elem(), next)
	default:
		if v.Kind() != reflect.Struct {
			t.Fatalf("this test does not know how to set a %s", v.Type())
		}
		for i := range v.NumField() {
			set(t, v.Field(i), next)
		}
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	n := 0
	next := func() int { n++; return n }
	var beacon Beacon
	var event Event
	var report ErrorReport
	for _, v := range []any{&beacon, &event, &report} {
		set(t, reflect.ValueOf(v).Elem(), next)
	}
	beacon.Events = []json.RawMessage{written(t, event)}
	got, events, err := readBeacon(written(t, beacon))
	if err != nil || len(events) != 1 || events[0].mistyped || string(events[0].raw) != string(beacon.Events[0]) {
		t.Fatalf("%v: %+v", err, events)
	}
	beacon.Events = nil
	if !reflect.DeepEqual(got, beacon) {
		t.Errorf("beacon\n got %+v\nwant %+v", got, beacon)
	}
	if !reflect.DeepEqual(events[0].Event, event) {
		t.Errorf("event\n got %+v\nwant %+v", events[0].Event, event)
	}
	if got, err := readReport(written(t, report)); err != nil || !reflect.DeepEqual(got, report) {
		t.Errorf("report %v\n got %+v\nwant %+v", err, got, report)
	}
}

func written(t *testing.T, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestNullIsAbsentAndTheLastValueCounts(t *testing.T) {
	beacon, events, err := readBeacon([]byte(`{"projectKey":null,"sentAt":null,"context":null,"context":{"os":"a","rtt":null},"context":{"os":"b"},` +
		`"events":[{}],"events":[{"name":"a","name":"b","name":null,"id":null,"value":1,"value":null},null,7,{"name":[{"name":1}],"ts":2}]}`))
	if err != nil || beacon.Context.OS != "b" || beacon.SentAt.Set || len(events) != 4 {
		t.Fatalf("%v: %+v, %d events", err, beacon, len(events))
	}
	if e := events[0]; e.Name != "b" || e.ID.Set || e.Value.Float != 1 || e.mistyped {
		t.Errorf("%+v", e)
	}
	if events[1].mistyped || !events[2].mistyped || !events[3].mistyped || events[3].TS.Float != 2 {
		t.Errorf("mistyped: null %v, a number %v, a name that is a list %v", events[1].mistyped, events[2].mistyped, events[3].mistyped)
	}
}

func TestWrongTypesAreNamed(t *testing.T) {
	for body, want := range map[string]string{
		`{"projectKey":1}`: "projectKey has the wrong type",
		`{"sentAt":"1"}`:   "sentAt has the wrong type",
		`{"context":[]}`:   "context has the wrong type",
		`{"context":{"rtt":{"x":1},"os":1},"sdk":1}`:         "context.rtt has the wrong type",
		`{"context":{"viewport":[1,"2"]}}`:                   "context.viewport has the wrong type",
		`{"events":{}}`:                                      "events has the wrong type",
		`{"context":{"x":{}},"sdk":7,"events":[{"name":1}]}`: "sdk has the wrong type",
		`{"sdk":7,"events":[}`:                               "the body is not one JSON object",
		`[]`:                                                 "the body is not one JSON object",
	} {
		_, _, err := readBeacon([]byte(body))
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
