package app

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"paceline/internal/fault"
	"paceline/internal/httpapi"
	"paceline/internal/live"
)

// addLive wires the live server.
func (p *process) addLive(registry prometheus.Registerer) error {
	b := p.backends
	service := live.New(live.Config{
		Bus: b.bus, Tokens: b.tokens, Exists: p.exists, Origins: p.config.LiveOrigin, Proxies: p.localProxies(),
		MaxClients: p.config.LiveClients, Registry: registry, Log: p.logs.of(liveTarget), Now: fault.Now,
	})
	p.services = append(p.services, service)
	p.ops.probes = append(p.ops.probes, probe{name: "live", check: service.Check, degrades: true})
	return p.addSizedServer("live", p.config.LiveAddr, service.Handler(), httpapi.Options{
		// A client that upgrades has two connections for a moment.
		MaxConns: 2 * p.config.LiveClients, Drain: time.Second, WriteBuffer: liveWriteBuffer, Log: p.logs.of(liveTarget),
	})
}

// liveWriteBuffer is how much the kernel keeps for a client that does not read. It would take megabytes of each.
const liveWriteBuffer = 32 << 10

func (p *process) exists(project string) bool {
	_, ok := p.backends.keyring.Project(project)
	return ok
}

// serviceFunc is a service of one function.
type serviceFunc func(context.Context) error

// Run calls the function.
func (f serviceFunc) Run(ctx context.Context) error { return f(ctx) }
