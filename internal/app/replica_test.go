package app

import (
	"strings"
	"testing"
	"time"
)

func TestMistakesOfReplicasAreTold(t *testing.T) {
	server, file := backend{scheme: onPostgres, url: "postgres://u@db/x"}, backend{scheme: "duckdb", path: "facts"}
	for _, c := range []struct {
		replicas []string
		lag      time.Duration
		store    backend
		want     string // in the mistake; none when empty
	}{
		{nil, 0, file, ""},
		{[]string{"postgres://u@r1/x", "postgres://u@r2/x"}, 10 * time.Second, server, ""},
		{[]string{"postgres://u@r1/x"}, 10 * time.Second, file, "DuckDB has no replicas"},
		{[]string{"postgres://u@r1/x"}, time.Millisecond, server, "the least is 1s"},
		{[]string{"postgres://u:geheim@r1:port/x"}, 10 * time.Second, server, "--store-replica …@r1:port/x"},
		{[]string{"mysql://u:geheim@r1/x"}, 10 * time.Second, server, "want postgres://"},
	} {
		mistakes := replicaFlags{c.replicas, c.lag}.check(c.store)
		switch {
		case c.want == "" && len(mistakes) > 0, c.want != "" && len(mistakes) != 1:
			t.Errorf("%v: %v", c.replicas, mistakes)
		case c.want != "" && (!strings.Contains(mistakes[0].Error(), c.want) || strings.Contains(mistakes[0].Error(), "geheim")):
			t.Errorf("%v: %v", c.replicas, mistakes)
		}
	}
	flags := replicaFlags{StoreReplica: []string{"postgres://u@r1/x"}}
	if got := flags.replicas(targets{workerTarget}); got != nil {
		t.Errorf("a worker asks %v", got)
	}
	if got := flags.replicas(targets{queryTarget}); len(got) != 1 {
		t.Errorf("query asks %v", got)
	}
}
