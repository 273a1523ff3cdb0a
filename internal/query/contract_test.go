package query

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"paceline/internal/rum"
	"paceline/schema"
)

// schemaOf is which schema each path answers with.
var schemaOf = map[string]string{
	"/api/projects":                                              "projects",
	"/api/projects/a/metrics/summary":                            "summary",
	"/api/projects/a/metrics/timeseries":                         "timeseries",
	"/api/projects/a/metrics/distribution?metric=cls":            "distribution",
	"/api/projects/a/pages":                                      "pages",
	"/api/projects/a/pages/slow":                                 "slow-pages",
	"/api/projects/a/breakdown/device":                           "breakdown",
	"/api/projects/a/views":                                      "page-views",
	"/api/projects/a/errors":                                     "error-groups",
	"/api/projects/a/errors/" + groupOfM:                         "error-group",
	"/api/projects/a/sessions":                                   "sessions",
	"/api/projects/a/events":                                     "events",
	"/api/projects/a/ledger":                                     "ledger",
	"/api/projects/a/dead-letters":                               "dead-letters",
	"/api/pages/1/metrics":                                       "page-views",
	"/api/sessions/" + sessionOfA + "/journey":                   "page-views",
	"/api/sessions/" + sessionOfBoth + "/errors?projectKey=a":    "errors",
	"/api/sessions/nobody/journey":                               "page-views",
	"/api/projects/a/breakdown/navigation_type?filter=bot:false": "breakdown",
}

// What the service answers is valid by its schema, and has exactly the schema's properties: a field that is only in Go,
// or only in the schema, fails.
func TestAnswersMatchTheirSchemas(t *testing.T) {
	h := open(t, false)
	for path, name := range schemaOf {
		body := mustBe(t, h.ask(path), http.StatusOK)
		answer, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if err := compile(t, name).Validate(answer); err != nil {
			t.Errorf("%s: %v\n%s", path, err, body)
		}
		compareProperties(t, path, schemaDocument(t, name), answer)
	}
}

// What page views can be broken down by is shown of each page view.
func TestPageViewsShowEveryDimension(t *testing.T) {
	items := schemaDocument(t, "page-views")["items"].(map[string]any)
	if ref, ok := items["$ref"].(string); ok {
		items = schemaDocument(t, "page-views")["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	}
	properties := items["properties"].(map[string]any)
	for _, d := range rum.Dimensions() {
		if properties[d.Column] == nil {
			t.Errorf("page-views.schema.json has no %s for the dimension %s", d.Column, d.Name)
		}
	}
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, schemaDocument(t, name)); err != nil {
		t.Fatal(err)
	}
	return compiler.MustCompile(name)
}

func schemaDocument(t *testing.T, name string) map[string]any {
	t.Helper()
	content, err := schema.Files.ReadFile(name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.(map[string]any)
}

// compareProperties walks answer and schema together.
func compareProperties(t *testing.T, at string, root map[string]any, answer any) {
	t.Helper()
	var walk func(at string, node map[string]any, value any)
	walk = func(at string, node map[string]any, value any) {
		if ref, ok := node["$ref"].(string); ok {
			node = root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		switch value := value.(type) {
		case []any:
			items, _ := node["items"].(map[string]any)
			for _, item := range value {
				walk(at+"[]", items, item)
			}
		case map[string]any:
			properties, ok := node["properties"].(map[string]any)
			if !ok {
				return // open: attribution, data
			}
			inGo, inSchema := slices.Sorted(maps.Keys(value)), slices.Sorted(maps.Keys(properties))
			if !slices.Equal(inGo, inSchema) {
				t.Errorf("%s: Go writes %v, the schema has %v", at, inGo, inSchema)
				return
			}
			for name, property := range properties {
				walk(at+"."+name, property.(map[string]any), value[name])
			}
		}
	}
	walk(at, root, answer)
}

func TestNoDataIsNullAndARealZeroIsKept(t *testing.T) {
	h := open(t, false)
	var summary map[string]struct {
		P75     *float64
		Rating  *string
		Samples int
	}
	body := mustBe(t, h.ask("/api/projects/a/metrics/summary"), http.StatusOK)
	only := vitalsOf(t, body)
	if err := json.Unmarshal(only, &summary); err != nil {
		t.Fatal(err)
	}
	if fid := summary["fid"]; fid.P75 != nil || fid.Rating != nil || fid.Samples != 0 {
		t.Errorf("FID without data is %+v, want null", fid)
	}
	if cls := summary["cls"]; cls.P75 == nil || *cls.P75 != 0 || cls.Rating == nil || *cls.Rating != "good" {
		t.Errorf("CLS of 0 is %+v, want 0 and good", cls)
	}
	views := mustBe(t, h.ask("/api/projects/a/views"), http.StatusOK)
	var rows []map[string]any
	if err := json.Unmarshal([]byte(views), &rows); err != nil {
		t.Fatal(err)
	}
	if rows[0]["cls"] != 0.0 || rows[0]["inp"] != nil || rows[0]["lcp"] != 2500.0 || rows[1]["cls"] != nil || rows[1]["country"] != nil {
		t.Errorf("views are %s", views)
	}
}

// vitalsOf keeps the members of a summary that are objects.
func vitalsOf(t *testing.T, body string) []byte {
	t.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { _, ok := v.(map[string]any); return !ok })
	kept, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

func TestTheLedgerAsksTheLogWithTheStoresPositions(t *testing.T) {
	h := open(t, false)
	body := mustBe(t, h.ask("/api/projects/a/ledger"), http.StatusOK)
	if len(h.intake.after) != 1 || h.intake.after[0].Seq != 7 {
		t.Errorf("the log was asked with %v, want the store's positions", h.intake.after)
	}
	for _, part := range []string{`"accepted":8`, `"visible":5`, `"queued":2`, `"merged":1`, `"difference":0`} {
		if !strings.Contains(body, part) {
			t.Errorf("the ledger lacks %s: %s", part, body)
		}
	}
}
