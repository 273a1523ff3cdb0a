package query

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"paceline/internal/httpapi"
)

const docsStylePath = "/docs/style.css"

// docsPolicy lets the page load its own style sheet and nothing else.
const docsPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

//go:embed docs.html
var docsTemplate string

//go:embed docs.css
var docsStyle []byte

// serveDocs serves the OpenAPI document and a page that people can read. All of it is made once, here.
func serveDocs(mux *http.ServeMux, s *Service, spec *huma.OpenAPI) error {
	delete(spec.Components.Schemas.Map(), "ErrorModel") // the library's; ours is Problem
	asJSON, err := json.Marshal(spec)
	if err != nil {
		return fmt.Errorf("OpenAPI document: %w", err)
	}
	asYAML, err := spec.YAML()
	if err != nil {
		return fmt.Errorf("OpenAPI document: %w", err)
	}
	page, err := renderDocs(asJSON)
	if err != nil {
		return fmt.Errorf("docs page: %w", err)
	}
	serveFixed(mux, s, "GET /openapi.json", "application/openapi+json", asJSON)
	serveFixed(mux, s, "GET /openapi.yaml", "application/openapi+yaml", asYAML)
	serveFixed(mux, s, "GET /docs", "text/html; charset=utf-8", page)
	serveFixed(mux, s, "GET "+docsStylePath, "text/css; charset=utf-8", docsStyle)
	return nil
}

func serveFixed(mux *http.ServeMux, s *Service, pattern, contentType string, body []byte) {
	fixed := pack(body, "")
	mux.Handle(pattern, httpapi.Handle(s.Log, func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Content-Security-Policy", docsPolicy)
		w.Header().Set("Cache-Control", "public, no-cache") // ask again each time; the ETag makes that cheap
		return fixed.write(w, r, contentType)
	}))
}

// document is the part of the OpenAPI document that the page shows. The page is made from the document itself, so it
// can say nothing else.
type document struct {
	Info  struct{ Title, Version, Description string }
	Paths map[string]struct {
		Get struct {
			OperationID string `json:"operationId"`
			Summary     string
			Parameters  []parameter
			Responses   map[string]struct {
				Description string
				Content     map[string]struct{ Schema field }
			}
		}
	}
	Components struct{ Schemas map[string]field }
}

type parameter struct {
	Name, In, Description string
	Required              bool
	Schema                field
}

// field is a schema as the page reads it.
type field struct {
	Ref         string `json:"$ref"`
	Type        any
	Enum        []any
	Title       string
	Description string
	Format      string
	Default     any
	Minimum     *float64
	Maximum     *float64
	Properties  map[string]field
	Items       *field
}

func renderDocs(spec []byte) ([]byte, error) {
	var d document
	if err := json.Unmarshal(spec, &d); err != nil {
		return nil, err
	}
	page, err := template.New("docs").Funcs(template.FuncMap{
		"kind":       field.kind,
		"properties": field.properties,
		"name":       field.refName,
		"paragraphs": func(text string) []string { return strings.Split(text, "\n\n") },
	}).Parse(docsTemplate)
	if err != nil {
		return nil, err
	}
	d.onlyAnswers()
	var b bytes.Buffer
	err = page.Execute(&b, d)
	return b.Bytes(), err
}

// onlyAnswers drops the schemas that no answer leads to: those of the beacons.
func (d *document) onlyAnswers() {
	used := map[string]bool{}
	var follow func(f field)
	follow = func(f field) {
		if name := f.refName(); name != "" && !used[name] {
			used[name] = true
			follow(d.Components.Schemas[name])
		}
		if f.Items != nil {
			follow(*f.Items)
		}
		for _, property := range f.Properties {
			follow(property)
		}
	}
	for _, path := range d.Paths {
		for _, response := range path.Get.Responses {
			for _, c := range response.Content {
				follow(c.Schema)
			}
		}
	}
	maps.DeleteFunc(d.Components.Schemas, func(name string, _ field) bool { return !used[name] })
}

// refName is the component a schema refers to; empty when it does not.
func (f field) refName() string { return strings.TrimPrefix(f.Ref, componentPrefix) }

// properties are those of an object, or of the objects in an array.
func (f field) properties() map[string]field {
	if f.Items != nil {
		return f.Items.Properties
	}
	return f.Properties
}

// kind says in words what values a schema allows: "integer, 1 to 100, default 10".
func (f field) kind() string {
	parts := []string{f.typeText()}
	if f.Format != "" {
		parts = append(parts, f.Format)
	}
	if len(f.Enum) > 0 {
		parts[0] = strings.Join(texts(f.Enum), " | ")
	}
	switch {
	case f.Minimum != nil && f.Maximum != nil:
		parts = append(parts, fmt.Sprintf("%g to %g", *f.Minimum, *f.Maximum))
	case f.Minimum != nil:
		parts = append(parts, fmt.Sprintf("at least %g", *f.Minimum))
	}
	if f.Default != nil {
		parts = append(parts, fmt.Sprintf("default %v", f.Default))
	}
	return strings.Join(parts, ", ")
}

func (f field) typeText() string {
	switch t := f.Type.(type) {
	case string:
		if t == "array" && f.Items != nil {
			return "array of " + f.Items.kind()
		}
		return t
	case []any:
		return strings.Join(texts(t), " or ")
	}
	if f.Ref != "" {
		return f.refName()
	}
	return "any"
}

func texts(values []any) []string {
	var list []string
	for _, v := range values {
		if v == nil {
			v = "null"
		}
		list = append(list, fmt.Sprint(v))
	}
	return slices.Clip(list)
}
