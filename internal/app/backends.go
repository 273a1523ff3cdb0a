package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	adminport "paceline/internal/admin"
	"paceline/internal/fault"
	"paceline/internal/queue"
	"paceline/internal/token"
)

const mebibyte = 1 << 20

// backends is the choice of adapters. What no service of the process needs is nil.
type backends struct {
	dir     *dataDir
	log     queue.Log
	store   facts
	control adminport.Store
	keyring *adminport.Keyring
	cache   answers
	limits  *limits
	bus     bus
	tokens  *token.Tokens

	copiesAside, secretsAside int // files that were set aside
}

func openBackends(ctx context.Context, c config, logs *logs) (b *backends, err error) {
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
	for _, part := range []struct {
		name string
		open func() error
	}{
		{storePart, func() (err error) { b.store, err = openFacts(ctx, c, logs.of(storePart)); return err }},
		{queuePart, func() (err error) { b.log, err = openLog(ctx, c, b.store, logs.of(queuePart)); return err }},
		{controlPart, func() error { return b.openControl(ctx, c, logs.of(controlPart)) }},
		{cachePart, func() (err error) { b.cache, err = openCache(ctx, c.cache, logs.of(cachePart)); return err }},
		{limitsPart, func() (err error) { b.limits, err = openLimits(c.limits, logs.of(limitsPart)); return err }},
		{pubsubPart, func() (err error) { b.bus, err = openBus(c.pubsub); return err }},
		{secretPart, func() error { return b.openTokens(c.secret, logs.of(secretPart)) }},
	} {
		if !c.targets.opens(part.name) {
			continue
		}
		if err = part.open(); err != nil {
			return b, fmt.Errorf("opening the %s: %w", part.name, err)
		}
	}
	return b, nil
}

func (b *backends) openTokens(secretFile string, logger *slog.Logger) error {
	secret, setAside, err := token.RecoverSecret(secretFile, logger)
	if err != nil {
		return err
	}
	if setAside {
		b.secretsAside++
	}
	b.tokens, err = token.New(secret, fault.Now)
	return err
}

// services keep what is open up to date.
func (b *backends) services(logger *slog.Logger, secretFile string) (services []service) {
	if b.keyring != nil {
		services = append(services, b.keyring)
	}
	if b.limits != nil {
		services = append(services, b.limits)
	}
	if b.tokens != nil {
		services = append(services, serviceFunc(func(ctx context.Context) error { return b.tokens.Follow(ctx, secretFile, logger) }))
	}
	return services
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
	if b.cache != nil {
		errs = append(errs, b.cache.Close())
	}
	if b.limits != nil {
		errs = append(errs, b.limits.Close())
	}
	if b.bus != nil {
		errs = append(errs, b.bus.Close())
	}
	if b.dir != nil {
		b.dir.close()
	}
	return errors.Join(errs...)
}
