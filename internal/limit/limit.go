// Package limit lets requests through at a rate that has a limit: the port (Pool) that tokens are drawn from, and the
// Limiter that services ask, which draws ahead of need. The adapters are in the sub-packages; limittest is the suite that
// every one of them passes.
package limit

import (
	"context"
	"time"
)

// Pool holds tokens for every key, one a request: those of a minute when the key is new, and they come back evenly, all
// within a minute. Whoever shares a pool shares its clock. It is safe for concurrent use, and bounded: of a key that was not
// asked for within a minute it may keep nothing, and has all tokens of it again. An error means that the pool could not be
// reached; tokens may be lost then, and are never handed out twice.
type Pool interface {
	// Draw takes as many tokens of a key as there are, up to n, which is at least 1. A perMinute that changes, at least 1
	// too, holds from this call on: the part of a minute that was used stays used.
	Draw(ctx context.Context, key string, perMinute, n int) (Drawn, error)
	// GiveBack takes n unused tokens back. Never is there more than a minute's.
	GiveBack(ctx context.Context, key string, perMinute, n int) error
}

// Drawn is what a pool has handed out.
type Drawn struct {
	Granted int
	Wait    time.Duration // until the next token is there; zero when all were granted that were wanted
}

// Block is the most tokens that one process holds ready of a key: half a second's worth, at least one.
func Block(perMinute int) int { return max(perMinute/120, 1) }
