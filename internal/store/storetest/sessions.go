package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"paceline/internal/rum"
	"paceline/internal/store"
)

func sessionTests() []test {
	return []test{
		{"a session id in two projects is told", sessionProjects},
		{"the latest sessions come first, each told whole", latestSessions},
		{"sessions are found far back when there are few", fewSessions},
		{"the newest arrival is that of what can be seen", newestArrival},
	}
}

func sessionProjects(t *testing.T, s Store) {
	where := rum.Where{Project: "app", Website: "example.com", Path: "/"}
	write(t, s, batch{
		views: views(t, `
			shop example.com / v1 s1 0
			shop example.com / v2 s1 1
			zoo  example.com / v3 s1 0
			shop example.com / v4 s2 0`),
		errors: []rum.JSError{{Where: where, ID: "e", SessionID: "s3", Timestamp: at(0), Arrived: at(0)}},
	})
	for session, want := range map[string][]string{"s1": {"shop", "zoo"}, "s2": {"shop"}, "s3": {"app"}} {
		diff(t, "projects of "+session, must(s.SessionProjects(t.Context(), session))(t), want)
	}
}

const sessionViews = `
	shop a.example /in   v1 s1 0  device=mobile browser=Chrome country=DE lcp=100 cls=0
	shop a.example /out  v2 s1 9  device=tablet browser=Firefox lcp=5000
	shop b.example /     v3 0f8fad5b-d9cb-469f-a165-70867728950e 5 inp=300
	shop a.example /old  v4 s3 -20 lcp=1
	shop a.example /late v5 s3 61
	shop a.example /seen v6 s3 2
	zoo  a.example /zoo  v7 s1 8 lcp=9999`

func latestSessions(t *testing.T, s Store) {
	write(t, s, batch{
		views: views(t, sessionViews),
		errors: []rum.JSError{
			bug("shop", "1", "s1", "/in", "a", 1), bug("shop", "2", "s1", "/in", "a", 70), bug("shop", "3", "s9", "/in", "a", 1),
			bug("shop", "4", "0f8fad5b-d9cb-469f-a165-70867728950e", "/", "a", 1), bug("zoo", "5", "s1", "/in", "a", 1),
		},
	})
	ask := func(sel store.Select, limit int) (got []string) {
		for _, session := range must(s.LatestSessions(t.Context(), sel, limit))(t) {
			got = append(got, tell(session))
		}
		return got
	}
	const (
		first  = "s1 12:00-12:09 views=2 errors=2 from a.example/in by tablet Firefox  lcp=5000 inp=null cls=0 poor"
		second = "0f8fad5b-d9cb-469f-a165-70867728950e 12:05-12:05 views=1 errors=1 from b.example/ by    lcp=null inp=300 cls=null needs-improvement"
		third  = "s3 11:40-13:01 views=3 errors=0 from a.example/old by    lcp=1 inp=null cls=null good"
	)
	diff(t, "sessions", ask(hour("shop"), 10), []string{first, second, third})
	diff(t, "sessions, two", ask(hour("shop"), 2), []string{first, second})
	diff(t, "by a filter", ask(hour("shop", must(rum.ParseFilter("device:mobile"))(t)), 10), []string{first})
	if none := must(s.LatestSessions(t.Context(), hour("none"), 10))(t); none == nil || len(none) != 0 {
		t.Errorf("another project has %v", none)
	}
}

func tell(s rum.Session) string {
	v := s.Visitor
	return fmt.Sprintf("%s %s-%s views=%d errors=%d from %s%s by %s %s %s lcp=%s inp=%s cls=%s %s", s.ID,
		s.Started.UTC().Format("15:04"), s.LastSeen.UTC().Format("15:04"), s.Views, s.Errors, s.Entry.Website, s.Entry.Path,
		v.Device, v.Browser, v.Country, show(s.Greatest[rum.LCP]), show(s.Greatest[rum.INP]), show(s.Greatest[rum.CLS]), s.WorstRating())
}

func fewSessions(t *testing.T, s Store) {
	write(t, s, batch{views: views(t, `
		shop a.example / v1 s1 0
		shop a.example / v2 s2 -9000
		shop a.example / v3 s3 -30000`)})
	sel := store.Select{Project: "shop", Span: rum.Span{From: timeAt(-40000), To: timeAt(1)}}
	var got []string
	for _, session := range must(s.LatestSessions(t.Context(), sel, 10))(t) {
		got = append(got, session.ID)
	}
	diff(t, "sessions", strings.Join(got, " "), "s1 s2 s3")
}

func newestArrival(t *testing.T, s Store) {
	if got := must(s.NewestArrival(t.Context(), "shop"))(t); !got.IsZero() {
		t.Errorf("an empty store has an arrival at %v", got)
	}
	old := views(t, "shop a.example / v1 s1 0")
	old[0].Arrived = at(700)
	write(t, s, batch{views: old, errors: []rum.JSError{bug("zoo", "1", "s1", "/", "a", 800)}})
	if got := must(s.NewestArrival(t.Context(), "shop"))(t); !got.Equal(timeAt(700)) {
		t.Errorf("the newest arrival is %v, want %v", got, timeAt(700))
	}
	now := time.Now().Truncate(time.Millisecond)
	for i, arrived := range []time.Time{now.Add(-time.Hour), now} {
		fresh := bug("shop", fmt.Sprint(i), "s1", "/", "a", 0)
		fresh.Timestamp, fresh.Arrived = arrived.Add(-20*time.Hour).UnixMilli(), arrived.UnixMilli()
		write(t, s, batch{errors: []rum.JSError{fresh}})
		if got := must(s.NewestArrival(t.Context(), "shop"))(t); !got.Equal(arrived) {
			t.Errorf("the newest arrival is %v, want %v", got, arrived)
		}
	}
}
