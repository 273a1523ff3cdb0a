package move

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"paceline/internal/store"
)

// facts copies the chunks that are not there. While one is written the next is read.
func (c *copying) facts(ctx context.Context, report func(Progress)) error {
	progress := Progress{Done: min(c.at.Seq, c.from.Chunks()), Chunks: c.from.Chunks()}
	work, ctx := errgroup.WithContext(ctx)
	chunks := make(chan store.Chunk)
	work.Go(func() error {
		defer close(chunks)
		return c.read(ctx, progress.Done, chunks)
	})
	work.Go(func() error {
		for chunk := range chunks {
			if err := c.step(ctx, func(tx store.Tx) error { return put(ctx, tx, &chunk) }); err != nil {
				return fmt.Errorf("chunk %d of %d: %w", progress.Done+1, progress.Chunks, err)
			}
			progress.Done++
			progress.Facts += int64(chunk.Facts())
			report(progress)
		}
		return nil
	})
	return work.Wait()
}

func (c *copying) read(ctx context.Context, first int64, chunks chan<- store.Chunk) error {
	for n := first; n < c.from.Chunks(); n++ {
		chunk, err := c.from.Chunk(ctx, n)
		if err != nil {
			return err
		}
		select {
		case chunks <- chunk:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
