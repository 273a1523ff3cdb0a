package postgres

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"paceline/internal/pgtest"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// On TimescaleDB the facts are hypertables with jobs that compress and drop them; elsewhere, native partitions.
func TestHypertablesAndTheirJobs(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		d := opened(t, c.Database(t), quiet())
		if want := c.Engine() == "timescaledb"; d.timescale != want {
			t.Fatalf("on %s the tables are hypertables: %v", c.Engine(), d.timescale)
		}
		if !d.timescale {
			return
		}
		for query, want := range map[string]int{
			"SELECT count(*) FROM timescaledb_information.hypertables WHERE hypertable_name IN ('metrics', 'js_errors', 'events') AND compression_enabled": 3,
			"SELECT count(*) FROM timescaledb_information.dimensions WHERE column_name = 'timestamp' AND time_interval = interval '1 day'":                 3,
			"SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_compression' AND config->>'compress_after' = '7 days'":            3,
			"SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'drop_expired_days' AND scheduled AND schedule_interval = interval '1 h'": 1,
		} {
			var got int
			if err := d.reads.QueryRow(t.Context(), query).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %d, %v; want %d", query, got, err, want)
			}
		}
	})
}

// The Apache edition has neither compression nor jobs: it counts as without.
func TestApacheEditionIsPlainPostgreSQL(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		if c.Engine() != "timescaledb" {
			t.Skip("there is no edition of TimescaleDB here")
		}
		apache := pgtest.Started(t, pgtest.Options{Timescale: true, Settings: []string{"timescaledb.license=apache"}})
		d := opened(t, apache.Database(t), quiet())
		if d.timescale {
			t.Error("the tables are hypertables")
		}
		if err := d.Write(t.Context(), at(t, d, 0), putting(t, daysAgo(0), daysAgo(9))); err != nil {
			t.Fatal(err)
		}
		if n := chunks(t, d); n != 2 {
			t.Errorf("%d partitions, want 2", n)
		}
		span := rum.Span{From: time.Now().Add(-20 * day), To: time.Now()}
		if buckets, _, err := d.Series(t.Context(), store.Select{Project: "shop", Span: span}, day); err != nil || len(buckets) < 20 {
			t.Errorf("%d buckets, %v", len(buckets), err)
		}
	})
}

// compress compresses every chunk, unless the policy's job, which runs beside the test, has done so already.
func compress(t *testing.T, url string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close(t.Context()) }()
	const left = "SELECT count(*) FROM timescaledb_information.chunks WHERE hypertable_name = 'metrics' AND NOT is_compressed"
	var failed error
	for range 10 {
		var chunks int
		if err := connection.QueryRow(t.Context(), left).Scan(&chunks); err != nil {
			t.Fatal(err)
		}
		if chunks == 0 {
			return
		}
		_, failed = connection.Exec(t.Context(), "SELECT compress_chunk(chunk, if_not_compressed => true) FROM show_chunks('metrics') AS chunk")
	}
	t.Fatalf("the chunks are not compressed: %v", failed)
}

// A late report finds its view in a compressed chunk and replaces it there; a new view goes beside it.
func TestLateReportsReachCompressedDays(t *testing.T) {
	pgtest.Each(t, func(t *testing.T, c *pgtest.Cluster) {
		if c.Engine() != "timescaledb" {
			t.Skip("plain PostgreSQL compresses nothing")
		}
		url := c.Database(t)
		d := opened(t, url, quiet())
		var views []*rum.PageView
		for i := range 2000 {
			v := daysAgo(20)
			v.Timestamp -= int64(i)
			v.ViewID += string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
			views = append(views, v)
		}
		if err := d.Write(t.Context(), at(t, d, 0), putting(t, views...)); err != nil {
			t.Fatal(err)
		}
		compress(t, url)
		late, fresh := views[1234], daysAgo(20)
		err := d.Write(t.Context(), at(t, d, 0), func(tx store.Tx) error {
			found, err := tx.Views(t.Context(), []store.ViewKey{{Project: "shop", ViewID: late.ViewID}}, []store.Window{{From: late.Timestamp - 1, To: late.Timestamp + 1}})
			if err != nil || len(found) != 1 {
				t.Fatalf("found %v, %v", found, err)
			}
			found[0].Vitals[rum.CLS] = rum.Reading{Reported: true, Valid: true, Value: 0.5, TS: 1}
			return putting(t, &found[0], fresh)(tx)
		})
		if err != nil {
			t.Fatal(err)
		}
		ledger, err := d.Ledger(t.Context(), "shop")
		if want := int64(2*2000 + 1 + 2); err != nil || ledger.Visible != want {
			t.Errorf("%d events are visible, %v; want %d", ledger.Visible, err, want)
		}
	})
}
