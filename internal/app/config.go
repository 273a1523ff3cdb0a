package app

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"
)

// dataFlags say where the data is.
type dataFlags struct {
	Data string `help:"Data directory; created when missing." default:"./paceline-data" type:"path"`
}

// serveFlags configure `paceline serve`. Every flag has an environment twin: --query-addr is PACELINE_QUERY_ADDR.
type serveFlags struct {
	IngestAddr    string   `help:"Where browsers send beacons and load the SDK." default:":4000" group:"Addresses"`
	QueryAddr     string   `help:"Where the query API listens. Open on loopback; beyond it, tokens are required." default:"127.0.0.1:4001" group:"Addresses"`
	DashboardAddr string   `help:"Where the dashboard listens. Loopback only, as there are no logins yet." default:"127.0.0.1:5173" group:"Addresses"`
	OpsAddr       string   `help:"Where /metrics, /ready, /health and /debug/pprof listen." default:"127.0.0.1:4009" group:"Addresses"`
	PublicURL     string   `help:"How browsers reach the ingest address, for the script tag: https://rum.example.com. Default: localhost and the ingest port." group:"Addresses" placeholder:"URL"`
	LiveAddr      string   `help:"Where the live server listens (Socket.IO). It asks every client for a token." default:"127.0.0.1:4500" group:"Addresses"`
	LiveURL       string   `help:"The live server that the dashboard's origin proxies /socket.io to. Default: the one of this process." group:"Addresses" placeholder:"URL"`
	LiveOrigin    []string `help:"Pages of other origins that may connect to the live server, besides this machine's and its own host's: https://dash.example.com." group:"Addresses" placeholder:"URL"`
	AllowHost     []string `help:"Further Host names that the open query API and the dashboard answer to, besides localhost." group:"Addresses" placeholder:"NAME"`

	Queue      string `help:"The durable log: sqlite:PATH or redis://…. Default: log.db in the data directory." group:"Backends" placeholder:"URL"`
	Store      string `help:"The store: duckdb:PATH or postgres://…. Default: facts.duckdb in the data directory." group:"Backends" placeholder:"URL"`
	Control    string `help:"The control plane: sqlite:PATH or postgres://…. Default: control.db in the data directory." group:"Backends" placeholder:"URL"`
	Pubsub     string `help:"By which workers tell live servers what they have written: memory: or redis://…. Default: memory:." group:"Backends" placeholder:"URL"`
	Cache      string `help:"Where the query API keeps answers for a while: memory: or redis://…, which several of them share and which should not be the log's. Default: memory:." group:"Backends" placeholder:"URL"`
	Limits     string `help:"Where rate limits are counted: memory:, each process by itself, or redis://…, all together. Not the log's; the cache's will do. Default: memory:." group:"Backends" placeholder:"URL"`
	SecretFile string `help:"The file with the secret that signs tokens, the same for every process; made when missing. Default: secret in the data directory." group:"Backends" type:"path" placeholder:"FILE"`

	QueueMaxMB      int64         `name:"queue-max-mb" help:"Cap of the log, in MiB; above it ingest answers 503. Default: 8192 for a file, 1024 in Redis." group:"Limits"`
	QueuePartitions int           `help:"Parts of a log in Redis that is new, each read by one worker at a time. One that exists keeps its number." default:"16" group:"Limits"`
	DiskReserveMB   int64         `name:"disk-reserve-mb" help:"Free disk space that is never used, in MiB; below it ingest answers 503." default:"512" group:"Limits"`
	StoreMemoryMB   int64         `name:"store-memory-mb" help:"Memory DuckDB may use, in MiB." default:"256" group:"Limits"`
	StoreThreads    int           `help:"Threads DuckDB may use." default:"2" group:"Limits"`
	InflightMB      int64         `name:"inflight-mb" help:"Bytes of beacons in memory at once, in MiB; above it ingest answers 503." default:"64" group:"Limits"`
	MaxConns        int           `name:"max-connections" help:"Connections an address accepts at once." default:"10000" group:"Limits"`
	LiveClients     int           `help:"Clients of the live server at once; further ones are told to come later." default:"20000" group:"Limits"`
	LogKeep         time.Duration `help:"How long a record stays in the log at the least, for replay." default:"15m" group:"Limits"`
	StopDelay       time.Duration `help:"How long to go on serving after SIGTERM, not ready, so that load balancers turn to other processes first: longer than they need to see it." default:"0s" group:"Limits"`

	TrustedProxy  []string `help:"Addresses or networks (CIDR) whose X-Forwarded-For and country header are believed." group:"Privacy" placeholder:"CIDR"`
	CountryHeader string   `help:"Header in which a trusted proxy tells the visitor's country: CF-IPCountry." group:"Privacy" placeholder:"NAME"`
	GeoIP         string   `name:"geoip" help:"A .mmdb file to take the country from the visitor's address, which is used in memory and never stored." group:"Privacy" type:"path" placeholder:"FILE"`

	replicaFlags `embed:""`

	logFlags  `embed:""`
	otlpFlags `embed:""`
}

// config is the checked form of serveFlags.
type config struct {
	serveFlags
	data         string
	targets      targets
	queue, store backend
	control      backend
	pubsub       backend
	cache        backend
	limits       backend
	secret       string // file
	trusted      []netip.Prefix
	level        slog.Level
	queryOpen    bool
}

// check reports every mistake at once.
func (f serveFlags) check(data, logLevel string, target ...string) (config, error) {
	c := config{serveFlags: f, data: data}
	var mistakes []error
	complain := func(format string, args ...any) { mistakes = append(mistakes, fmt.Errorf(format, args...)) }

	if err := checkDataDir(data); err != nil {
		complain("--data %s: %v", data, err)
	}
	running, err := parseTargets(target)
	if err != nil {
		complain("--target %v", err)
	}
	c.targets = running
	for _, part := range []struct {
		flag, value string
		choice
		to *backend
	}{
		{"--queue", f.Queue, choice{"sqlite", filepath.Join(data, "log.db"), onRedis}, &c.queue},
		{"--store", f.Store, choice{"duckdb", filepath.Join(data, "facts.duckdb"), onPostgres}, &c.store},
		{"--control", f.Control, choice{"sqlite", filepath.Join(data, "control.db"), onPostgres}, &c.control},
		{"--pubsub", f.Pubsub, choice{inMemory, "", onRedis}, &c.pubsub},
		{"--cache", f.Cache, choice{inMemory, "", onRedis}, &c.cache},
		{"--limits", f.Limits, choice{inMemory, "", onRedis}, &c.limits},
	} {
		chosen, err := part.parse(part.value)
		if err != nil {
			complain("%s: %v", part.flag, err)
		}
		*part.to = chosen
	}
	c.secret = cmp.Or(f.SecretFile, filepath.Join(data, "secret"))
	for _, mistake := range c.split() {
		complain("%v", mistake)
	}
	for _, address := range []struct{ flag, value string }{
		{"--ingest-addr", f.IngestAddr}, {"--query-addr", f.QueryAddr}, {"--live-addr", f.LiveAddr},
		{"--dashboard-addr", f.DashboardAddr}, {"--ops-addr", f.OpsAddr},
	} {
		if _, _, err := net.SplitHostPort(address.value); err != nil {
			complain("%s %q: want host:port or :port", address.flag, address.value)
		}
	}
	c.queryOpen = isLoopback(f.QueryAddr)
	if !isLoopback(f.DashboardAddr) {
		complain("--dashboard-addr %q: the dashboard has no logins yet, so it listens on loopback only; reach it through an SSH tunnel (ssh -L 5173:127.0.0.1:5173 HOST) or a reverse proxy that asks for a password, and name the proxy's host with --allow-host", f.DashboardAddr)
	}
	for _, link := range []struct{ flag, value string }{{"--public-url", f.PublicURL}, {"--live-url", f.LiveURL}} {
		if u, err := url.Parse(link.value); link.value != "" && (err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https")) {
			complain("%s %q: want http://host or https://host", link.flag, link.value)
		}
	}
	for _, text := range f.TrustedProxy {
		prefix, err := parsePrefix(text)
		if err != nil {
			complain("--trusted-proxy %q: want an address or a network such as 10.0.0.0/8", text)
		}
		c.trusted = append(c.trusted, prefix)
	}
	if f.StopDelay < 0 {
		complain("--stop-delay %s: want 0s or more", f.StopDelay)
	}
	if f.CountryHeader != "" && len(f.TrustedProxy) == 0 {
		complain("--country-header: without --trusted-proxy nobody is believed; name the proxy that sets it")
	}
	for _, limit := range []struct {
		flag         string
		value, least int64
	}{
		{"--queue-max-mb", cmp.Or(f.QueueMaxMB, defaultRedisMB), 16}, {"--queue-partitions", int64(f.QueuePartitions), 1}, {"--disk-reserve-mb", f.DiskReserveMB, 0}, {"--store-memory-mb", f.StoreMemoryMB, 64},
		{"--store-threads", int64(f.StoreThreads), 1}, {"--inflight-mb", f.InflightMB, 4}, {"--max-connections", int64(f.MaxConns), 1}, {"--live-clients", int64(f.LiveClients), 1},
	} {
		if limit.value < limit.least {
			complain("%s %d: the least is %d", limit.flag, limit.value, limit.least)
		}
	}
	mistakes = append(mistakes, f.replicaFlags.check(c.store)...)
	mistakes = append(mistakes, f.logFlags.check()...)
	mistakes = append(mistakes, f.otlpFlags.check()...)
	if err := c.level.UnmarshalText([]byte(logLevel)); err != nil {
		complain("--log-level: %v", err)
	}
	if len(mistakes) > 0 {
		return c, usageError{fmt.Errorf("the configuration does not hold together:\n%w", errors.Join(mistakes...))}
	}
	return c, nil
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func parsePrefix(text string) (netip.Prefix, error) {
	if ip, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	return netip.ParsePrefix(text)
}
