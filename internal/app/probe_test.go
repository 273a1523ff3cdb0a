package app

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func working(context.Context) error { return nil }
func broken(context.Context) error  { return errors.New("connection refused") }

// A client need not heed its context.
func hanging(until chan struct{}) func(context.Context) error {
	return func(context.Context) error { <-until; return nil }
}

func TestReadySaysWhatIsBrokenAndIsNotFooledByWhatHangs(t *testing.T) {
	for name, c := range map[string]struct {
		probes  probes
		status  int
		answers map[string]string
	}{
		"all works":             {probes{{"log", working, false}}, 200, map[string]string{"log": "ok"}},
		"what degrades is gone": {probes{{"log", working, false}, {"live", broken, true}}, 200, map[string]string{"log": "ok", "live": "degraded: connection refused"}},
		"what must work is not": {probes{{"log", broken, false}, {"live", working, true}}, 503, map[string]string{"log": "connection refused", "live": "ok"}},
		"no answer at all":      {probes{{"store", nil, false}, {"log", working, false}}, 503, map[string]string{"store": "no answer within 2s", "log": "ok"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				end := make(chan struct{})
				for i := range c.probes {
					if c.probes[i].name == "store" {
						c.probes[i].check = hanging(end)
					}
				}
				o := &ops{probes: c.probes, log: slog.New(slog.DiscardHandler)}
				w := httptest.NewRecorder()
				o.ready(w, httptest.NewRequest(http.MethodGet, "/ready", nil))
				close(end)
				var got map[string]string
				if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != c.status {
					t.Fatalf("%d %s, %v", w.Code, w.Body, err)
				}
				for name, want := range c.answers {
					if got[name] != want {
						t.Errorf("%s: %q, want %q", name, got[name], want)
					}
				}
			})
		})
	}
}

// A store that is dead must not hide the metric that says so.
func TestMetricsTellOfWhatIsDown(t *testing.T) {
	o := &ops{registry: prometheus.NewRegistry(), log: slog.New(slog.DiscardHandler), probes: probes{{"store", broken, false}, {"log", working, false}}}
	dead := prometheus.NewDesc("paceline_dead", "", nil, nil)
	o.registry.MustRegister(newDependencies(o.ask), deadCollector{dead})
	w := httptest.NewRecorder()
	o.handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, line := range []string{`paceline_dependency_up{dependency="store"} 0`, `paceline_dependency_up{dependency="log"} 1`} {
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), line) {
			t.Errorf("%d: no %s in\n%s", w.Code, line, w.Body)
		}
	}
	if problems, err := testutil.CollectAndLint(newDependencies(o.ask)); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// deadCollector is one whose source does not answer.
type deadCollector struct{ *prometheus.Desc }

func (d deadCollector) Describe(out chan<- *prometheus.Desc) { out <- d.Desc }
func (d deadCollector) Collect(out chan<- prometheus.Metric) {
	out <- prometheus.NewInvalidMetric(d.Desc, errors.New("no answer"))
}
