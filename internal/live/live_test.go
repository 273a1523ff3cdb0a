package live

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"paceline/internal/httpapi"
	"paceline/internal/pubsub/memory"
	"paceline/internal/pulse"
	"paceline/internal/token"
)

func newService(t *testing.T, c Config) *Service {
	t.Helper()
	tokens, err := token.New(make([]byte, token.SecretBytes), nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Bus, c.Tokens, c.Exists = memory.New(), tokens, func(project string) bool { return project == "shop" }
	s := New(c)
	t.Cleanup(s.sockets.Close)
	t.Cleanup(s.listens.Close)
	return s
}

func TestWhichPagesMayConnect(t *testing.T) {
	proxies, err := httpapi.ParseProxies([]string{"192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	s := newService(t, Config{Origins: []string{"https://dash.example/"}, Proxies: proxies})
	for _, c := range []struct {
		origin, host, forwarded, peer string
		want                          bool
	}{
		{"https://dash.example", "live.example", "", "198.51.100.1", true},
		{"https://DASH.example", "live.example", "", "198.51.100.1", true},
		{"http://dash.example", "live.example", "", "198.51.100.1", false},
		{"https://dash.example.evil.example", "live.example", "", "198.51.100.1", false},
		{"https://live.example", "live.example", "", "198.51.100.1", true},
		{"https://live.example:8443", "live.example", "", "198.51.100.1", false},
		{"http://localhost:5173", "live.example", "", "198.51.100.1", true},
		{"http://[::1]:5173", "live.example", "", "198.51.100.1", true},
		{"http://127.0.0.1.evil.example", "live.example", "", "198.51.100.1", false},
		{"https://front.example", "live.example", "front.example", "192.0.2.1", true},
		{"https://front.example", "live.example", "front.example", "198.51.100.1", false},
		{"null", "live.example", "", "198.51.100.1", false},
		{"file://", "live.example", "", "198.51.100.1", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://"+c.host+"/socket.io/", nil)
		r.RemoteAddr = c.peer + ":1234"
		r.Header.Set("Origin", c.origin)
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-Host", c.forwarded)
		}
		if got := s.mayConnect(r); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

func TestATokenIsFoundInAuthThenInTheHeader(t *testing.T) {
	header := http.Header{"Authorization": {"Bearer h"}}
	for _, c := range []struct {
		auth   string
		header http.Header
		want   string
	}{
		{`{"token":"a"}`, header, "a"},
		{`{"token":""}`, header, "h"},
		{`{"token":7}`, header, "h"},
		{``, header, "h"},
		{`[]`, nil, ""},
		{``, http.Header{"Authorization": {"Basic x"}}, ""},
	} {
		if got := tokenOf(json.RawMessage(c.auth), c.header); got != c.want {
			t.Errorf("%s, %v: %q", c.auth, c.header, got)
		}
	}
}

func TestTheLastMinuteIsKeptForRoomsThatAreEmpty(t *testing.T) {
	s := newService(t, Config{})
	p := fullPulse()
	m, err := pulse.Message("shop", p)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Bus.(*memory.Bus).Publish(t.Context(), "live", m); err != nil {
		t.Fatal(err)
	}
	d, err := s.listens.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.take(d)
	if got := s.rooms["shop"].minute.sum(s.Now()); got.Views != p.Views || got.Events != p.Events {
		t.Errorf("the last minute has %d page views of %d events", got.Views, got.Events)
	}
	s.sweepOnce()
	if s.rooms["shop"] == nil {
		t.Error("a room is forgotten while its last minute is known")
	}
}
