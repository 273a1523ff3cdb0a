package query_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paceline/internal/admin"
	"paceline/internal/cache/memory"
	"paceline/internal/limit"
	limitmemory "paceline/internal/limit/memory"
	"paceline/internal/query"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/store/duckdb"
)

// These tests ask the real store.

type twoProjects struct{}

func (twoProjects) Projects() []admin.ProjectInfo {
	return []admin.ProjectInfo{{Key: "a", Origins: []string{}}, {Key: "b", Origins: []string{}}}
}

func (twoProjects) Project(key string) (admin.Project, bool) {
	return admin.Project{Key: key}, key == "a" || key == "b"
}

type emptyLog struct{}

func (emptyLog) OldestWaiting(context.Context, rum.Positions) (time.Time, error) {
	return time.Time{}, nil
}

func (emptyLog) Intake(context.Context, string, rum.Positions) (rum.Intake, error) {
	return rum.Intake{Logs: []string{"log"}}, nil
}

func serve(t *testing.T) (*duckdb.DB, *httptest.Server) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	db, err := duckdb.Open(t.Context(), filepath.Join(t.TempDir(), "facts.duckdb"), duckdb.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	c, err := memory.New(memory.DefaultBytes)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	service, err := query.New(query.Config{
		Store: db, Cache: c, Projects: twoProjects{}, Intake: emptyLog{}, Open: true,
		Limits: limit.New(limit.Options{Local: limitmemory.New(time.Now), Log: slog.New(slog.DiscardHandler)}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	server := httptest.NewServer(service.Handler())
	t.Cleanup(server.Close)
	return db, server
}

// ask reads through the cache and decodes the answer.
func ask(t *testing.T, server *httptest.Server, path string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cache-Control", "no-cache")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, answer.Status)
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// put stores three views of project a, of 1000, 2000 and 3000 ms, and one of project b with a real 0.
func put(t *testing.T, db *duckdb.DB) {
	t.Helper()
	now := time.Now().Add(-time.Minute).UnixMilli()
	view := func(project, id, device string, vital rum.Vital, value float64) rum.PageView {
		v := rum.PageView{
			Where:   rum.Where{Project: project, Website: "example.com", Path: "/product/*"},
			Visitor: rum.Visitor{Device: device}, ViewID: id, SessionID: "session", Timestamp: now, Arrived: now, FirstTS: now, LastTS: now,
		}
		v.Vitals[vital] = rum.Reading{Reported: true, Valid: true, Value: value, TS: now}
		return v
	}
	views := []rum.PageView{
		view("a", "1", "mobile", rum.LCP, 1000), view("a", "2", "mobile", rum.LCP, 2000), view("a", "3", "desktop", rum.LCP, 3000),
		view("b", "4", "mobile", rum.CLS, 0),
	}
	move := store.Move{To: rum.Position{Log: "log", Seq: 1}}
	err := db.Write(t.Context(), move, func(tx store.Tx) error {
		places, written := make([]*rum.Where, len(views)), make([]*rum.PageView, len(views))
		for i := range views {
			places[i], written[i] = &views[i].Where, &views[i]
		}
		if _, err := tx.Resolve(t.Context(), places, store.Caps{Websites: 10, Pages: 10}); err != nil {
			return err
		}
		return tx.PutViews(t.Context(), written)
	})
	if err != nil {
		t.Fatal(err)
	}
}

type vital struct {
	P75     *float64
	Samples int
}

func TestWhatIsStoredIsAnswered(t *testing.T) {
	db, server := serve(t)
	put(t, db)

	var summary struct {
		LCP, CLS, FID vital
		TotalSamples  int
	}
	ask(t, server, "/api/projects/a/metrics/summary", &summary)
	if summary.TotalSamples != 3 || summary.LCP.P75 == nil || *summary.LCP.P75 != 2500 || summary.LCP.Samples != 3 || summary.FID.P75 != nil {
		t.Errorf("summary is %+v, want 3 views, an LCP of 2500 at p75 and no FID", summary)
	}
	ask(t, server, "/api/projects/a/metrics/summary?filter=device:desktop", &summary)
	if summary.TotalSamples != 1 || *summary.LCP.P75 != 3000 {
		t.Errorf("on desktop: %+v", summary)
	}
	ask(t, server, "/api/projects/b/metrics/summary", &summary)
	if summary.CLS.P75 == nil || *summary.CLS.P75 != 0 || summary.LCP.P75 != nil {
		t.Errorf("b: %+v, want a CLS of 0 and no LCP", summary)
	}

	var series []struct {
		SampleCount int `json:"sample_count"`
	}
	ask(t, server, "/api/projects/a/metrics/timeseries?interval=1+hour", &series)
	total := 0
	for _, bucket := range series {
		total += bucket.SampleCount
	}
	if total != 3 || len(series) < 24 || len(series) > 26 {
		t.Errorf("%d buckets with %d views, want 24 to 26 with 3", len(series), total)
	}

	var rows []map[string]any
	ask(t, server, "/api/projects/a/breakdown/device", &rows)
	if len(rows) != 2 || rows[0]["dimension_value"] != "mobile" || rows[0]["sample_count"] != 2.0 {
		t.Errorf("devices are %v", rows)
	}
	var slow, pages []map[string]any
	ask(t, server, "/api/projects/a/pages/slow?metric=lcp", &slow)
	ask(t, server, "/api/projects/a/pages", &pages)
	if len(slow) != 1 || len(pages) != 1 || slow[0]["path"] != "/product/*" || slow[0]["id"] != pages[0]["id"] {
		t.Fatalf("slow pages are %v, pages %v", slow, pages)
	}
}

func TestPagesAndSessionsOfTwoProjectsStayApart(t *testing.T) {
	db, server := serve(t)
	put(t, db)
	var pages []struct{ ID json.Number }
	ask(t, server, "/api/projects/b/pages", &pages)
	var views []map[string]any
	ask(t, server, "/api/pages/"+pages[0].ID.String()+"/metrics", &views)
	if len(views) != 1 || views[0]["view_id"] != "4" || views[0]["cls"] != 0.0 {
		t.Errorf("the page of b has %v", views)
	}
	ask(t, server, "/api/sessions/session/journey?projectKey=a", &views)
	if len(views) != 3 {
		t.Errorf("the session of a has %d views, want 3", len(views))
	}
	answer, err := http.Get(server.URL + "/api/sessions/session/journey")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusBadRequest {
		t.Errorf("a session id of two projects: %s, want 400", answer.Status)
	}
}

func TestAnEmptyProjectAnswersEverything(t *testing.T) {
	_, server := serve(t)
	for _, path := range []string{"pages", "pages/slow", "breakdown/country", "views", "errors", "events?type=resource", "dead-letters"} {
		var rows []any
		ask(t, server, "/api/projects/a/"+path, &rows)
		if rows == nil || len(rows) != 0 {
			t.Errorf("%s is %v, want an empty list", path, rows)
		}
	}
	var ledger rum.Ledger
	ask(t, server, "/api/projects/a/ledger", &ledger)
	if ledger.Difference != 0 || ledger.At.IsZero() {
		t.Errorf("ledger is %+v", ledger)
	}
	var summary json.RawMessage
	ask(t, server, "/api/projects/a/metrics/summary", &summary)
	if !strings.Contains(string(summary), `"lcp":{"p50":null,"p75":null`) {
		t.Errorf("summary is %s", summary)
	}
}
