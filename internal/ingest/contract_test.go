package ingest_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"paceline/internal/ingest"
	"paceline/internal/rum"
	"paceline/schema"
)

const samples = "../../schema/samples"

func TestSamples(t *testing.T) {
	for folder, path := range map[string]string{"beacon": "/v1/ingest", "error-report": "/v1/errors"} {
		for kind, want := range map[string]int{"valid": 202, "lenient": 202, "invalid": 400} {
			if kind == "lenient" && folder != "beacon" {
				continue // a report has nothing that could be left out
			}
			files, err := filepath.Glob(filepath.Join(samples, kind, folder, "*.json"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no %s samples of %s: %v", kind, folder, err)
			}
			for _, file := range files {
				t.Run(kind+"/"+folder+"/"+filepath.Base(file), func(t *testing.T) { trySample(t, file, path, want) })
			}
		}
	}
}

func trySample(t *testing.T, file, path string, want int) {
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, nil)
	apiKey := key
	if strings.HasPrefix(filepath.Base(file), "longest-project-key") {
		apiKey = "longest"
	}
	got := d.send("POST", path, body, "X-Api-Key", apiKey)
	if got.status != want {
		t.Fatalf("status %d, want %d: %s", got.status, want, got.body)
	}
	if want != 202 {
		if d.accepted() != 0 {
			t.Error("something of it is in the log")
		}
		return
	}
	var sent struct{ Events []json.RawMessage }
	_ = json.Unmarshal(body, &sent)
	events := max(1, len(sent.Events))
	if d.accepted() != int64(events) {
		t.Errorf("%d events in the log, want %d", d.accepted(), events)
	}
	for _, record := range d.records() {
		for _, e := range record.Events {
			if e.ID == "" || e.TS == 0 || e.Page == "" || strings.ContainsAny(e.Page, "?#") {
				t.Errorf("%+v", e)
			}
			if flagged := e.Flags != 0; flagged != strings.Contains(file, "lenient/beacon/event-") {
				t.Errorf("flags %v", e.Flags.Names())
			}
		}
	}
}

// What is lenient is taken although the schema forbids it, and what is valid or invalid is so by the schema.
func TestSamplesAreWhatTheirFolderSays(t *testing.T) {
	for folder, name := range map[string]string{"beacon": "beacon.schema.json", "error-report": "error-report.schema.json"} {
		files, err := filepath.Glob(filepath.Join(samples, "*", folder, "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			valid := filepath.Base(filepath.Dir(filepath.Dir(file))) == "valid"
			if err := check(t, name, body); (err == nil) != valid {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
}

func TestLenience(t *testing.T) {
	d := open(t, nil)
	body := `{"projectKey":"my-website","context":{"device":"console","viewport":[1,2,3],"os":"Linux"},"events":[` +
		`{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s","navigationType":"teleport"},` +
		`{"type":"page_view","name":"v","ts":1,"page":"/","sessionId":"s","navigationType":"back_forward"}]}`
	if got := d.post([]byte(body)); got.status != 202 || got.body != `{"accepted":true}` {
		t.Fatal(got.body)
	}
	record := d.records()[0]
	if want := (rum.Context{OS: "Linux"}); record.Context != want {
		t.Errorf("context %+v", record.Context)
	}
	unknown, spelled := record.Events[0], record.Events[1]
	if unknown.NavigationType != "" || unknown.Flags != rum.FlagValueDropped {
		t.Errorf("an unknown navigation became %q, flags %v", unknown.NavigationType, unknown.Flags.Names())
	}
	if spelled.NavigationType != "back-forward" || spelled.Flags != 0 {
		t.Errorf("back_forward became %q, flags %v", spelled.NavigationType, spelled.Flags.Names())
	}
}

// A vital that ingest does not know becomes a custom event; one that the sample lacks is never tried.
func TestTheSampleOfAllVitalsHasThemAll(t *testing.T) {
	body, err := os.ReadFile(filepath.Join(samples, "valid/beacon/sdk-all-vitals.json"))
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, nil)
	d.send("POST", "/v1/ingest", body, "X-Api-Key", key)
	var taken []string
	for _, record := range d.records() {
		for _, e := range record.Events {
			if e.Type == rum.TypeWebVital {
				taken = append(taken, e.Name)
			}
		}
	}
	for _, vital := range rum.Vitals() {
		if !slices.Contains(taken, vital.String()) {
			t.Errorf("%s is not taken as a vital, or not in the sample: taken are %v", vital, taken)
		}
	}
}

// The structs and the schemas have the same fields, and what Go writes is valid.
func TestWireStructsAreTheSchema(t *testing.T) {
	beaconSchema, reportSchema := readSchema(t, "beacon.schema.json"), readSchema(t, "error-report.schema.json")
	for name, pair := range map[string]struct {
		goType reflect.Type
		schema map[string]any
	}{
		"Beacon":        {reflect.TypeFor[ingest.Beacon](), beaconSchema},
		"Context":       {reflect.TypeFor[ingest.BeaconContext](), at(beaconSchema, "$defs", "Context")},
		"Event":         {reflect.TypeFor[ingest.Event](), at(beaconSchema, "$defs", "Event")},
		"ErrorReport":   {reflect.TypeFor[ingest.ErrorReport](), reportSchema},
		"ReportedError": {reflect.TypeFor[ingest.ReportedError](), at(reportSchema, "properties", "error")},
	} {
		inSchema := slices.Sorted(maps.Keys(at(pair.schema, "properties")))
		if inGo := fields(pair.goType); !slices.Equal(inGo, inSchema) {
			t.Errorf("%s: Go has %v, the schema %v", name, inGo, inSchema)
		}
	}
}

func TestWhatGoWritesIsValid(t *testing.T) {
	id, navigation := ingest.Text{String: "1", Set: true}, ingest.Text{String: "navigate", Set: true}
	n := func(f float64) ingest.Number { return ingest.Number{Float: f, Set: true} }
	least := ingest.Event{Type: "page_view", Name: "n", TS: n(1), Page: "/", SessionID: "s"}
	most := ingest.Event{
		ID: id, Type: "web_vital", Name: "LCP", Value: n(0), TS: n(1), Page: "/", SessionID: "s", ViewID: id, ViewStart: n(1),
		NavigationType: navigation, Group: "/", Weight: n(1), Attribution: json.RawMessage(`{}`), Data: json.RawMessage(`{}`),
	}
	validate(t, "beacon.schema.json", ingest.Beacon{ProjectKey: "p", Events: []json.RawMessage{encode(least)}})
	validate(t, "beacon.schema.json", ingest.Beacon{
		ProjectKey: "p", SentAt: n(1), SDK: "s", Events: []json.RawMessage{encode(most)},
		Context: ingest.BeaconContext{Timezone: "t", Language: "l", Viewport: []ingest.Number{n(1), n(2)}, Device: "mobile",
			Browser: "b", OS: "o", Connection: "4g", RTT: n(1), Release: "r", Screen: []ingest.Number{n(1), n(2)}, DeviceMemory: n(8), Cores: n(4), User: "u",
			Dimensions: json.RawMessage(`{"plan":"free"}`)},
	})
	failure := &ingest.ReportedError{Message: "m"}
	validate(t, "error-report.schema.json", ingest.ErrorReport{ProjectKey: "p", Error: failure, Page: "/"})
	full := ingest.ErrorReport{ProjectKey: "p", Error: &ingest.ReportedError{Name: "n", Message: "m", Stack: "s"}, Page: "/",
		SessionID: id, UserAgent: "u", DeviceType: "d", Browser: "b", Country: "DE"}
	for _, at := range []string{`1`, `"2023-10-21T13:20:00Z"`} {
		full.Timestamp = json.RawMessage(at)
		validate(t, "error-report.schema.json", full)
	}
}

func TestAnswersAreValid(t *testing.T) {
	d := open(t, nil)
	for _, body := range [][]byte{beacon(event(nil)), beacon(event(nil), event(map[string]any{"page": nil}))} {
		got := d.post(body)
		if got.status != 202 {
			t.Fatal(got.body)
		}
		validate(t, "accepted.schema.json", json.RawMessage(got.body))
	}
}

func readSchema(t *testing.T, name string) map[string]any {
	t.Helper()
	data, err := schema.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return tree.(map[string]any)
}

func validate(t *testing.T, name string, value any) {
	t.Helper()
	written, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t, name, written); err != nil {
		t.Errorf("%s: %v\n%s", name, err, written)
	}
}

// check tells what in a document the schema forbids.
func check(t *testing.T, name string, document []byte) error {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(name, readSchema(t, name)); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.Validate(instance)
}

func at(tree map[string]any, path ...string) map[string]any {
	for _, name := range path {
		tree, _ = tree[name].(map[string]any)
	}
	return tree
}

func fields(of reflect.Type) []string {
	var names []string
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
