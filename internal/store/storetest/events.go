package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func eventTests() []test {
	return []test{
		{"every field of an error comes back", everyErrorField},
		{"every field of a logged event comes back", everyEventField},
		{"known tells stored errors and events by project, id and arrival", knownKeys},
		{"dead letters come back, whatever they held", deadLetters},
		{"the ledger counts rows, and keeps what it is told", ledgerCounts},
	}
}

func everyErrorField(t *testing.T, s Store) {
	e := rum.JSError{
		Where: rum.Where{Project: "shop", Website: "example.com", Path: "/cart"}, Visitor: full().Visitor,
		ErrorDetail: rum.ErrorDetail{Message: "x is not a function", Stack: "at f\nat g", Source: "https://example.com/a.js",
			Line: 12, Column: 34, Kind: "unhandledrejection"},
		ID: "e1", SessionID: "s1", ViewID: "v1", Name: "TypeError", Timestamp: at(3) + 1, Arrived: at(3) + 2, Flags: rum.FlagTruncated, Weight: 10,
	}
	sparse := rum.JSError{Where: rum.Where{Project: "shop", Website: "example.com", Path: "/"}, ID: "e2", SessionID: "s1",
		Timestamp: at(2), Arrived: at(2)}
	write(t, s, batch{errors: []rum.JSError{e, sparse}})
	got := must(s.SessionErrors(t.Context(), "shop", "s1", 10))(t)
	if len(got) != 2 {
		t.Fatalf("want two errors, got %+v", got)
	}
	for i, want := range []rum.JSError{sparse, e} {
		if got[i].PageID == 0 || got[i].WebsiteID == 0 {
			t.Errorf("no ids: %+v", got[i].Where)
		}
		want.PageID, want.WebsiteID = got[i].PageID, got[i].WebsiteID
		diff(t, "error "+want.ID, got[i], want)
	}
	if got := must(s.SessionErrors(t.Context(), "shop", "s1", 1))(t); single(t, got).ID != "e2" {
		t.Errorf("with limit 1: %+v, want the oldest", got)
	}
	if got := must(s.SessionErrors(t.Context(), "zoo", "s1", 10))(t); got == nil || len(got) != 0 {
		t.Errorf("another project's session has %v", got)
	}
}

func everyEventField(t *testing.T, s Store) {
	zero := 0.0
	where := rum.Where{Project: "shop", Website: "example.com", Path: "/cart"}
	list := []rum.LoggedEvent{
		{Where: where, ID: "c1", Type: rum.TypeCustom, Name: "buy", Value: &zero, SessionID: "s1", ViewID: "v1",
			Timestamp: at(1) + 7, Arrived: at(2), Data: json.RawMessage(`{"plan":"pro"}`), Flags: rum.FlagClockSkew, Weight: 2.5},
		{Where: where, ID: "c2", Type: rum.TypeCustom, Name: "look", Timestamp: at(2), Arrived: at(2)},
		{Where: where, ID: "r1", Type: rum.TypeResource, Name: "a.js", Timestamp: at(2), Arrived: at(2)},
	}
	write(t, s, batch{events: list})
	got := must(s.Events(t.Context(), hour("shop"), rum.TypeCustom, 10))(t)
	if len(got) != 2 {
		t.Fatalf("want two custom events, got %+v", got)
	}
	for i, want := range []rum.LoggedEvent{list[1], list[0]} {
		want.PageID, want.WebsiteID = got[i].PageID, got[i].WebsiteID
		diff(t, "event "+want.ID, got[i], want)
	}
	if got := must(s.Events(t.Context(), hour("shop"), rum.TypeResource, 10))(t); single(t, got).ID != "r1" {
		t.Errorf("resource events: %+v", got)
	}
	if got := must(s.Events(t.Context(), hour("zoo"), rum.TypeCustom, 10))(t); got == nil || len(got) != 0 {
		t.Errorf("another project has %v", got)
	}
}

func knownKeys(t *testing.T, s Store) {
	where := rum.Where{Project: "shop", Website: "example.com", Path: "/"}
	write(t, s, batch{
		errors: []rum.JSError{
			{Where: where, ID: "new", Timestamp: at(0), Arrived: at(10)}, {Where: where, ID: "old", Timestamp: at(0), Arrived: at(9)},
		},
		events: []rum.LoggedEvent{{Where: where, ID: "event", Type: rum.TypeCustom, Timestamp: at(0), Arrived: at(11)}},
	})
	keys := []store.EventKey{
		{Project: "shop", ID: "new"}, {Project: "shop", ID: "old"}, {Project: "shop", ID: "event"},
		{Project: "shop", ID: "never"}, {Project: "zoo", ID: "new"},
	}
	inTx(t, s, func(ctx context.Context, tx store.Tx) error {
		got := must(tx.Known(ctx, keys, at(10)))(t)
		diff(t, "known", got, map[store.EventKey]bool{keys[0]: true, keys[2]: true})
		if got := must(tx.Known(ctx, nil, 0))(t); len(got) != 0 {
			t.Errorf("of no keys: %v", got)
		}
		return nil
	})
}

func deadLetters(t *testing.T, s Store) {
	write(t, s, batch{letters: []rum.DeadLetter{
		{Project: "shop", Position: rum.Position{Log: "log", Seq: 4}, Arrived: at(1), Reason: "because", Event: json.RawMessage(`{"a":1}`)},
		{Project: "shop", Position: rum.Position{Log: "log", Seq: 5}, Arrived: at(2), Reason: "no JSON", Event: json.RawMessage(`{"a`)},
		{Project: "zoo", Arrived: at(3), Reason: "zoo's", Event: json.RawMessage(`1`)},
	}})
	got := must(s.DeadLetters(t.Context(), "shop", 10))(t)
	diff(t, "dead letters", got, []rum.StoredDeadLetter{
		{Arrived: timeAt(2), Reason: "no JSON", Event: json.RawMessage(`"{\"a"`)},
		{Arrived: timeAt(1), Reason: "because", Event: json.RawMessage(`{"a":1}`)},
	})
	if got := must(s.DeadLetters(t.Context(), "shop", 1))(t); len(got) != 1 {
		t.Errorf("with limit 1: %v", got)
	}
}

func ledgerCounts(t *testing.T, s Store) {
	where := rum.Where{Project: "shop", Website: "example.com", Path: "/"}
	tally := rum.Tally{Processed: 10, Merged: 2, Deduplicated: 3, DeadLettered: 1}
	full := batch{
		views: views(t, `
			shop example.com / v1 s1 0 lcp=1 inp=dropped cls=0
			shop example.com / v2 s1 0 late fid=3
			zoo  example.com / v3 s1 0 lcp=1`),
		errors:  []rum.JSError{{Where: where, ID: "e", Timestamp: at(0), Arrived: at(0)}},
		events:  []rum.LoggedEvent{{Where: where, ID: "c", Type: rum.TypeCustom, Timestamp: at(0), Arrived: at(0)}},
		letters: []rum.DeadLetter{{Project: "shop", Arrived: at(0), Event: json.RawMessage(`{}`)}},
		tallies: map[string]rum.Tally{"shop": tally, "zoo": {Processed: 2}},
	}
	write(t, s, full)
	write(t, s, batch{tallies: map[string]rum.Tally{"shop": tally}})
	here := must(s.Position(t.Context(), 0))(t)
	second := store.Move{Partition: 2, To: rum.Position{Log: "second", Seq: 8}}
	err := s.Write(t.Context(), second, func(tx store.Tx) error {
		return batch{tallies: map[string]rum.Tally{"shop": {Processed: 1}}}.fill(t.Context(), tx)
	})
	if err != nil {
		t.Fatal(err)
	}
	positions := rum.Positions{here, {}, second.To}
	for project, want := range map[string]rum.StoreLedger{
		"shop": {Visible: 7, Processed: map[string]int64{"log": 20, "second": 1}, Merged: 4, Deduplicated: 6, DeadLettered: 1},
		"zoo":  {Visible: 2, Processed: map[string]int64{"log": 2}},
		"":     {Visible: 9, Processed: map[string]int64{"log": 22, "second": 1}, Merged: 4, Deduplicated: 6, DeadLettered: 1},
		"none": {Processed: map[string]int64{}},
	} {
		want.Positions = positions
		diff(t, "ledger of "+project, must(s.Ledger(t.Context(), project))(t), want)
	}
}

// hour asks for a project's first hour after base.
func hour(project string, filters ...rum.Filter) store.Select {
	return store.Select{Project: project, Span: rum.Span{From: timeAt(0), To: timeAt(60)}, Filters: filters}
}

func timeAt(minutes float64) time.Time { return time.UnixMilli(at(minutes)).UTC() }
