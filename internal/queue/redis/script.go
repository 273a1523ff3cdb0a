package redis

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/redis/go-redis/v9"

	"paceline/internal/queue"
)

// A script is atomic, and reaches the append-only file and the replicas as a whole: an entry, the counters and the log
// id always agree. Each touches the keys of one partition only, which have one hash slot.
var (
	//go:embed lua/identify.lua
	identify string
	//go:embed lua/append.lua
	appendText string
	//go:embed lua/probe.lua
	probeText string
	//go:embed lua/behind.lua
	behindText string
	//go:embed lua/trim.lua
	trimText string
	//go:embed lua/stand.lua
	standText string
	//go:embed lua/count.lua
	countText string
)

// What makes the log greater is refused at Redis's own memory limit; all else must go on there.
const (
	refusedWhenFull = "#!lua\n"
	allowedWhenFull = "#!lua flags=allow-oom\n"
)

var (
	appendScript = redis.NewScript(refusedWhenFull + identify + appendText)
	probeScript  = redis.NewScript(refusedWhenFull + identify + probeText)
	behindScript = redis.NewScript(allowedWhenFull + identify + behindText)
	trimScript   = redis.NewScript(allowedWhenFull + identify + trimText)
	standScript  = redis.NewScript(allowedWhenFull + identify + standText)
	countScript  = redis.NewScript(allowedWhenFull + identify + countText)
)

// run runs a script on the partition, with a log id that is new should it need one.
func (p *partition) run(ctx context.Context, script *redis.Script, args ...any) *redis.Cmd {
	return p.runBy(ctx, p.log.client, script, args...)
}

// runOnce is run for a script that must not be run twice.
func (p *partition) runOnce(ctx context.Context, script *redis.Script, args ...any) *redis.Cmd {
	return p.runBy(ctx, once{p.log.client}, script, args...)
}

func (p *partition) runBy(ctx context.Context, by redis.Scripter, script *redis.Script, args ...any) *redis.Cmd {
	return script.Run(ctx, by, p.keys[:], append([]any{uuid.NewString()}, args...)...)
}

// once sends each script one time. The client library sends again what has no answer in time or whose connection broke, and
// the server may have run it all the same.
type once struct{ redis.UniversalClient }

func (o once) EvalSha(ctx context.Context, hash string, keys []string, args ...any) *redis.Cmd {
	return o.eval(ctx, "evalsha", hash, keys, args)
}

func (o once) Eval(ctx context.Context, script string, keys []string, args ...any) *redis.Cmd {
	return o.eval(ctx, "eval", script, keys, args)
}

func (o once) eval(ctx context.Context, name, script string, keys []string, args []any) *redis.Cmd {
	words := []any{name, script, len(keys)}
	for _, key := range keys {
		words = append(words, key)
	}
	command := redis.NewCmd(ctx, append(words, args...)...)
	command.SetFirstKeyPos(3) // a cluster's client finds the server by it
	_ = o.Process(ctx, sentOnce{command})
	return command
}

type sentOnce struct{ *redis.Cmd }

func (sentOnce) NoRetry() bool { return true }

// fails says how a call has failed: a call cut off by Close says so, and a full Redis does.
func (l *Log) fails(doing string, err error) error {
	var refused redis.Error
	switch {
	case l.closed():
		return queue.ErrClosed
	case errors.As(err, &refused) && (strings.HasPrefix(refused.Error(), "FULL ") || strings.HasPrefix(refused.Error(), "OOM ")):
		return fmt.Errorf("%w: %w", queue.ErrFull, err)
	}
	return fmt.Errorf("log: %s: %w", doing, err)
}
