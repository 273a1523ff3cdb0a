// Package live tells browsers what was just committed (:4500): Socket.IO, a room for each project, taken from the token
// alone. What is told is a summary, at most four times a second a room; the facts are in the store.
package live

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/httpapi"
	"paceline/internal/live/socketio"
	"paceline/internal/pubsub"
	"paceline/internal/pulse"
	"paceline/internal/token"
)

// Tokens checks tokens.
type Tokens interface {
	Check(audience, text string) (token.Grant, error)
}

// Config is what a live server is made of.
type Config struct {
	Bus     pubsub.Subscriber
	Tokens  Tokens
	Exists  func(project string) bool // a project that is removed loses its clients
	Origins []string                  // pages that may connect besides this machine's and those of the server's own host: "https://dash.example.com"
	Proxies httpapi.Proxies           // whose X-Forwarded-Host is believed

	MaxClients int                   // at once; 0 is 20,000
	Registry   prometheus.Registerer // for metrics; none are registered when nil
	Log        *slog.Logger          // discarded when nil
	Now        func() time.Time      // time.Now when nil
}

// Service is a live server.
type Service struct {
	Config
	sockets *socketio.Server
	listens pubsub.Subscription
	metrics *metricSet

	mu    sync.Mutex
	rooms map[string]*room // by project, those of the last minute and those with members
	seats map[*socketio.Client]*member
}

// New makes a live server; Run runs it, Handler answers its requests.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Service{Config: c, rooms: map[string]*room{}, seats: map[*socketio.Client]*member{}}
	s.sockets = socketio.New(socketio.Config{Handler: s, Origin: s.mayConnect, MaxSessions: c.MaxClients})
	s.metrics = newMetricSet(c.Registry, s)
	s.listens = c.Bus.Subscribe(pubsub.Live)
	return s
}

// Check is nil while what is committed arrives here.
func (s *Service) Check(context.Context) error { return s.listens.Check() }

// sweepEvery is how often it is looked whether those in a room may still be there.
const sweepEvery = 15 * time.Second

// Run tells rooms what is published until ctx ends, and then ends all sessions.
func (s *Service) Run(ctx context.Context) error {
	defer s.sockets.Close()
	defer s.listens.Close()
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		s.sweep(ctx)
	}()
	defer func() { <-swept }()
	for {
		delivery, err := s.listens.Next(ctx)
		if ctx.Err() != nil || errors.Is(err, pubsub.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		s.take(delivery)
	}
}

// take adds what was committed to its room.
func (s *Service) take(d pubsub.Delivery) {
	if d.Missed {
		s.metrics.missed.Inc()
	}
	p, err := pulse.Parse(d.Message)
	if err != nil {
		s.Log.Warn("a summary of another version is passed over", "error", err)
		return
	}
	s.mu.Lock()
	r := s.room(d.Project)
	s.mu.Unlock()
	r.add(p)
}

// room finds or makes the room of a project. The caller holds mu.
func (s *Service) room(project string) *room {
	r := s.rooms[project]
	if r == nil {
		r = newRoom(s, project)
		s.rooms[project] = r
	}
	return r
}

// sweep ends who may not stay, and forgets rooms in which nothing happens.
func (s *Service) sweep(ctx context.Context) {
	ticks := time.NewTicker(sweepEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			s.sweepOnce()
		case <-ctx.Done():
			return
		}
	}
}

func (s *Service) sweepOnce() {
	s.mu.Lock()
	members := make([]*member, 0, len(s.seats))
	for _, m := range s.seats {
		members = append(members, m)
	}
	for project, r := range s.rooms {
		if r.forgettable(s.Now()) {
			delete(s.rooms, project)
		}
	}
	s.mu.Unlock()
	for _, m := range members {
		if !s.mayStay(m) {
			m.client.Close(socketio.Revoked)
		}
	}
}

// mayStay looks at a member's token once more: its signature is worth nothing once the secret was replaced.
func (s *Service) mayStay(m *member) bool {
	_, err := s.Tokens.Check(token.Live, m.tokenText())
	if errors.Is(err, token.ErrExpired) {
		return true // its own timer ends it
	}
	return err == nil && s.Exists(m.project)
}

// Handler answers /socket.io/ and /health.
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/socket.io/", s.sockets)
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		_ = httpapi.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok", "service": "live"})
	})
	// Not httpapi.Observe: it would keep what it measures of each request for as long as a WebSocket lasts.
	return httpapi.SecurityHeaders(httpapi.Routes(mux, s.Log))
}
