package bench

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

func TestPercentilesAreNearestRanks(t *testing.T) {
	var times []time.Duration
	for n := range 100 {
		times = append(times, time.Duration(100-n)*time.Millisecond)
	}
	if got := latencyOf("l", times); got.P50 != 50 || got.P95 != 95 || got.P99 != 99 || got.N != 100 {
		t.Errorf("of 1..100 ms: %+v", got)
	}
	if got := latencyOf("l", times[:1]); got.P50 != 1 || got.P99 != 1 {
		t.Errorf("of one: %+v", got)
	}
	if got := latencyOf("l", nil).held("p99", 5); got.P99 != 0 || got.Bar.Met {
		t.Errorf("of none, a bar is not met: %+v %+v", got, got.Bar)
	}
}

func TestBarsAreMetAtTheirLimit(t *testing.T) {
	for _, row := range []struct {
		figure Figure
		met    bool
	}{
		{atLeast("a", 70, "%", 70), true}, {atLeast("a", 69.9, "%", 70), false},
		{atMost("a", 120, "MB", 120), true}, {atMost("a", 120.1, "MB", 120), false},
	} {
		if row.figure.Bar.Met != row.met {
			t.Errorf("%+v: met %v, want %v", row.figure, row.figure.Bar.Met, row.met)
		}
	}
}

func TestNumbersKeepWhatSaysSomething(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 0.123: "0.12", 5.678: "5.68", 52.64: "52.6", 158.4: "158", 999.6: "1000", 1234567.8: "1,234,568", 10000: "10,000", -1234: "-1,234",
	} {
		if got := number(value); got != want {
			t.Errorf("number(%v) = %q, want %q", value, got, want)
		}
	}
}

func TestThePageNamesTheBarsThatAreMissed(t *testing.T) {
	var page bytes.Buffer
	err := Markdown(&page, "The machine was shared.", []Report{{
		Bench: "ingest", Command: "paceline bench ingest",
		Figures:   []Figure{atLeast("of the floor", 52.6, "%", 70), atMost("idle", 80, "MB", 120)},
		Latencies: []Latency{Latency{Name: "overview", N: 5, P95: 300}.held("p95", 250)},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "\nThe machine was shared.\n") {
		t.Error("the note is missing")
	}
	_, missed, _ := strings.Cut(page.String(), "## Bars that are missed")
	if !strings.Contains(missed, "of the floor: 52.6 %, ≥ 70 %") || !strings.Contains(missed, "overview: p95 300 ms, p95 ≤ 250 ms") || strings.Contains(missed, "idle") {
		t.Error(missed)
	}
}

func TestALateBeaconComesAfterMoreThanABatch(t *testing.T) {
	visits := takeVisits(ProjectKeys(60), 12_000)
	if len(visits) != 12_000 {
		t.Fatalf("%d visits", len(visits))
	}
	seen := map[string]int{} // bytes given at the first record of a session and page view
	given, apart, records := 0, 0, 0
	const batch = 1 << 20
	late, err := Drain{Batch: batch}.inOrder(visits, func(record queue.Record) error {
		r, err := rum.DecodeRecord(record.Data)
		if err != nil {
			return err
		}
		view := r.Events[0].ViewID
		if first, again := seen[view]; again && given-first > batch {
			apart++
		} else if !again {
			seen[view] = given
		}
		given += len(record.Data)
		records++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, v := range visits {
		want += len(v)
	}
	if records != want || len(seen) != len(visits) {
		t.Errorf("%d records of %d views, want %d of %d", records, len(seen), want, len(visits))
	}
	if late == 0 || apart < late || float64(late) > lateShare*float64(len(visits)) {
		t.Errorf("%d said to be late, %d are", late, apart)
	}
}

func TestRoundsAreOtherSessionsAndViews(t *testing.T) {
	list, _, err := messages([]Project{{Key: "a", APIKey: "pl_a"}})
	if err != nil {
		t.Fatal(err)
	}
	m := list[0]
	first, second := string(m.inRound(nil, 1)), string(m.inRound(nil, 2))
	if first == second || len(first) != len(m.bytes) || len(second) != len(m.bytes) {
		t.Fatal("the rounds do not differ, or not only in ids")
	}
	session, view, id := idsOf(t, first)
	otherSession, otherView, otherID := idsOf(t, second)
	if session == otherSession || view == otherView || id == otherID {
		t.Error("an id stayed the same")
	}
	if !strings.HasPrefix(id, view) {
		t.Error("the event's id no longer belongs to its view")
	}
}

func idsOf(t *testing.T, request string) (session, view, id string) {
	t.Helper()
	_, body, _ := strings.Cut(request, "\r\n\r\n")
	var beacon struct {
		Events []struct{ ID, SessionID, ViewID string }
	}
	if err := json.Unmarshal([]byte(body), &beacon); err != nil {
		t.Fatal(err)
	}
	e := beacon.Events[0]
	return e.SessionID, e.ViewID, e.ID
}

func TestTheFloorAnswersWhatIsInItsFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "floor")
	file, err := openGroupFile(path)
	if err != nil {
		t.Fatal(err)
	}
	address, stop, err := listen(t.Context(), floorHandler(file))
	if err != nil {
		t.Fatal(err)
	}
	list, bodyBytes, err := messages([]Project{{Key: "a", APIKey: "pl_a"}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := load{address: address, clients: 4, messages: list[:1], rate: 400}.run(t.Context(), 200*time.Millisecond)
	if err != nil || o.refused() != nil || len(o.accepted) == 0 {
		t.Fatal(o.statuses, len(o.accepted), err)
	}
	if len(o.accepted) > 81 {
		t.Errorf("%d beacons in 200 ms at 400 a second", len(o.accepted))
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	if err := file.close(); err != nil {
		t.Error(err)
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := bytes.Cut(list[0].bytes, []byte("\r\n\r\n"))
	if bodyBytes == 0 || len(kept) != len(o.accepted)*len(body) {
		t.Errorf("%d answers, %d bytes kept", len(o.accepted), len(kept))
	}
}

func TestALoadTellsRefusals(t *testing.T) {
	address, stop, err := listen(t.Context(), http.NotFoundHandler())
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	list, _, err := messages([]Project{{Key: "a", APIKey: "pl_a"}})
	if err != nil {
		t.Fatal(err)
	}
	o, err := load{address: address, clients: 1, messages: list[:1], rate: 100}.run(t.Context(), 50*time.Millisecond)
	if err != nil || len(o.accepted) != 0 || o.statuses[404] == 0 || o.refused() == nil {
		t.Error(o, err)
	}
}

func TestSomeOfEveryPageViewIsMadeUpInOrder(t *testing.T) {
	s := newSite("p", time.Now(), 1000)
	var times []int64
	faults := 0
	for range 1000 {
		v, fault := s.next()
		times = append(times, v.Timestamp)
		if fault != nil {
			faults++
		}
		painted := v.Vitals[rum.FCP].Reported && v.Vitals[rum.LCP].Reported
		if painted && v.Visible() < 5 || !painted && v.Vitals[rum.FID].Reported || v.Visible() < 3 || len(v.ViewID) != 16 {
			t.Fatalf("%+v", v)
		}
	}
	if !slices.IsSorted(times) || faults == 0 || time.Duration(times[999]-times[0])*time.Millisecond < 29*24*time.Hour {
		t.Error(faults, times[0], times[999])
	}
}
