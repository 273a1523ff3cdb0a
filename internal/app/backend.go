package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	adminport "paceline/internal/admin"
	controlserver "paceline/internal/admin/postgres"
	controlfile "paceline/internal/admin/sqlite"
	"paceline/internal/store"
	"paceline/internal/store/duckdb"
	"paceline/internal/store/postgres"
)

// onPostgres is the scheme of what is a server's URL, where the others name a file.
const onPostgres = "postgres"

// backend is where a part keeps its data.
type backend struct {
	scheme string
	path   string // of a file
	url    string // of a server
}

// parseBackend reads scheme:PATH or, where the part may be on a server, postgres://…; empty is the file of that scheme at
// fallback.
func parseBackend(text, scheme, fallback string, server bool) (backend, error) {
	if text == "" {
		return backend{scheme: scheme, path: fallback}, nil
	}
	given, path, _ := strings.Cut(text, ":")
	switch {
	case given == scheme && path != "":
		return backend{scheme: scheme, path: path}, nil
	case server && (strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")):
		if err := postgres.CheckURL(text); err != nil {
			return backend{}, err
		}
		return backend{scheme: onPostgres, url: text}, nil
	case server:
		return backend{}, fmt.Errorf("%q: want %s:PATH or postgres://USER@HOST/DATABASE", text, scheme)
	}
	return backend{}, fmt.Errorf("%q: want %s:PATH", text, scheme)
}

// facts is a store whole.
type facts interface {
	store.Writer
	store.Reader
	Close() error
}

func openFacts(ctx context.Context, c config, logger *slog.Logger) (facts, error) {
	if c.store.scheme == onPostgres {
		db, err := postgres.Open(ctx, c.store.url, postgres.Options{Log: logger})
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

// openControl opens the control plane of a server.
func openControl(ctx context.Context, chosen backend, logger *slog.Logger) (adminport.Store, error) {
	if chosen.scheme == onPostgres {
		return openControlBeside(ctx, chosen)
	}
	control, err := controlfile.Recover(ctx, chosen.path, logger)
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
