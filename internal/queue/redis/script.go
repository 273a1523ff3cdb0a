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
	return script.Run(ctx, p.log.client, p.keys[:], append([]any{uuid.NewString()}, args...)...)
}

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
