package test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"gopkg.in/yaml.v3"

	"paceline/internal/pgtest"
)

// families are metrics by name, as processes really show them.
type families map[string]*dto.MetricFamily

// scrape adds what a process shows.
func (f families) scrape(t *testing.T, ops string) {
	t.Helper()
	response, err := http.Get(ops + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	reader := expfmt.NewTextParser(model.LegacyValidation)
	found, err := reader.TextToMetricFamilies(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatal(response.Status, err)
	}
	for name, family := range found {
		if before := f[name]; before != nil {
			family.Metric = append(family.Metric, before.Metric...)
		}
		f[name] = family
	}
}

// labelsOfPrometheus are added by a scrape.
var labelsOfPrometheus = []string{"job", "instance", "__name__", "le"}

// missing says what a selector asks for that no process shows: a metric, a label, or a value of a label. Values that only a
// fault brings about stand in the list of rare ones.
func (f families) missing(s *parser.VectorSelector) string {
	if s.Name == "up" || s.Name == "ALERTS" { // Prometheus's own
		return ""
	}
	name := s.Name
	family := f[name]
	for _, part := range []string{"_bucket", "_sum", "_count"} {
		if base, ok := strings.CutSuffix(name, part); ok && family == nil {
			family = f[base]
		}
	}
	if family == nil {
		return "no process shows " + s.Name
	}
	for _, m := range s.LabelMatchers {
		if slices.Contains(labelsOfPrometheus, m.Name) {
			continue
		}
		if values := valuesOf(family, m.Name); len(values) == 0 {
			return fmt.Sprintf("%s has no label %s", s.Name, m.Name)
		} else if m.Type == labels.MatchEqual && !slices.Contains(values, m.Value) && !slices.Contains(rareValues, m.Value) {
			return fmt.Sprintf("%s: %s is never %q, but %q", s.Name, m.Name, m.Value, values)
		}
	}
	return ""
}

// rareValues show up when something fails only.
var rareValues = []string{"503"}

func valuesOf(family *dto.MetricFamily, label string) (values []string) {
	for _, metric := range family.Metric {
		for _, pair := range metric.Label {
			if pair.GetName() == label {
				values = append(values, pair.GetValue())
			}
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// expressions are those of the alert rules and of the dashboard, by where they stand.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	var rules struct {
		Groups []struct {
			Rules []struct {
				Alert, Expr         string
				Labels, Annotations map[string]string
			}
		}
	}
	read(t, "prometheus/rules.yml", &rules)
	for _, group := range rules.Groups {
		for _, rule := range group.Rules {
			found["alert "+rule.Alert] = rule.Expr
			if rule.Labels["severity"] == "" || rule.Annotations["summary"] == "" || rule.Annotations["description"] == "" {
				t.Errorf("%s: an alert has a severity, a summary and a description", rule.Alert)
			}
		}
	}
	var dashboard struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Annotations struct{ List []struct{ Name, Expr string } }
	}
	read(t, "grafana/paceline.json", &dashboard)
	for _, panel := range dashboard.Panels {
		for i, target := range panel.Targets {
			found[fmt.Sprintf("panel %s, %d", panel.Title, i)] = target.Expr
		}
	}
	for _, annotation := range dashboard.Annotations.List {
		found["annotation "+annotation.Name] = annotation.Expr
	}
	if len(found) < 50 {
		t.Fatalf("only %d expressions were found", len(found))
	}
	return found
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".json" {
		err = json.Unmarshal(text, into)
	} else {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// plain is an expression without what Grafana fills in.
func plain(expression string) string {
	return strings.NewReplacer("$__rate_interval", "5m", "$instance", ".*").Replace(expression)
}

// Alerts that name a metric which does not exist never fire, and say so to nobody.
func TestAlertsAndDashboardAskForMetricsThatExist(t *testing.T) {
	shown := families{}
	for _, ops := range inUse(t) {
		shown.scrape(t, ops)
	}
	reader := parser.NewParser(parser.Options{})
	for place, text := range expressions(t) {
		expression, err := reader.ParseExpr(plain(text))
		if err != nil {
			t.Errorf("%s: %v", place, err)
			continue
		}
		parser.Inspect(expression, func(node parser.Node, _ []parser.Node) error {
			if selector, ok := node.(*parser.VectorSelector); ok {
				if problem := shown.missing(selector); problem != "" {
					t.Errorf("%s: %s", place, problem)
				}
			}
			return nil
		})
	}
}

// inUse starts the embedded deployment, with a collector that is away, and the scaled-out one, and uses every service once.
func inUse(t *testing.T) (ops []string) {
	t.Helper()
	primary := pgtest.Plain(t)
	d := newScaledOut(t, primary)
	d.replicate(t, primary.Standby(t))
	fleet := d.fleet(t)
	for _, s := range []*server{start(t, t.TempDir(), "--otlp", "http://127.0.0.1:9"), {fleet.Server}} {
		key := s.addProject(t, "shop")
		s.postTraced(t, key)
		if answer, err := s.Post(t.Context(), key, []byte(`{"projectKey":"shop"}`)); err != nil || answer.Status != http.StatusBadRequest {
			t.Fatal(answer, err)
		}
		s.drained(t, "shop")
		s.mustGet(t, "/api/projects/shop/metrics/summary", &object{})
		ops = append(ops, s.Ops)
	}
	ops = slices.DeleteFunc(ops, func(url string) bool { return url == "" })
	for _, one := range slices.Concat(fleet.Ingests, fleet.Workers, fleet.Queries) {
		ops = append(ops, one.Ops)
	}
	return ops
}

// The rules' own tests run where Prometheus is installed.
func TestAlertsFireWhenTheyShould(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed (Debian: prometheus): what the alerts do was not tried, only that what they ask for exists")
	}
	for _, arguments := range [][]string{{"check", "rules", "rules.yml"}, {"check", "config", "prometheus.yml"}, {"test", "rules", "rules_test.yml"}} {
		command := exec.CommandContext(t.Context(), promtool, arguments...)
		command.Dir = "../deploy/prometheus"
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(arguments, " "), err, out)
		}
	}
	tests, err := os.ReadFile("../deploy/prometheus/rules_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	for place := range expressions(t) {
		if alert, ok := strings.CutPrefix(place, "alert "); ok && !regexp.MustCompile(`"`+alert+`"`).Match(tests) {
			t.Errorf("no test sees %s fire", alert)
		}
	}
}
