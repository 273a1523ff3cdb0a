package test

import (
	"net/http"
	"testing"
)

// A parameter that is no UTF-8 is refused: DuckDB's binding of it inside a list ends the process.
func TestParametersThatAreNotUTF8(t *testing.T) {
	s := start(t, t.TempDir())
	s.addProject(t, "shop")
	for _, path := range []string{
		"/api/projects/shop/metrics/summary?filter=browser:%ff",
		"/api/projects/shop/pages?filter=country!:DE,%c0%80",
		"/api/sessions/%ff/journey?projectKey=shop",
		"/api/sessions/%ff/errors",
	} {
		response, err := http.Get(s.Query + path)
		if err != nil {
			t.Fatalf("%s ended the server: %v", path, err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s got %s, want 400", path, response.Status)
		}
	}
}
