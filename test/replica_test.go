package test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"paceline/internal/pgtest"
)

// The query services of a fleet ask a standby of PostgreSQL, and the primary when it is gone: who asks does not notice.
func TestAReplicaAnswersAFleetsQuestions(t *testing.T) {
	primary := pgtest.Plain(t)
	d := newScaledOut(t, primary)
	standby := primary.Standby(t)
	d.replicate(t, standby)
	f := d.fleet(t)
	s := &server{f.Server}
	key := s.addProject(t, "shop")
	now := time.Now().UnixMilli()
	s.mustPost(t, key, vitalBeacon("a", now))
	s.drained(t, "shop")
	views := func() (n int) {
		t.Helper()
		var answer struct{ TotalSamples int }
		s.mustGet(t, "/api/projects/shop/metrics/summary?range=24h", &answer)
		return answer.TotalSamples
	}
	eventually(t, "the page view is shown", func() error {
		if n := views(); n != 1 {
			return fmt.Errorf("%d page views", n)
		}
		return nil
	})
	ops := f.Queries[0].Ops
	eventually(t, "a replica has answered", func() error {
		s.mustGet(t, "/api/projects/shop/metrics/summary?range=7d", &object{})
		shown := families{}
		shown.scrape(t, ops)
		family := shown["paceline_store_replica_questions_total"]
		if family == nil || family.Metric[0].GetCounter().GetValue() == 0 { // answered comes before failed
			return errors.New("none yet")
		}
		return nil
	})

	if err := standby.Kill(); err != nil {
		t.Fatal(err)
	}
	s.mustPost(t, key, vitalBeacon("b", now))
	s.drained(t, "shop")
	eventually(t, "the second page view is shown, too", func() error {
		if n := views(); n != 2 {
			return fmt.Errorf("%d page views", n)
		}
		return nil
	})
	eventually(t, "it is said that the replica is gone", func() error {
		response, err := http.Get(ops + "/ready")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err == nil && (response.StatusCode != http.StatusOK || !strings.Contains(string(text), "the replica does not answer")) {
			err = fmt.Errorf("%s %s", response.Status, text)
		}
		return err
	})
}

// replicate has the fleet's query services ask a standby of its database, too.
func (d *scaledOut) replicate(t *testing.T, standby *pgtest.Cluster) {
	t.Helper()
	for _, variable := range d.env {
		if database, ok := strings.CutPrefix(variable, "PACELINE_STORE="); ok {
			d.env = append(d.env, "PACELINE_STORE_REPLICA="+standby.At(t, database), "PACELINE_STORE_REPLICA_MAX_LAG=2s")
			return
		}
	}
}
