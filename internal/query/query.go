// Package query is the read side (:4001): it answers questions about page views, vitals and errors from a cache, and
// behind that from the store. It answers GET and HEAD only, and never writes.
package query

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/admin"
	"paceline/internal/cache"
	"paceline/internal/httpapi"
	"paceline/internal/rum"
	"paceline/internal/store"
	"paceline/internal/token"
	"paceline/internal/tracing"
)

// Projects tells which projects there are; admin.Keyring does. It is asked at every request: it answers from memory.
type Projects interface {
	// Projects lists every project, ordered by key. The list is shared: it is not changed.
	Projects() []admin.ProjectInfo
	// Project finds one project.
	Project(key string) (admin.Project, bool)
}

// Intake tells what the log knows, with the positions that the store stands at.
type Intake interface {
	// Intake counts a project's events.
	Intake(ctx context.Context, project string, after rum.Positions) (rum.Intake, error)
	// OldestWaiting is when the oldest event of any project that waits behind the positions was accepted; zero when none waits.
	OldestWaiting(ctx context.Context, after rum.Positions) (time.Time, error)
}

// Config is what a Service needs. Store, Cache, Projects, Intake and Limits are required, and either Open or Tokens.
type Config struct {
	Store    store.Reader
	Cache    cache.Cache
	Projects Projects
	Intake   Intake
	Limits   Limits

	// Open lets everybody read every project. It is for a service that listens on loopback only, and then answers only
	// requests for localhost, 127.0.0.1, [::1] and Hosts, so that no website can reach it by rebinding its name.
	Open  bool
	Hosts httpapi.Hosts
	// Tokens checks the bearer tokens of a service that is not open.
	Tokens *token.Tokens

	Version      string                // shown in the OpenAPI document
	Proxies      httpapi.Proxies       // whose forwarding headers are believed
	RateLimit    int                   // requests per minute, project and client; 1,000 when 0
	Pseudonym    func(string) string   // stands for a client's address in Limits; nil only where they are of this process
	QueryTimeout time.Duration         // for one question to the store; 10 s when 0
	Registry     prometheus.Registerer // for metrics; none are registered when nil
	Log          *slog.Logger          // discarded when nil
	Now          func() time.Time      // time.Now when nil
	Tracer       *tracing.Tracer       // none when nil
	Staleness    time.Duration         // by how much the store's answers may be behind a change that Changed tells
}

// Service answers questions. It is safe for concurrent use.
type Service struct {
	Config
	through *cache.Through
	changes *changes
	metrics *metrics
	access  access
	handler http.Handler
}

// New makes a service. Close ends it.
func New(c Config) (*Service, error) {
	if c.Store == nil || c.Cache == nil || c.Projects == nil || c.Intake == nil || c.Limits == nil {
		return nil, errors.New("query: Store, Cache, Projects, Intake and Limits are required")
	}
	if c.Open == (c.Tokens != nil) {
		return nil, errors.New("query: want either Open or Tokens")
	}
	c.setDefaults()
	s := &Service{Config: c, metrics: newMetrics(c.Registry), access: access{open: c.Open, hosts: c.Hosts, tokens: c.Tokens}}
	s.through = cache.NewThrough(c.Cache, s.metrics.cacheRead)
	s.changes = newChanges(s.invalidate, s.Staleness)
	handler, err := s.routes()
	if err != nil {
		return nil, err
	}
	s.handler = handler
	return s, nil
}

func (c *Config) setDefaults() {
	if c.RateLimit == 0 {
		c.RateLimit = 1000
	}
	if c.Pseudonym == nil {
		c.Pseudonym = func(address string) string { return address }
	}
	if c.QueryTimeout == 0 {
		c.QueryTimeout = 10 * time.Second
	}
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
}

// Handler serves the API.
func (s *Service) Handler() http.Handler { return s.handler }

// Close ends the work in the background.
func (s *Service) Close() {
	s.changes.close()
}

// Changed says that data of the projects was committed. Their cached answers are dropped at once, but for each
// project no more often than every 5 s; the last change is never missed. It does not block.
func (s *Service) Changed(projects ...string) {
	for _, project := range projects {
		s.changes.note(project)
	}
}

func (s *Service) invalidate(project string) {
	if err := s.through.Invalidate(context.Background(), projectScope(project)); err != nil {
		s.Log.Warn("cache not invalidated: answers may be as old as their time to live", "error", err)
	}
}

func projectScope(project string) cache.Scope {
	return cache.Scope{Entity: "project", Identifier: project}
}

// client is who a rate limit is for.
func (s *Service) client(r *http.Request) netip.Addr { return s.Proxies.ClientIP(r) }
