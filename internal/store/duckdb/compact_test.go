package duckdb

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	duck "github.com/duckdb/duckdb-go/v2"
	gocmp "github.com/google/go-cmp/cmp"

	"paceline/internal/rum"
	"paceline/internal/store"
)

// A database of the first release must answer as it did.
func TestMigratedViewsComeBack(t *testing.T) {
	g := newTraffic()
	ids := []string{
		"", "v1", "16 bytes of text", "twelve bytes", "é", "00000000-0000-4000-8000-000000000001", "00000001-0000-4000-8000-000000000001",
		"123e4567-e89b-42d3-a456-426614174000", "123E4567-E89B-42D3-A456-426614174000", "0123456789abcdef0123456789abcdef",
		"0123456789ABCDEF0123456789ABCDEF", "AZaz09-_AZaz09-_", "0123456789abcdef",
	}
	views := g.take(500)
	for i := range views {
		v := &views[i]
		v.Project, v.WebsiteID, v.PageID, v.Path, v.Website = "shop", 1, 1, "/", "example.com"
		if i < len(ids) {
			v.ViewID, v.SessionID = cmp.Or(ids[i], v.ViewID), ids[i]
		}
		switch i % 5 {
		case 1:
			v.PathHash, v.PageViewTS, v.Arrived = 1<<63+uint64(i), 0, v.Timestamp-70_000
		case 2:
			v.Vitals[rum.FID] = rum.Reading{Reported: true, TS: v.FirstTS + 7} // dropped as implausible
			v.Vitals[rum.LCP].Reported = true
			v.Vitals[rum.LCP].Attribution = json.RawMessage(`{"target":"a\"b>é","n":1.25,"big":12345678901234567890,"none":null,"list":[1,{}]}`)
		}
	}
	path := filepath.Join(t.TempDir(), "facts.duckdb")
	firstRelease(t, path, views)

	d := opened(t, path, quiet())
	wanted, byID := []store.ViewKey{}, map[string]rum.PageView{}
	for _, v := range views {
		wanted = append(wanted, store.ViewKey{Project: "shop", ViewID: v.ViewID})
		byID[v.ViewID] = v
	}
	err := d.Try(t.Context(), store.Move{To: rum.Position{Log: "log", Seq: 1}}, func(tx store.Tx) error {
		found, err := tx.Views(t.Context(), wanted, []store.Window{{From: 0, To: 1 << 50}})
		if len(found) != len(views) {
			t.Errorf("found %d views of %d", len(found), len(views))
		}
		for _, got := range found {
			want := byID[got.ViewID]
			want.Stored = true
			if d := gocmp.Diff(want, got, gocmp.Comparer(sameAttribution)); d != "" {
				t.Fatalf("view %q (-want +got):\n%s", got.ViewID, d)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		journey, err := d.Journey(t.Context(), "shop", id, 10)
		if err != nil || len(journey) == 0 {
			t.Errorf("session %q has %d views, error %v", id, len(journey), err)
		}
	}
	want := 0
	for i := range views {
		want += views[i].Visible()
	}
	if got := visible(t, d); got != int64(want) {
		t.Errorf("%d events are visible, want %d", got, want)
	}
}

func sameAttribution(a, b json.RawMessage) bool {
	return len(a) == len(b) && string(a) == string(b)
}

// firstRelease writes a database as the first migration and the code of its time did.
func firstRelease(t *testing.T, path string, views []rum.PageView) {
	t.Helper()
	connector, err := duck.NewConnector(quiet().withDefaults().dsn(path), nil)
	if err != nil {
		t.Fatal(err)
	}
	pool := sql.OpenDB(connector)
	defer pool.Close()
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := appliedMigrations(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	if err := applyMigration(t.Context(), conn, "0001_facts.sql"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"INSERT INTO websites VALUES (1, 'shop', 'example.com')", "INSERT INTO pages VALUES (1, 'shop', 1, '/')",
	} {
		if _, err := conn.ExecContext(context.Background(), text); err != nil {
			t.Fatal(err)
		}
	}
	err = conn.Raw(func(raw any) error {
		a, err := duck.NewAppender(raw.(driver.Conn), "", "main", "metrics")
		if err != nil {
			return err
		}
		for i := range views {
			if err := a.AppendRow(firstReleaseRow(&views[i])...); err != nil {
				return err
			}
		}
		return a.Close()
	})
	if err != nil {
		t.Fatal(err)
	}
}

func firstReleaseRow(v *rum.PageView) []driver.Value {
	since := func(ts int64, there bool) driver.Value {
		if !there {
			return nil
		}
		return ts - v.FirstTS
	}
	attribution := map[string]json.RawMessage{}
	for i, r := range v.Vitals {
		if len(r.Attribution) > 0 {
			attribution[rum.Vital(i).String()] = r.Attribution
		}
	}
	var text driver.Value
	if len(attribution) > 0 {
		object, err := json.Marshal(attribution)
		if err != nil {
			panic(err)
		}
		text = string(object)
	}
	row := []driver.Value{
		v.Project, v.WebsiteID, v.PageID, time.UnixMilli(v.Timestamp).UTC(), time.UnixMilli(v.Arrived).UTC(), v.ViewID, v.SessionID,
		orNull(v.PathHash), v.FirstTS, v.LastTS - v.FirstTS, since(v.PageViewTS, v.PageViewTS != 0), v.Website,
	}
	row = appendVisitor(row, &v.Visitor)
	row = append(row, orNull(v.NavigationType), v.ViewportWidth, v.ViewportHeight, orNull(v.RTT), uint16(v.Flags), text)
	for _, r := range v.Vitals {
		var value driver.Value
		if r.Valid {
			value = r.Value
		}
		row = append(row, value, since(r.TS, r.Reported))
	}
	return row
}

// orNull stores the zero value as NULL, as the first release did.
func orNull[T comparable](value T) driver.Value {
	var zero T
	if value == zero {
		return nil
	}
	return value
}

func appendVisitor(row []driver.Value, v *rum.Visitor) []driver.Value {
	return append(row, orNull(v.Device), orNull(v.Browser), orNull(v.OS), orNull(v.Country), orNull(v.Connection),
		orNull(v.Language), orNull(v.Release), orNull(v.User), v.Bot)
}
