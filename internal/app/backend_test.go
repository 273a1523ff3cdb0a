package app

import (
	"strings"
	"testing"
)

func TestParseBackend(t *testing.T) {
	for text, want := range map[string]backend{
		"":                               {scheme: "duckdb", path: "facts"},
		"duckdb:/var/facts":              {scheme: "duckdb", path: "/var/facts"},
		"postgres://u@db/paceline":       {scheme: onPostgres, url: "postgres://u@db/paceline"},
		"postgresql:///x?host=/run/pg":   {scheme: onPostgres, url: "postgresql:///x?host=/run/pg"},
		"postgres://db/x?sslmode=rubish": {},
		"duckdb:":                        {},
		"facts.duckdb":                   {},
		"mysql://db/x":                   {},
	} {
		got, err := choice{"duckdb", "facts", onPostgres}.parse(text)
		if got != want || (err == nil) != (want != backend{}) {
			t.Errorf("%q: %+v, %v; want %+v", text, got, err, want)
		}
	}
	if _, err := (choice{"sqlite", "log.db", onRedis}).parse("postgres://db/x"); err == nil {
		t.Error("the log may be on PostgreSQL")
	}
	_, err := (choice{"duckdb", "facts", onPostgres}).parse("postgres://u:secret@db:port/x")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a broken URL: %v, want an error without the password", err)
	}
}

func TestMigrateWantsWhatItCanMigrate(t *testing.T) {
	days := 30
	for _, c := range []struct {
		command migrateCommand
		says    string
	}{
		{migrateCommand{}, "--store postgres://"},
		{migrateCommand{Store: "duckdb:facts"}, "when they are opened"},
		{migrateCommand{Control: "postgres://db/x", KeepDays: &days}, "--keep-days"},
	} {
		if err := c.command.check(); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want something about %q", c.command, err, c.says)
		}
	}
}
