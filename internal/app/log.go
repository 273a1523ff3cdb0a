package app

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"

	"paceline/internal/fault"
	"paceline/internal/queue"
	logserver "paceline/internal/queue/redis"
	logfile "paceline/internal/queue/sqlite"
	"paceline/internal/redisurl"
	"paceline/internal/rum"
	"paceline/internal/store"
)

// noReserve turns the log's reserve off; 0 would be its default.
const noReserve = -1

// The caps of the log where --queue-max-mb says none: a disk is larger than a memory.
const (
	defaultFileMB  = 8192
	defaultRedisMB = 1024
)

// openLog opens the log. A file is told where the store stands, so that a new file goes on behind it.
func openLog(ctx context.Context, c config, writer store.Writer, logger *slog.Logger) (queue.Log, error) {
	if c.queue.scheme == onRedis {
		return openSharedLog(ctx, c, logger)
	}
	var known rum.Position
	if writer != nil {
		var err error
		if known, err = writer.Position(ctx, 0); err != nil {
			return nil, fmt.Errorf("reading the position: %w", err)
		}
	}
	file, err := logfile.Open(ctx, c.queue.path, logfile.Options{
		MaxBytes: cmp.Or(c.QueueMaxMB, defaultFileMB) * mebibyte, Reserve: cmp.Or(c.DiskReserveMB*mebibyte, noReserve), Known: known, Logger: logger, Now: fault.Now,
	})
	if err != nil {
		return nil, err // a nil *Log in the interface would not be nil
	}
	return file, nil
}

func openSharedLog(ctx context.Context, c config, logger *slog.Logger) (queue.Log, error) {
	client, err := redisurl.Dial(c.queue.url)
	if err != nil {
		return nil, err
	}
	server, err := logserver.Open(ctx, client, logserver.Options{
		Partitions: c.QueuePartitions, MaxBytes: cmp.Or(c.QueueMaxMB, defaultRedisMB) * mebibyte, Logger: logger, Now: fault.Now,
	})
	if err != nil {
		return nil, err // a nil *Log in the interface would not be nil
	}
	return server, nil
}
