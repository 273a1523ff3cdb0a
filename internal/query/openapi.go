package query

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"paceline/schema"
)

const apiDescription = `What real visitors of a project experienced. GET and HEAD only.

No data is null, never 0. Where the SDK samples, percentiles, ratings, bins and fields called estimated… count page views by their weight; samples, sample_count and totalSamples count those that were measured. Times are UTC. Answers are cached for a short while; the request header Cache-Control: no-cache reads through. Every answer has an ETag for If-None-Match. Lists of percentiles say in the header Paceline-Method how they were computed: exact, or sketch with the bound of the relative error. Errors are problem+json; at most 1,000 requests a minute are taken per project and client (429 with Retry-After).

Unless the service runs open on loopback, send Authorization: Bearer and a token for the audience "query".`

const componentPrefix = "#/components/schemas/"

// newAPI is the API without its paths. Its schemas are those of the wire, word for word.
func newAPI(mux *http.ServeMux, version string) (huma.API, error) {
	if version == "" {
		version = "dev"
	}
	registry := huma.NewMapRegistry(componentPrefix, huma.DefaultSchemaNamer)
	api := humago.New(mux, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Paceline query API", Version: version, Description: apiDescription},
			Components: &huma.Components{
				Schemas:         registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"}},
			},
			Security: []map[string][]string{{"bearer": {}}, {}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	})
	registry.Map()["Problem"] = problemSchema()
	return api, addWireSchemas(registry.Map())
}

func problemSchema() *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, Title: "Problem", Description: "Why a request was refused: RFC 9457.",
		Required: []string{"title", "status"},
		Properties: map[string]*huma.Schema{
			"title":  {Type: huma.TypeString},
			"status": {Type: huma.TypeInteger, Description: "The HTTP status."},
			"detail": {Type: huma.TypeString, Description: "What is wrong, and what would be right."},
		},
	}
}

// addWireSchemas adds schema/*.schema.json by name. What a schema defines for itself becomes a component too.
func addWireSchemas(components map[string]*huma.Schema) error {
	names, err := fs.Glob(schema.Files, "*.schema.json")
	if err != nil {
		return err
	}
	for _, file := range names {
		text, err := schema.Files.ReadFile(file)
		if err != nil {
			return err
		}
		var document map[string]any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), `"#/$defs/`, `"`+componentPrefix)), &document); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		definitions, _ := document["$defs"].(map[string]any)
		for name, definition := range definitions {
			components[name] = rawSchema(definition)
		}
		for _, local := range []string{"$schema", "$id", "$defs"} {
			delete(document, local)
		}
		components[strings.TrimSuffix(file, ".schema.json")] = rawSchema(document)
	}
	return nil
}

// rawSchema carries a JSON Schema as it stands: OpenAPI 3.1 takes it so, and the library's own type cannot hold all of it.
func rawSchema(document any) *huma.Schema {
	fields, _ := document.(map[string]any)
	return &huma.Schema{Extensions: fields}
}

func newOperation(path, schemaName, summary string, params []*huma.Param) huma.Operation {
	operation := huma.Operation{
		OperationID: operationID(path), Method: http.MethodGet, Path: path, Summary: summary, Parameters: params,
		SkipValidateParams: true, // they are parsed, and refused, by the handlers
		Responses: map[string]*huma.Response{
			"200": {Description: "The answer.", Content: content("application/json", schemaName)},
			"304": {Description: "The client has the answer: its If-None-Match names the ETag."},
		},
	}
	for status, description := range map[string]string{
		"400": "A parameter is wrong; detail says what is allowed.",
		"401": "There is no valid token.",
		"403": "The token is for another project.",
		"404": "There is no such project, page or session.",
		"429": "More requests than the limit allows: see Retry-After.",
		"503": "The store cannot answer now: see Retry-After.",
	} {
		operation.Responses[status] = &huma.Response{Description: description, Content: content("application/problem+json", "Problem")}
	}
	return operation
}

func content(mediaType, component string) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{mediaType: {Schema: &huma.Schema{Ref: componentPrefix + component}}}
}

// operationID is the path in words: "projects-metrics-summary"; one that ends in the id of something names it: "projects-errors-group".
func operationID(path string) string {
	var words []string
	for part := range strings.SplitSeq(strings.TrimPrefix(path, "/api/"), "/") {
		if !strings.HasPrefix(part, "{") {
			words = append(words, part)
		}
	}
	if what, isID := strings.CutSuffix(path[strings.LastIndex(path, "{")+1:], "Id}"); isID {
		words = append(words, what)
	}
	return strings.Join(words, "-")
}
