package rum_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"paceline/internal/rum"
)

// failer is what a test, a benchmark and a property have in common.
type failer interface {
	Helper()
	Fatal(arguments ...any)
	Fatalf(format string, arguments ...any)
}

func encodeRecord(t failer, r rum.Record) []byte {
	data, err := rum.EncodeRecord(r)
	if err != nil {
		t.Helper()
		t.Fatal(err)
	}
	return data
}

func decodeRecord(t failer, data []byte) rum.Record {
	r, err := rum.DecodeRecord(data)
	if err != nil {
		t.Helper()
		t.Fatalf("%q: %v", data, err)
	}
	return r
}

// fill gives every field there is, of any type, a value of its own.
func fill(t *testing.T, v reflect.Value, next func() int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("s", next()))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(next()))
	case reflect.Uint16:
		v.SetUint(uint64(next()))
	case reflect.Float64:
		v.SetFloat(float64(next()) + 0.5)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), next)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), next)
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(t, v.Index(i), next)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte(`{"n":"` + strings.Repeat("1", next()) + `"}`))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(t, v.Index(i), next)
		}
	default:
		t.Fatalf("this test does not know how to fill a %s", v.Kind())
	}
}

func TestRecordKeepsEveryField(t *testing.T) {
	var want rum.Record
	n := 0
	fill(t, reflect.ValueOf(&want).Elem(), func() int { n++; return n })
	if got := decodeRecord(t, encodeRecord(t, want)); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

// records generates records as ingest makes them, and with any number in them.
func records() *rapid.Generator[rum.Record] {
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "https://example.com/größe/日本語"}), rapid.String())
	number := rapid.OneOf(rapid.SampledFrom([]float64{0, 0.1, 2500, math.MaxFloat64, math.SmallestNonzeroFloat64}), rapid.Float64())
	raw := rapid.SampledFrom([]json.RawMessage{nil, json.RawMessage(`{"element":"#hero","parts":[1.5,null]}`), json.RawMessage(`{"n":12345678901234567890123}`)})
	client := rapid.Custom(func(t *rapid.T) rum.Client {
		return rum.Client{Device: text.Draw(t, "device"), Browser: text.Draw(t, "browser"), UserAgent: text.Draw(t, "agent"), Country: text.Draw(t, "country"), User: text.Draw(t, "user")}
	})
	detail := rapid.Custom(func(t *rapid.T) rum.ErrorDetail {
		return rum.ErrorDetail{
			Message: text.Draw(t, "message"), Stack: text.Draw(t, "stack"), Source: text.Draw(t, "source"),
			Line: rapid.Int().Draw(t, "line"), Column: rapid.Int().Draw(t, "column"), Kind: text.Draw(t, "kind"),
		}
	})
	event := rapid.Custom(func(t *rapid.T) rum.Event {
		return rum.Event{
			ID: text.Draw(t, "id"), Type: rum.EventType(text.Draw(t, "type")), Name: text.Draw(t, "name"),
			Value: rapid.Ptr(number, true).Draw(t, "value"), TS: rapid.Int64().Draw(t, "ts"), Page: text.Draw(t, "page"),
			ViewID: text.Draw(t, "view"), ViewStart: rapid.Int64().Draw(t, "start"), NavigationType: text.Draw(t, "navigation"),
			Attribution: raw.Draw(t, "attribution"), Error: rapid.Ptr(detail, true).Draw(t, "error"), Client: client.Draw(t, "client"),
			Data: raw.Draw(t, "data"), Flags: rum.Flags(rapid.Uint16().Draw(t, "flags")),
			Group: text.Draw(t, "group"), Weight: number.Draw(t, "weight"),
		}
	})
	context := rapid.Custom(func(t *rapid.T) rum.Context {
		return rum.Context{
			Timezone: text.Draw(t, "zone"), Language: text.Draw(t, "language"),
			Viewport: [2]float64{math.Abs(number.Draw(t, "width")), math.Abs(number.Draw(t, "height"))}, Device: text.Draw(t, "device"),
			Browser: text.Draw(t, "browser"), OS: text.Draw(t, "os"), Connection: text.Draw(t, "connection"),
			RTT: math.Abs(number.Draw(t, "rtt")), Release: text.Draw(t, "release"),
			Screen: [2]float64{math.Abs(number.Draw(t, "screen width")), math.Abs(number.Draw(t, "screen height"))},
			Memory: math.Abs(number.Draw(t, "memory")), Cores: rapid.Int().Draw(t, "cores"), User: text.Draw(t, "user"),
			Dimensions: text.Draw(t, "dimensions"),
		}
	})
	return rapid.Custom(func(t *rapid.T) rum.Record {
		r := rum.Record{
			Project: text.Draw(t, "project"), Session: text.Draw(t, "session"), Arrived: rapid.Int64().Draw(t, "arrived"),
			SentAt: rapid.Int64().Draw(t, "sent"), SDK: text.Draw(t, "sdk"), UserAgent: text.Draw(t, "agent"),
			Country: text.Draw(t, "country"), Request: text.Draw(t, "request"), Context: context.Draw(t, "context"),
		}
		if events := rapid.SliceOfN(event, 0, 5).Draw(t, "events"); len(events) > 0 {
			r.Events = events
		}
		return r
	})
}

func TestRecordComesBackAsItWas(t *testing.T) {
	generator := records()
	rapid.Check(t, func(t *rapid.T) {
		want := generator.Draw(t, "record")
		if got := decodeRecord(t, encodeRecord(t, want)); !reflect.DeepEqual(got, want) {
			t.Fatalf("\n got %+v\nwant %+v", got, want)
		}
	})
}

// Logs of the first release hold JSON.
func TestRecordOfTheFirstReleaseIsTheSame(t *testing.T) {
	generator := records()
	rapid.Check(t, func(t *rapid.T) {
		record := generator.Draw(t, "record")
		old, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		got, want := decodeRecord(t, old), decodeRecord(t, encodeRecord(t, record))
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("\n old %+v\n new %+v", got, want)
		}
	})
}

// What a release wrote every later one reads. A new layout adds a file here, and changes none.
func TestRecordOfEveryVersion(t *testing.T) {
	files, err := filepath.Glob("testdata/records/*")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := decodeRecord(t, data); !reflect.DeepEqual(got, beaconRecord()) {
			t.Errorf("%s:\n got %+v\nwant %+v", file, got, beaconRecord())
		}
	}
}

func TestRecordThatCannotBeRead(t *testing.T) {
	value := 1.5
	good := encodeRecord(t, rum.Record{Project: "p", Session: "s", Events: []rum.Event{{ID: "1", Value: &value, Error: &rum.ErrorDetail{Message: "m"}}}})
	for n := range good {
		if _, err := rum.DecodeRecord(good[:n]); err == nil {
			t.Errorf("the first %d of %d bytes can be read", n, len(good))
		}
	}
	for name, bad := range map[string][]byte{
		"something follows":     append(bytes.Clone(good), 0),
		"a later version":       append([]byte{4}, good[1:]...),
		"more events than fit":  append(recordHead(t), 0xff, 0xff, 0xff, 0xff, 0x7f),
		"a length beyond int64": append([]byte{1}, bytes.Repeat([]byte{0xff}, 9)...),
		"broken JSON":           []byte(`{"project":`),
		"no record":             []byte("record"),
	} {
		if r, err := rum.DecodeRecord(bad); err == nil {
			t.Errorf("%s: read %+v", name, r)
		}
	}
}

// What claims to be large and is not must cost no memory: the data decides what is allocated.
func TestRecordCostsWhatItHolds(t *testing.T) {
	var many rum.Record
	for range 10_000 {
		many.Events = append(many.Events, rum.Event{Error: &rum.ErrorDetail{}, Value: new(float64)})
	}
	claiming := binary.AppendUvarint(recordHead(t), 100_000) // events, of which there are none
	claiming = append(claiming, make([]byte, 20_000)...)
	for name, data := range map[string][]byte{"small events": encodeRecord(t, many), "a false count": claiming} {
		if took := costOfDecoding(data); took > uint64(24*len(data)) {
			t.Errorf("%s: %d bytes of data took %d bytes of memory", name, len(data), took)
		}
	}
}

// recordHead is an encoded record up to the count of its events.
func recordHead(t failer) []byte {
	data := encodeRecord(t, rum.Record{Project: "p", Session: "s"})
	return data[:len(data)-1]
}

func costOfDecoding(data []byte) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _ = rum.DecodeRecord(data) // whether it can be read does not count here
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// FuzzDecodeRecord: whatever stands in a log, reading it does not panic, and what can be read can be written.
func FuzzDecodeRecord(f *testing.F) {
	value := 2500.5
	full := rum.Record{
		Project: "p", Session: "s", Arrived: 1697894405000, SentAt: 1697894404000, UserAgent: "Mozilla/5.0",
		Context: rum.Context{Timezone: "Europe/Berlin", Viewport: [2]float64{1280, 720}},
		Events: []rum.Event{
			{ID: "1", Type: rum.TypeWebVital, Name: "LCP", Value: &value, TS: 1697894400000, Page: "/a", Attribution: json.RawMessage(`{"element":"#hero"}`)},
			{ID: "2", Type: rum.TypeError, Name: "TypeError", TS: 1697894400001, Page: "/a", Error: &rum.ErrorDetail{Message: "m", Line: 7}},
		},
	}
	old, err := json.Marshal(full)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(old)
	f.Add(encodeRecord(f, full))
	f.Add(encodeRecord(f, rum.Record{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		record, err := rum.DecodeRecord(data)
		if err != nil {
			return
		}
		once := encodeRecord(t, record)
		if again := encodeRecord(t, decodeRecord(t, once)); !bytes.Equal(once, again) { // bytes, for a NaN is not itself
			t.Errorf("%q became %q", once, again)
		}
	})
}
