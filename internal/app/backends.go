package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"

	adminport "paceline/internal/admin"
	"paceline/internal/cache/memory"
	"paceline/internal/fault"
	bus "paceline/internal/pubsub/memory"
	log "paceline/internal/queue/sqlite"
	"paceline/internal/token"
)

const mebibyte = 1 << 20

// noReserve turns the log's reserve off; 0 would be its default.
const noReserve = -1

// cacheBytes bounds the answers that the query API keeps in memory.
const cacheBytes = 32 * mebibyte

// backends is the choice of adapters.
type backends struct {
	dir     *dataDir
	log     *log.Log
	store   facts
	control adminport.Store
	keyring *adminport.Keyring
	cache   *memory.Cache
	bus     *bus.Bus
	tokens  *token.Tokens

	copiesAside, secretsAside int // files that were set aside
}

func openBackends(ctx context.Context, c config, logger *slog.Logger) (b *backends, err error) {
	b = &backends{}
	defer func() {
		if err != nil {
			_ = b.close()
			b = nil
		}
	}()
	if b.dir, err = openDataDir(c.data); err != nil {
		return b, err
	}
	if b.store, err = openFacts(ctx, c, logger); err != nil {
		return b, fmt.Errorf("opening the store: %w", err)
	}
	known, err := b.store.Position(ctx, 0)
	if err != nil {
		return b, fmt.Errorf("reading the position: %w", err)
	}
	b.log, err = log.Open(ctx, c.queuePath, log.Options{
		MaxBytes: c.QueueMaxMB * mebibyte, Reserve: cmp.Or(c.DiskReserveMB*mebibyte, noReserve), Known: known, Logger: logger, Now: fault.Now,
	})
	if err != nil {
		return b, fmt.Errorf("opening the log: %w", err)
	}
	if err = b.openControl(ctx, c.control, logger); err != nil {
		return b, err
	}
	if b.cache, err = memory.New(cacheBytes); err != nil {
		return b, err
	}
	b.bus = bus.New()
	secret, setAside, err := token.RecoverSecret(b.dir.file("secret"), logger)
	if err != nil {
		return b, err
	}
	if setAside {
		b.secretsAside++
	}
	b.tokens, err = token.New(secret, fault.Now)
	return b, err
}

// close ends what is open, the store last but the lock: it checkpoints.
func (b *backends) close() error {
	var errs []error
	if b.log != nil {
		errs = append(errs, b.log.Close())
	}
	if b.store != nil {
		errs = append(errs, b.store.Close())
	}
	if b.control != nil {
		errs = append(errs, b.control.Close())
	}
	if b.dir != nil {
		b.dir.close()
	}
	return errors.Join(errs...)
}
