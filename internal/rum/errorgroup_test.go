package rum

import "testing"

func TestErrorGroupIDLeavesOutWhatVaries(t *testing.T) {
	same := [][2]string{
		{"order 4711 not found", "order 12 not found"},
		{"no item 0f8fad5b-d9cb-469f-a165-70867728950e", "no item 7C9E6679-7425-40DE-944B-E07FC1F90AE7"},
		{"chunk 3f2a9b1c0d failed", "chunk deadbeef failed"},
		{"at line 3", "at line #"},
	}
	for _, pair := range same {
		if ErrorGroupID("E", pair[0]) != ErrorGroupID("E", pair[1]) {
			t.Errorf("%q and %q are two groups", pair[0], pair[1])
		}
	}
	different := [][2]string{{"order not found", "order 12 not found"}, {"facade", "decade"}, {"x is undefined", "y is undefined"}}
	for _, pair := range different {
		if ErrorGroupID("E", pair[0]) == ErrorGroupID("E", pair[1]) {
			t.Errorf("%q and %q are one group", pair[0], pair[1])
		}
	}
	if ErrorGroupID("TypeError", "m") == ErrorGroupID("Error", "m") {
		t.Error("the name does not tell groups apart")
	}
	if id := ErrorGroupID("", ""); len(id) != ErrorGroupIDLength {
		t.Errorf("the id %q has %d digits, want %d", id, len(id), ErrorGroupIDLength)
	}
}

func TestWorstRatingOfASession(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	var s Session
	if got := s.WorstRating(); got != "" {
		t.Errorf("without vitals: %q", got)
	}
	s.Greatest[TTFB] = value(60_000)
	s.Greatest[CLS] = value(0)
	if got := s.WorstRating(); got != Good {
		t.Errorf("with a good CLS and a poor TTFB, which is no Core Web Vital: %q", got)
	}
	s.Greatest[LCP] = value(4001)
	s.Greatest[INP] = value(201)
	if got := s.WorstRating(); got != Poor {
		t.Errorf("with a poor LCP: %q", got)
	}
}
