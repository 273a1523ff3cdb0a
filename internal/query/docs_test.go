package query

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// paths are those of the OpenAPI document.
func (h *harness) paths(t *testing.T) map[string]any {
	t.Helper()
	var spec struct {
		OpenAPI    string
		Paths      map[string]any
		Components struct{ Schemas map[string]any }
	}
	body := mustBe(t, h.ask("/openapi.json"), http.StatusOK)
	if err := json.Unmarshal([]byte(body), &spec); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(spec.OpenAPI, "3.1") {
		t.Errorf("OpenAPI version is %q", spec.OpenAPI)
	}
	for _, ref := range regexp.MustCompile(`"\$ref":"([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if _, ok := spec.Components.Schemas[strings.TrimPrefix(ref[1], componentPrefix)]; !ok {
			t.Errorf("the document refers to %s, which is not there", ref[1])
		}
	}
	return spec.Paths
}

func TestTheDocsListEverythingAndLoadOnlyWhatIsOurs(t *testing.T) {
	h := open(t, false)
	r := h.ask("/docs")
	page := mustBe(t, r, http.StatusOK)
	paths := h.paths(t)
	if len(paths) != 17 {
		t.Errorf("%d paths are documented, want 17", len(paths))
	}
	for path := range paths {
		if !strings.Contains(page, "<code>"+path+"</code>") {
			t.Errorf("the page lacks %s", path)
		}
	}
	for _, words := range []string{"percentile", "schema-summary", "lcp_p95", "integer, 1 to 1000, default 50", "number or null"} {
		if !strings.Contains(page, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
	if policy := r.Header.Get("Content-Security-Policy"); policy != docsPolicy {
		t.Errorf("policy is %q", policy)
	}
	for _, link := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		switch target := link[1]; {
		case strings.HasPrefix(target, "#"):
			if !strings.Contains(page, `id="`+target[1:]+`"`) {
				t.Errorf("%s leads nowhere", target)
			}
		default:
			mustBe(t, h.ask(target), http.StatusOK)
		}
	}
	for _, inline := range []string{"<script", "style=", "<style"} {
		if strings.Contains(page, inline) {
			t.Errorf("the page has %s, which its policy forbids", inline)
		}
	}
}
