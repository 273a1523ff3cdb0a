package test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"paceline/internal/pgtest"
	"paceline/test/harness"
)

// onPostgres has every server and command of the test keep the facts and the control plane in a new database.
func onPostgres(t *testing.T, c *pgtest.Cluster) {
	t.Helper()
	database := c.Database(t)
	t.Setenv("PACELINE_STORE", database)
	t.Setenv("PACELINE_CONTROL", database)
}

// The scenarios that say what a view is do so whatever the backends are.
func TestViewsOnPostgreSQL(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		for name, scenario := range map[string]func(*testing.T){
			"one view over three beacons":      TestOneViewOverThreeBeacons,
			"clients without a view id":        TestViewsOfClientsWithoutViewID,
			"a long view without a start":      TestLongViewWithoutViewStart,
			"a clock that is corrected":        TestClockIsCorrectedInTheMiddleOfAView,
			"parameters that are not UTF-8":    TestParametersThatAreNotUTF8,
			"a key that is revoked":            revokedKey,
			"a restart goes on where it ended": restarted,
		} {
			t.Run(name, func(t *testing.T) {
				onPostgres(t, c)
				scenario(t)
			})
		}
	})
}

func revokedKey(t *testing.T) {
	s := start(t, t.TempDir())
	key := s.addProject(t, "shop")
	s.mustPost(t, key, vitalBeacon("before", time.Now().UnixMilli()))
	if out, err := exec.Command(binary, "project", "revoke", strings.Split(key, "_")[1]).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	eventually(t, "the key is refused", func() error {
		answer, err := s.Post(t.Context(), key, []byte(`{}`))
		if err == nil && answer.Status != http.StatusUnauthorized {
			err = fmt.Errorf("status %d", answer.Status)
		}
		return err
	})
}

func restarted(t *testing.T) {
	data := t.TempDir()
	s := start(t, data)
	key := s.addProject(t, "shop")
	s.mustPost(t, key, vitalBeacon("one", time.Now().UnixMilli()))
	s.Kill()
	s = start(t, data)
	s.mustPost(t, key, vitalBeacon("two", time.Now().UnixMilli()))
	if l := s.drained(t, "shop"); l.Accepted != 2 || l.Visible != 2 {
		t.Errorf("ledger %+v, want 2 accepted and visible", l)
	}
}

// What is posted while the database is away is accepted, and visible once when it is back.
func TestDatabaseGoesAway(t *testing.T) {
	c := pgtest.Started(t, pgtest.Options{Fsync: true})
	onPostgres(t, c)
	s := start(t, t.TempDir())
	key := s.addProject(t, "shop")
	const rounds, each = 3, 20
	for round := range rounds {
		for i := range each {
			if i == each/2 {
				if err := c.Kill(); err != nil {
					t.Fatal(err)
				}
			}
			s.mustPost(t, key, vitalBeacon(fmt.Sprintf("s%d-%d", round, i), time.Now().UnixMilli()))
		}
		if err := s.Get(t.Context(), "/api/projects/shop/ledger", new(harness.Ledger)); err == nil {
			t.Error("the ledger was answered without a database")
		}
		if err := c.Resume(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "query answers again", func() error {
			_, err := s.Ledger(t.Context(), "shop")
			return err
		})
		if l := s.drained(t, "shop"); l.Visible != int64((round+1)*each) || l.DeadLettered != 0 {
			t.Errorf("ledger %+v, want %d visible", l, (round+1)*each)
		}
	}
}

// traffic is beacons of some hundred page views and errors of a few sessions.
func traffic(now time.Time) (beacons []object) {
	random := rand.New(rand.NewPCG(5, 6))
	for i := range 300 {
		began := now.Add(-time.Duration(1+random.IntN(80)) * time.Minute).UnixMilli()
		event := func(kind, name string, value any) object {
			e := object{"id": fmt.Sprintf("e%d.%s", i, name), "type": kind, "name": name, "ts": began + 100, "viewStart": began,
				"page": fmt.Sprintf("https://shop%d.example/product/%d", i%2, random.IntN(5)), "sessionId": fmt.Sprintf("s%d", i%40),
				"viewId": fmt.Sprintf("v%d", i), "navigationType": "navigate"}
			if value != nil {
				e["value"] = value
			}
			return e
		}
		events := []object{event("page_view", "page_view", nil), event("web_vital", "LCP", random.ExpFloat64()*2000), event("web_vital", "CLS", random.Float64()*0.3)}
		if i%3 == 0 {
			events = append(events, event("web_vital", "INP", float64(8*random.IntN(80))))
		}
		if i%10 == 0 {
			bug := event("error", "TypeError", nil)
			bug["error"] = object{"message": fmt.Sprintf("row %d is not there", random.IntN(100)), "stack": "at f"}
			events = append(events, bug)
		}
		beacons = append(beacons, object{"projectKey": "shop", "events": events, "context": object{
			"timezone": []string{"Europe/Berlin", "America/New_York", "Asia/Tokyo"}[random.IntN(3)],
			"device":   []string{"mobile", "desktop"}[random.IntN(2)], "release": fmt.Sprint(random.IntN(3)),
		}})
	}
	return beacons
}

// Both stores give the same answers to the same beacons.
func TestSameAnswersFromBothStores(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		embedded := shopOn(t, start(t, t.TempDir())) // before the environment names the database
		onPostgres(t, c)
		sameAnswers(t, embedded, shopOn(t, start(t, t.TempDir())))
	})
}

// shop is a deployment with a project of that name, and its key.
type shop struct {
	*server
	apiKey string
}

func shopOn(t *testing.T, s *server) shop {
	t.Helper()
	return shop{s, s.addProject(t, "shop")}
}

// sameAnswers sends the same beacons to two deployments and compares what they answer.
func sameAnswers(t *testing.T, embedded, other shop) {
	t.Helper()
	now := time.Now().UTC().Truncate(time.Minute)
	for _, beacon := range traffic(now) {
		embedded.mustPost(t, embedded.apiKey, beacon)
		other.mustPost(t, other.apiKey, beacon)
	}
	if one, two := embedded.drained(t, "shop"), other.drained(t, "shop"); one != two {
		t.Errorf("the ledgers are %+v and %+v", one, two)
	}
	for _, path := range questions {
		path = question(path, now)
		var one, two any
		if err := errors.Join(embedded.Read(t.Context(), path, &one), other.Read(t.Context(), path, &two)); err != nil {
			t.Error(err)
		} else if d := cmp.Diff(withoutIDs(one), withoutIDs(two)); d != "" {
			t.Errorf("%s (-embedded +other):\n%s", path, d)
		}
	}
}

// withoutIDs takes the ids of pages out of an answer: several workers give them in the order in which they come upon pages.
func withoutIDs(answer any) any {
	switch answer := answer.(type) {
	case []any:
		for _, element := range answer {
			withoutIDs(element)
		}
	case map[string]any:
		delete(answer, "id")
		for _, value := range answer {
			withoutIDs(value)
		}
	}
	return answer
}

// questions are what is compared.
var questions = []string{
	"metrics/summary?", "metrics/summary?filter=device:mobile&", "metrics/timeseries?interval=10 minute&", "metrics/distribution?metric=lcp&",
	"pages?", "pages/slow?metric=lcp&", "breakdown/country?", "breakdown/release?", "errors?",
}

// question is a path of the API with the two hours before a time.
func question(path string, now time.Time) string {
	span := "from=" + url.QueryEscape(now.Add(-2*time.Hour).Format(time.RFC3339)) + "&to=" + url.QueryEscape(now.Format(time.RFC3339))
	return strings.ReplaceAll("/api/projects/shop/"+path+span, " ", "%20")
}
