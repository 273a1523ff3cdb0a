package app

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	dashboardfiles "paceline/apps/dashboard"
	"paceline/internal/dashboard"
	"paceline/internal/fault"
	"paceline/internal/httpapi"
	"paceline/internal/ingest"
	"paceline/internal/otlp"
	"paceline/internal/pulse"
	"paceline/internal/query"
	"paceline/packages/sdk"
)

// service runs until its context ends.
type service interface {
	Run(ctx context.Context) error
}

// process is every service of `paceline serve`, wired.
type process struct {
	config    config
	backends  *backends
	logs      *logs
	telemetry *otlp.Telemetry // nil without a collector
	log       *slog.Logger    // of what belongs to no service
	ops       *ops
	queries   []*query.Service
	pulses    *pulse.Publisher
	beacons   *ingest.Service // nil without the target ingest
	services  []service
	servers   map[string]*httpapi.Server // the listening ones among the services, by name
}

// openProcess opens the backends and wires every service to them.
func openProcess(env *environment, c config) (*process, error) {
	logs := newLogs(env.errors, c.level, c.logFlags)
	telemetry, err := openTelemetry(env, c.otlpFlags, logs)
	if err != nil {
		return nil, errors.Join(err, logs.close())
	}
	logs.telemetry = telemetry
	b, err := openBackends(env, c, logs)
	if err != nil {
		return nil, errors.Join(err, telemetry.Close(), logs.close())
	}
	p, err := newProcess(c, b, logs)
	if err != nil {
		return nil, errors.Join(err, b.close(), telemetry.Close(), logs.close())
	}
	return p, nil
}

func newProcess(c config, b *backends, logs *logs) (*process, error) {
	p := &process{config: c, backends: b, logs: logs, telemetry: logs.telemetry, log: logs.of("paceline"), servers: map[string]*httpapi.Server{}}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(faults(b)...)
	p.ops = &ops{registry: registry, log: logs.of("ops"), local: isLoopback(c.OpsAddr), hosts: c.AllowHost, probes: b.probes(c.targets)}
	registry.MustRegister(newDependencies(p.ops.ask), newDisks(c), buildInfo())
	if p.telemetry != nil {
		registry.MustRegister(p.telemetry.Collector())
	}
	p.services = append(p.services, b.services(p.log, c.secret)...)
	for _, step := range []struct {
		target string
		add    func(prometheus.Registerer) error
	}{
		{ingestTarget, p.addIngest}, {queryTarget, p.addQuery}, {liveTarget, p.addLive}, {workerTarget, p.addWorker},
	} {
		if !c.targets.has(step.target) {
			continue
		}
		if err := step.add(registry); err != nil {
			return nil, err
		}
	}
	if err := p.addServer("ops", c.OpsAddr, p.ops.handler()); err != nil {
		return nil, err
	}
	if !c.targets.has(dashboardTarget) {
		return p, nil
	}
	return p, p.addDashboard(registry)
}

// addServer binds the address at once: a busy port is known before anything starts, and others can be told of it.
func (p *process) addServer(name, address string, handler http.Handler) error {
	return p.addGatedServer(name, address, handler, nil)
}

func (p *process) addGatedServer(name, address string, handler http.Handler, early *httpapi.Early) error {
	return p.addSizedServer(name, address, handler, httpapi.Options{MaxConns: p.config.MaxConns, Early: early, Log: p.logs.of(name)})
}

func (p *process) addSizedServer(name, address string, handler http.Handler, options httpapi.Options) error {
	server := httpapi.NewServer(address, handler, options)
	p.servers[name] = server
	p.services = append(p.services, server)
	return server.Listen()
}

func (p *process) addIngest(registry prometheus.Registerer) error {
	var countries *ingest.Countries
	if p.config.GeoIP != "" {
		var err error
		if countries, err = ingest.OpenCountries(p.config.GeoIP); err != nil {
			return usageError{err}
		}
	}
	p.beacons = ingest.New(ingest.Config{
		Keys: p.backends.keyring, Limits: p.backends.limits.beacons, Queue: p.backends.log, Registry: registry, Log: p.logs.of(ingestTarget),
		Script: sdk.Script, SelfCheck: sdk.Check(), CoreScript: sdk.Core, Proxies: httpapi.Proxies(p.config.trusted), CountryHeader: p.config.CountryHeader,
		Now: fault.Now, Countries: countries, InFlightBytes: p.config.InflightMB * mebibyte, Tracer: p.telemetry.Tracer(),
	})
	return p.addGatedServer("ingest", p.config.IngestAddr, p.beacons.Handler(), p.beacons.Early())
}

func (p *process) addQuery(registry prometheus.Registerer) error {
	c := p.queryConfig(registry)
	if !p.config.queryOpen {
		c.Open, c.Tokens = false, p.backends.tokens
	}
	if p.config.pubsub.shared() && !p.config.targets.has(workerTarget) {
		p.services = append(p.services, serviceFunc(p.followChanges))
	}
	service, err := p.newQuery(c)
	if err != nil {
		return err
	}
	return p.addServer("query", p.config.QueryAddr, service.Handler())
}

// queryConfig is that of an open query API.
func (p *process) queryConfig(registry prometheus.Registerer) query.Config {
	return query.Config{
		Store: p.backends.store, Cache: p.backends.cache, Projects: p.backends.keyring, Intake: intake{p.backends.log},
		Limits: p.backends.limits.readers, Pseudonym: p.backends.tokens.Pseudonym,
		Open: true, Hosts: p.config.AllowHost, Now: fault.Now,
		Version: version, Proxies: p.localProxies(), Registry: registry, Log: p.logs.of(queryTarget), Tracer: p.telemetry.Tracer(),
		Staleness: p.config.staleness(),
	}
}

// addInnerQuery gives the dashboard, which has no tokens but listens on loopback only, a way to the query API when
// that asks for tokens or runs elsewhere.
func (p *process) addInnerQuery(registry prometheus.Registerer) error {
	c := p.queryConfig(registry)
	if p.config.targets.has(queryTarget) {
		c.Registry = nil // one set of metrics
	}
	service, err := p.newQuery(c)
	if err != nil {
		return err
	}
	return p.addServer("inner-query", "127.0.0.1:0", service.Handler())
}

func (p *process) newQuery(c query.Config) (*query.Service, error) {
	service, err := query.New(c)
	if err == nil {
		p.queries = append(p.queries, service)
	}
	return service, err
}

// localProxies adds this machine to the trusted proxies: the dashboard passes requests on for its clients, who
// would otherwise share one rate limit.
func (p *process) localProxies() httpapi.Proxies {
	loopback := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	return append(loopback, p.config.trusted...)
}

func (p *process) addDashboard(registry prometheus.Registerer) error {
	files, _ := dashboardfiles.Files()
	api := "query"
	if !p.config.targets.has(queryTarget) || !p.config.queryOpen {
		api = "inner-query"
		if err := p.addInnerQuery(registry); err != nil {
			return err
		}
	}
	queryURL, err := url.Parse(p.url(api))
	if err != nil {
		return err
	}
	liveURL, err := p.liveURL()
	if err != nil {
		return err
	}
	c := dashboard.Config{
		Assets: files, QueryURL: queryURL, LiveURL: liveURL, IngestURL: p.ingestURL(), Exists: p.exists,
		Open: true, Hosts: p.config.AllowHost, Version: version, Registry: registry, Log: p.logs.of(dashboardTarget),
	}
	if liveURL != nil {
		c.Tokens = p.backends.tokens
	}
	handler, err := dashboard.New(c)
	if err != nil {
		return err
	}
	return p.addServer("dashboard", p.config.DashboardAddr, handler)
}

// liveURL is where the dashboard passes live updates on to; nil when there are none.
func (p *process) liveURL() (*url.URL, error) {
	switch {
	case p.config.LiveURL != "":
		return url.Parse(p.config.LiveURL)
	case p.config.targets.has(liveTarget):
		return url.Parse(p.url("live"))
	}
	return nil, nil
}

// run says that it is ready, and runs until ctx has ended and the process has left, or a service fails. It closes the
// backends.
func (p *process) run(ctx context.Context, ready func(context.Context) error) error {
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	group, running := errgroup.WithContext(serving)
	for _, s := range p.services {
		group.Go(func() error { return s.Run(running) })
	}
	group.Go(func() error {
		defer end()
		p.leave(ctx, running)
		return nil
	})
	group.Go(func() error {
		p.announce()
		return ready(running)
	})
	err := group.Wait()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, p.close())
}

// leave returns when the process may end. It is not ready from the first moment after ctx has ended, and goes on serving
// for StopDelay, so that balancers turn to others before anything is refused. Of a worker nobody asks anything.
func (p *process) leave(ctx, running context.Context) {
	select {
	case <-ctx.Done():
	case <-running.Done():
	}
	p.ops.stopping.Store(true)
	for _, server := range p.servers {
		server.Leave()
	}
	if len(p.servers) == 1 { // that of ops
		return
	}
	select {
	case <-time.After(p.config.StopDelay):
	case <-running.Done():
	}
}

func (p *process) close() error {
	for _, q := range p.queries {
		q.Close()
	}
	return errors.Join(p.backends.close(), p.telemetry.Close(), p.logs.close())
}

// announce logs the bound addresses: what starts the process waits for this line, on standard error wherever the log is.
func (p *process) announce() {
	attributes := make([]any, 0, 2*len(p.servers))
	for _, name := range slices.Sorted(maps.Keys(p.servers)) {
		attributes = append(attributes, name, p.servers[name].Addr())
	}
	p.log.Info("ready", attributes...)
	if p.config.LogFile != "" {
		newLogger(p.logs.stderr, slog.LevelInfo).Info("ready", attributes...)
	}
}

// url is how this machine reaches a server.
func (p *process) url(name string) string {
	host, port, err := net.SplitHostPort(p.servers[name].Addr())
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && (ip.IsUnspecified() || ip.IsLoopback())) {
		host = "localhost"
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}).String()
}

// ingestURL is how browsers reach ingest.
func (p *process) ingestURL() string {
	if p.config.PublicURL != "" {
		return strings.TrimSuffix(p.config.PublicURL, "/")
	}
	return p.url("ingest")
}
