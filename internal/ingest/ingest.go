// Package ingest is the front door, :4000: it checks a beacon's key, origin, rate, size and shape in that order, leaves
// nothing in it that may not reach a disk, appends it to the durable log, and only then answers 202.
//
// It knows no store. What it may hold in memory at once is bounded by Config.InFlightBytes.
package ingest

import (
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/httpapi"
	"paceline/internal/queue"
	"paceline/internal/tracing"
)

// Config is what a Service is made of. Keys, Limits, Queue, Registry and Log are required.
type Config struct {
	Keys     Keys
	Limits   Limits
	Queue    queue.Appender
	Registry prometheus.Registerer
	Log      *slog.Logger

	Script        []byte           // the SDK file; nil when the binary was built without it
	CoreScript    []byte           // the same of the core build alone
	SelfCheck     fs.FS            // the files of the self-check page; nil when the binary was built without them
	Proxies       httpapi.Proxies  // whose X-Forwarded-For and CountryHeader are believed
	CountryHeader string           // such as CF-IPCountry; none when empty
	Countries     *Countries       // country by address; none when nil
	InFlightBytes int64            // bodies in memory at once, as sent and inflated; 64 MiB when 0
	BodyTimeout   time.Duration    // for a whole body to arrive; 15 s when 0
	Now           func() time.Time // the server's clock; time.Now when nil
	Tracer        *tracing.Tracer  // none when nil
}

// Service answers the requests of browsers.
type Service struct {
	Config
	metrics *metrics
	http    *httpapi.Metrics
	budget  *budget
	gate    *httpapi.Gate
	script  *script
	core    *script
}

// New makes a service and registers its metrics.
func New(c Config) *Service {
	if c.InFlightBytes == 0 {
		c.InFlightBytes = 64 << 20
	}
	if c.BodyTimeout == 0 {
		c.BodyTimeout = 15 * time.Second
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Service{
		Config: c, budget: newBudget(c.InFlightBytes), gate: httpapi.NewGate(),
		script: newScript("paceline", c.Script), core: newScript("paceline-core", c.CoreScript),
	}
	s.metrics = newMetrics(c.Registry, s.budget, s.gate)
	s.http = httpapi.NewMetrics(c.Registry, "ingest").Trace(c.Tracer)
	return s
}

// Handler is every route, inside the log, the metrics, the deadline for bodies, and what lets pages read the answers.
func (s *Service) Handler() http.Handler {
	routes := allowReading(httpapi.Routes(s.routes(), s.Log))
	return httpapi.Observe(httpapi.SecurityHeaders(s.bodyDeadline(routes)), s.Log, s.http)
}

// ScriptPath is the versioned path of the SDK file, and Integrity what a script tag states for it
// (https://www.w3.org/TR/SRI/); both are empty in a binary without it.
func (s *Service) ScriptPath() (path, integrity string) { return s.script.path, s.script.integrity }

// CoreScriptPath is the same of the core build.
func (s *Service) CoreScriptPath() (path, integrity string) { return s.core.path, s.core.integrity }
