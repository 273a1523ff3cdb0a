// Package redis keeps the tokens of limits in Redis, where all processes of a service share them. It is the server's clock
// that they come back by.
package redis

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"paceline/internal/limit"
)

//go:embed lua/draw.lua
var drawText string

var drawScript = redis.NewScript(drawText)

// Pool is a limit.Pool on a Redis. A key takes some hundred bytes of it, and is gone when all its tokens are back: a
// minute after it was last drawn from, at the latest.
type Pool struct {
	client redis.UniversalClient
	name   string
}

var _ limit.Pool = (*Pool)(nil)

// New returns the pool of this name. It does not connect yet.
func New(client redis.UniversalClient, name string) *Pool { return &Pool{client, name} }

// keyOf names a key on the server; its braces are what a Redis Cluster spreads keys by.
func (p *Pool) keyOf(key string) string { return "paceline:limit:" + p.name + ":{" + key + "}" }

// Draw implements limit.Pool.
func (p *Pool) Draw(ctx context.Context, key string, perMinute, n int) (limit.Drawn, error) {
	answer, err := drawScript.Run(ctx, p.client, []string{p.keyOf(key)}, perMinute, n).Int64Slice()
	if err != nil {
		return limit.Drawn{}, fmt.Errorf("limit: draw: %w", err)
	}
	if len(answer) != 2 {
		return limit.Drawn{}, fmt.Errorf("limit: draw: the server answers %v", answer)
	}
	return limit.Drawn{Granted: int(answer[0]), Wait: time.Duration(answer[1]) * time.Microsecond}, nil
}

// GiveBack implements limit.Pool.
func (p *Pool) GiveBack(ctx context.Context, key string, perMinute, n int) error {
	if err := drawScript.Run(ctx, p.client, []string{p.keyOf(key)}, perMinute, -n).Err(); err != nil {
		return fmt.Errorf("limit: give back: %w", err)
	}
	return nil
}

// Check is a real probe of the server.
func (p *Pool) Check(ctx context.Context) error {
	if err := p.client.Get(ctx, p.keyOf("")).Err(); err != nil && !errors.Is(err, redis.Nil) {
		return fmt.Errorf("limit: probe: %w", err)
	}
	return nil
}
