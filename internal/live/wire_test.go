package live

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"paceline/internal/pulse"
	"paceline/internal/rum"
	"paceline/schema"
)

// wireExamples are what the Go side writes, full and empty.
func wireExamples() map[string][]any {
	full := fullPulse()
	return map[string][]any{
		"live-connected": {connected{ProjectKey: "a", ExpiresAt: 1}},
		"live-metrics":   {newMetrics("a", full, false), newMetrics("a", &pulse.Pulse{From: 1, To: 2}, true)},
		"live-error":     {newJSErrors("a", full)},
	}
}

func fullPulse() *pulse.Pulse {
	v := &rum.PageView{
		Where:  rum.Where{Project: "a", Website: "example.com", Path: "/", PageID: 7},
		ViewID: "v", SessionID: "s", Timestamp: 5, NavigationType: "navigate",
		Visitor: rum.Visitor{Device: "mobile", Browser: "Chrome", Country: "DE", Bot: true}, Weight: 2.5,
	}
	for _, vital := range rum.Vitals() {
		v.Report(vital, rum.Reading{Reported: true, Valid: true, Value: 1})
	}
	return pulse.Summarise(pulse.Commit{
		At: 1_700_000_000_000, Events: map[string]int64{"a": 9}, Views: []*rum.PageView{v},
		Errors: []rum.JSError{{Where: v.Where, Visitor: v.Visitor, Name: "TypeError", SessionID: "s", ErrorDetail: rum.ErrorDetail{Message: "m"}}},
	})["a"]
}

// What Go writes is valid by the schemas, and has exactly their properties.
func TestEventsMatchTheirSchemas(t *testing.T) {
	for name, examples := range wireExamples() {
		document, compiled := compile(t, name)
		for _, example := range examples {
			text, err := json.Marshal(example)
			if err != nil {
				t.Fatal(err)
			}
			value := parse(t, text)
			if err := compiled.Validate(value); err != nil {
				t.Errorf("%s: %v\n%s", name, err, text)
			}
			compareProperties(t, name, document, document, value)
		}
	}
}

func TestSamplesAreWhatTheirFolderSays(t *testing.T) {
	for name := range wireExamples() {
		_, compiled := compile(t, name)
		for _, kind := range []string{"valid", "invalid"} {
			files, err := filepath.Glob(filepath.Join("../../schema/samples", kind, name, "*.json"))
			if err != nil || len(files) == 0 {
				t.Fatalf("no %s samples of %s: %v", kind, name, err)
			}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if err := compiled.Validate(parse(t, text)); (err == nil) != (kind == "valid") {
					t.Errorf("%s: %v", file, err)
				}
			}
		}
	}
}

func compile(t *testing.T, name string) (map[string]any, *jsonschema.Schema) {
	t.Helper()
	text, err := schema.Files.ReadFile(name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document := parse(t, text).(map[string]any)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, document); err != nil {
		t.Fatal(err)
	}
	return document, compiler.MustCompile(name)
}

func parse(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// compareProperties walks schema and value together: a field that is only in one of them fails.
func compareProperties(t *testing.T, at string, root, node map[string]any, value any) {
	t.Helper()
	if ref, ok := node["$ref"].(string); ok {
		node = root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	switch value := value.(type) {
	case []any:
		for _, item := range value {
			compareProperties(t, at+"[]", root, node["items"].(map[string]any), item)
		}
	case map[string]any:
		properties := node["properties"].(map[string]any)
		inGo, inSchema := slices.Sorted(maps.Keys(value)), slices.Sorted(maps.Keys(properties))
		if !slices.Equal(inGo, inSchema) {
			t.Errorf("%s: Go writes %v, the schema has %v", at, inGo, inSchema)
			return
		}
		for name, property := range properties {
			compareProperties(t, at+"."+name, root, property.(map[string]any), value[name])
		}
	}
}
