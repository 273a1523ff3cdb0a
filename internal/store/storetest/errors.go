package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func errorTests() []test {
	return []test{
		{"errors are grouped by name and message", errorGroups},
		{"an error's group is the one that package rum says", errorGroupIDs},
		{"filters apply to errors where errors have the dimension", errorFilters},
		{"an error group is told whole", errorGroup},
		{"errors are counted by group and interval", errorCounts},
	}
}

// bug is an error whose stack and browser tell the path it happened on.
func bug(project, id, session, path, message string, minutes float64) rum.JSError {
	return rum.JSError{Where: rum.Where{Project: project, Website: "example.com", Path: path}, ID: id, SessionID: session,
		Name: "TypeError", ErrorDetail: rum.ErrorDetail{Message: message, Stack: "at " + path}, Visitor: rum.Visitor{Browser: path},
		Timestamp: at(minutes), Arrived: at(minutes)}
}

func errorGroups(t *testing.T, s Store) {
	write(t, s, batch{errors: []rum.JSError{
		bug("shop", "1", "s1", "/new", "a", 20), bug("shop", "2", "s1", "/old", "a", 1), bug("shop", "3", "s2", "/old", "a", 2),
		bug("shop", "4", "s3", "/b", "b", 5), bug("shop", "5", "s3", "/b", "b", 70), bug("zoo", "6", "s1", "/z", "a", 5),
	}})
	got := must(s.ErrorGroups(t.Context(), hour("shop"), 10))(t)
	diff(t, "groups", got, []rum.ErrorGroup{
		{ID: rum.ErrorGroupID("TypeError", "a"), Name: "TypeError", Message: "a", Count: 3, Sessions: 2, FirstSeen: timeAt(1),
			LastSeen: timeAt(20), Path: "/new", Stack: "at /new", Browser: "/new"},
		{ID: rum.ErrorGroupID("TypeError", "b"), Name: "TypeError", Message: "b", Count: 1, Sessions: 1, FirstSeen: timeAt(5),
			LastSeen: timeAt(5), Path: "/b", Stack: "at /b", Browser: "/b"},
	})
	if got := must(s.ErrorGroups(t.Context(), hour("shop"), 1))(t); len(got) != 1 {
		t.Errorf("with limit 1: %v", got)
	}
	if got := must(s.Summary(t.Context(), hour("shop")))(t).Errors; got != 4 {
		t.Errorf("summary counts %d errors, want 4", got)
	}
}

func errorGroupIDs(t *testing.T, s Store) {
	messages := []string{
		"order 4711 not found", "order 12 not found", "", "#", "line\nfeed", `quote ' " \ %s`, "größer 日本 5", "status 404", "deadbeef", "facade",
		"id 0f8fad5b-d9cb-469f-a165-70867728950e.", "id 7C9E6679-7425-40DE-944B-E07FC1F90AE7.", "0f8fad5b-d9cb-469f-a165", "12345678-1",
		"x1y22z333", "0123456789abcdefg", "1234567g", strings.Repeat("7", 1000),
	}
	var bugs []rum.JSError
	want := map[string]string{} // one message of every group
	for i, message := range messages {
		bugs = append(bugs, bug("shop", fmt.Sprint(i), "s", "/", message, float64(i)))
		want[rum.ErrorGroupID("TypeError", message)] = message
	}
	write(t, s, batch{errors: bugs})
	got := map[string]string{}
	for _, g := range must(s.ErrorGroups(t.Context(), hour("shop"), 100))(t) {
		got[g.ID] = g.Message
	}
	diff(t, "the newest message of each group", got, want)
}

func errorFilters(t *testing.T, s Store) {
	first, second := bug("shop", "1", "s1", "/a", "a", 1), bug("shop", "2", "s1", "/b", "b", 2)
	second.Website, second.Browser = "other.example", ""
	write(t, s, batch{errors: []rum.JSError{first, second}})
	for text, want := range map[string]string{
		"browser:/a": "a", "browser!:/a": "b", "browser:(unknown)": "b", "website:other.example": "b", "bot:true": "", "navigation-type:reload": "b a",
	} {
		sel := hour("shop", must(rum.ParseFilter(text))(t))
		var got []string
		for _, g := range must(s.ErrorGroups(t.Context(), sel, 10))(t) {
			got = append(got, g.Message)
			whole := must(s.ErrorGroup(t.Context(), sel, g.ID, 10))(t)
			diff(t, "group "+g.Message+" by "+text, whole.ErrorGroup, g)
		}
		diff(t, "groups by "+text, strings.Join(got, " "), want)
	}
	sel := hour("shop")
	sel.Page = must(s.SessionErrors(t.Context(), "shop", "s1", 1))(t)[0].PageID
	id := single(t, must(s.ErrorGroups(t.Context(), sel, 10))(t)).ID
	diff(t, "the group on its page", must(s.ErrorGroup(t.Context(), sel, id, 10))(t).Message, "a")
}

func errorGroup(t *testing.T, s Store) {
	other := bug("shop", "3", "s2", "/b", "row 2", 3)
	other.Visitor = rum.Visitor{Device: "mobile"}
	anonymous := bug("shop", "4", "", "/b", "row 1", 2)
	write(t, s, batch{errors: []rum.JSError{
		bug("shop", "1", "s1", "/a", "row 1", 1), other, anonymous,
		bug("shop", "5", "s1", "/a", "other", 4), bug("shop", "6", "s1", "/a", "row 1", 70), bug("zoo", "7", "s1", "/a", "row 1", 1),
	}})
	id := rum.ErrorGroupID("TypeError", "row 9")
	got := must(s.ErrorGroup(t.Context(), hour("shop"), id, 2))(t)
	diff(t, "group", got.ErrorGroup, rum.ErrorGroup{ID: id, Name: "TypeError", Message: "row 2", Count: 3, Sessions: 2, FirstSeen: timeAt(1),
		LastSeen: timeAt(3), Path: "/b", Stack: "at /b"})
	var newest []string
	for _, e := range got.Newest {
		newest = append(newest, e.ID+e.Path+" "+e.Message)
	}
	diff(t, "newest", newest, []string{"3/b row 2", "4/b row 1"})
	diff(t, "messages", got.Messages, []rum.ErrorShare{{Value: "row 1", Count: 2, Sessions: 1}, {Value: "row 2", Count: 1, Sessions: 1}})
	pages := []rum.ErrorPage{
		{Path: "/b", Website: "example.com", Count: 2, Sessions: 1}, {Path: "/a", Website: "example.com", Count: 1, Sessions: 1},
	}
	for i := range got.Pages {
		if got.Pages[i].ID == 0 {
			t.Error("a page has no id")
		}
		got.Pages[i].ID = 0
	}
	diff(t, "pages", got.Pages, pages)
	for i, d := range dimensionsOfErrors() {
		diff(t, "dimension", got.Dimensions[i].Dimension, d.Name)
	}
	diff(t, "device", got.Dimensions[0].Values, []rum.ErrorShare{{Value: rum.Unknown, Count: 2, Sessions: 1}, {Value: "mobile", Count: 1, Sessions: 1}})
	for _, of := range []store.Select{hour("zoo"), hour("none"), {Project: "shop", Span: rum.Span{From: timeAt(4), To: timeAt(60)}}} {
		whole := must(s.ErrorGroup(t.Context(), of, id, 2))(t)
		if want := map[bool]int64{true: 1}[of.Project == "zoo"]; whole.Count != want {
			t.Errorf("%s has %d errors of the group from %v, want %d", of.Project, whole.Count, of.Span.From, want)
		}
	}
}

func dimensionsOfErrors() (list []rum.Dimension) {
	for _, d := range rum.Dimensions() {
		if d.Errors {
			list = append(list, d)
		}
	}
	return list
}

func errorCounts(t *testing.T, s Store) {
	write(t, s, batch{errors: []rum.JSError{
		bug("shop", "1", "s1", "/a", "a", 1), bug("shop", "2", "s1", "/a", "a", 9), bug("shop", "3", "s1", "/a", "a", 31),
		bug("shop", "4", "s1", "/a", "b", 12), bug("shop", "5", "s1", "/a", "c", 12), bug("zoo", "6", "s1", "/a", "a", 12),
	}})
	a, b, none := rum.ErrorGroupID("TypeError", "a"), rum.ErrorGroupID("TypeError", "b"), rum.ErrorGroupID("TypeError", "none")
	sel := store.Select{Project: "shop", Span: rum.Span{From: timeAt(5), To: timeAt(35)}}
	got := must(s.ErrorCounts(t.Context(), sel, []string{a, b, none}, 10*time.Minute))(t)
	diff(t, "counts", got, map[string][]int64{a: {1, 0, 0, 1}, b: {0, 1, 0, 0}, none: {0, 0, 0, 0}})
	if got := must(s.ErrorCounts(t.Context(), sel, nil, time.Minute))(t); len(got) != 0 {
		t.Errorf("of no groups: %v", got)
	}
}
