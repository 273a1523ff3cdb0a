package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	adminport "paceline/internal/admin"
	controlserver "paceline/internal/admin/postgres"
	controlfile "paceline/internal/admin/sqlite"
	"paceline/internal/redisurl"
	"paceline/internal/store"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

// The schemes of backends that are servers; the others name a file, or memory.
const (
	onPostgres = "postgres"
	onRedis    = "redis"
	inMemory   = "memory"
)

// backend is where a part keeps its data.
type backend struct {
	scheme string
	path   string // of a file
	url    string // of a server
}

// shared reports whether several processes can use it.
func (b backend) shared() bool { return b.url != "" }

// String names it for people, without a password.
func (b backend) String() string {
	if b.url == "" {
		return b.path
	}
	return redacted(b.url)
}

// redacted is a URL without its password and its parameters, which may hold one.
func redacted(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return withoutPassword(text)
	}
	return (&url.URL{Scheme: u.Scheme, User: url.User(u.User.Username()), Host: u.Host, Path: u.Path}).String()
}

// choice is what a backend is chosen from.
type choice struct {
	scheme   string // of what Paceline brings along: a file, or memory
	fallback string // the file when nothing is chosen
	server   string // the scheme of the server it may be on; empty when it may not
}

// parse reads scheme:PATH, memory: or the URL of a server; empty is the fallback.
func (c choice) parse(text string) (backend, error) {
	own := backend{scheme: c.scheme, path: c.fallback}
	given, path, _ := strings.Cut(text, ":")
	switch {
	case text == "", given == inMemory && c.scheme == inMemory && path == "":
		return own, nil
	case given == c.scheme && c.scheme != inMemory && path != "":
		return backend{scheme: c.scheme, path: path}, nil
	case c.server == onPostgres && (strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")):
		if err := postgres.CheckURL(text); err != nil {
			return backend{}, err
		}
		return backend{scheme: onPostgres, url: text}, nil
	case c.server == onRedis && (strings.HasPrefix(text, "redis://") || strings.HasPrefix(text, "rediss://")):
		client, err := redisurl.Dial(text)
		if err != nil {
			return backend{}, err
		}
		_ = client.Close()
		return backend{scheme: onRedis, url: text}, nil
	}
	return backend{}, fmt.Errorf("%q: want %s", withoutPassword(text), c)
}

// String says what may be chosen.
func (c choice) String() string {
	own := map[bool]string{true: inMemory + ":", false: c.scheme + ":PATH"}[c.scheme == inMemory]
	switch c.server {
	case onPostgres:
		return own + " or postgres://USER@HOST/DATABASE"
	case onRedis:
		return own + " or redis://HOST:PORT"
	}
	return own
}

// withoutPassword cuts what stands before the last @: a mistyped URL must not put its password into a log.
func withoutPassword(text string) string {
	if at := strings.LastIndexByte(text, '@'); at >= 0 {
		return "…" + text[at:]
	}
	return text
}

// facts is a store whole.
type facts interface {
	store.Writer
	store.Reader
	Close() error
}

func openFacts(ctx context.Context, c config, logger *slog.Logger) (facts, error) {
	if c.store.scheme == onPostgres {
		db, err := postgres.Open(ctx, c.store.url, postgres.Options{Log: logger, Replicas: c.replicas(c.targets), MaxLag: c.StoreReplicaMaxLag})
		if err != nil {
			return nil, err // a nil *DB in the interface would not be nil
		}
		return db, nil
	}
	db, err := duckdb.Open(ctx, c.store.path, duckdb.Options{
		MemoryLimit: c.StoreMemoryMB * mebibyte, Threads: c.StoreThreads, Reserve: c.DiskReserveMB * mebibyte, Log: logger,
	})
	if err != nil {
		return nil, err
	}
	return db, nil
}

// openControl opens the control plane of a server. A damaged file is replaced only by a process that has it for itself.
func openControl(ctx context.Context, c config, logger *slog.Logger) (adminport.Store, error) {
	if c.control.shared() || len(c.targets.sharedBy(controlPart)) > 0 {
		return openControlBeside(ctx, c.control)
	}
	control, err := controlfile.Recover(ctx, c.control.path, logger)
	if err != nil {
		return nil, err
	}
	return control, nil
}

// openControlBeside opens the control plane for a command: a damaged file is not the command's to replace.
func openControlBeside(ctx context.Context, chosen backend) (adminport.Store, error) {
	if chosen.scheme == onPostgres {
		control, err := controlserver.Open(ctx, chosen.url)
		if err != nil {
			return nil, err
		}
		return control, nil
	}
	control, err := controlfile.Open(ctx, chosen.path)
	if err != nil {
		return nil, err
	}
	return control, nil
}
