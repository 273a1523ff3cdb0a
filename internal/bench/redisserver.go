package bench

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// redisServer is the Redis that a Fleet uses, asked past our adapter.
type redisServer struct {
	client   *redis.Client
	describe string // version and what it syncs
}

// dialRedis refuses a database that holds anything: it is emptied after every turn.
func dialRedis(ctx context.Context, url string) (s *redisServer, err error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("--queue: want redis://HOST:PORT[/DATABASE] of one Redis")
	}
	client := redis.NewClient(options)
	defer func() {
		if err != nil {
			_ = client.Close()
		}
	}()
	s = &redisServer{client: client}
	size, err := s.client.DBSize(ctx).Result()
	if err != nil {
		return nil, fmt.Errorf("asking Redis: %w", err)
	}
	if size > 0 {
		return nil, fmt.Errorf("the Redis database holds %d keys: name one that is empty, for this benchmark empties it", size)
	}
	about := s.info(ctx)
	s.describe = "Redis " + about["redis_version"]
	for _, name := range []string{"appendonly", "appendfsync"} {
		if set, err := s.client.ConfigGet(ctx, name).Result(); err == nil {
			s.describe += ", " + name + " " + set[name]
		}
	}
	return s, nil
}

func (s *redisServer) close(ctx context.Context) error {
	return errors.Join(s.flush(ctx), s.client.Close())
}

func (s *redisServer) flush(ctx context.Context) error { return s.client.FlushDB(ctx).Err() }

// redisUse is what a Redis has used since its start, or in a turn.
type redisUse struct {
	processor       time.Duration
	netIn, netOut   int64 // bytes
	memory, written int64 // bytes held, and bytes of the append-only file
}

func (u *redisUse) add(other redisUse) {
	u.processor += other.processor
	u.netIn += other.netIn
	u.netOut += other.netOut
	u.memory += other.memory
	u.written += other.written
}

func (u redisUse) since(before redisUse) redisUse {
	return redisUse{
		processor: u.processor - before.processor, netIn: u.netIn - before.netIn, netOut: u.netOut - before.netOut,
		memory: u.memory - before.memory, written: u.written - before.written,
	}
}

// use is what it tells of itself; what it does not tell is 0. A rewrite of the append-only file makes that smaller: only
// turns without one tell how much is written.
func (s *redisServer) use(ctx context.Context) redisUse {
	about := s.info(ctx)
	seconds := 0.0
	for _, name := range []string{"used_cpu_sys", "used_cpu_user", "used_cpu_sys_children", "used_cpu_user_children"} {
		seconds += decimal(about[name])
	}
	return redisUse{
		processor: time.Duration(seconds * float64(time.Second)),
		netIn:     int64(decimal(about["total_net_input_bytes"])), netOut: int64(decimal(about["total_net_output_bytes"])),
		memory: int64(decimal(about["used_memory"])), written: int64(decimal(about["aof_current_size"])),
	}
}

func decimal(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return n
}

func (s *redisServer) info(ctx context.Context) map[string]string {
	about := map[string]string{}
	text, err := s.client.Info(ctx, "server", "cpu", "stats", "memory", "persistence").Result()
	if err != nil {
		return about // the next command fails, too, and says why
	}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		about[name] = value
	}
	return about
}

// pipelined is what bare XADDs came to.
type pipelined struct {
	entries int
	took    time.Duration
}

func (p *pipelined) add(other pipelined) {
	p.entries += other.entries
	p.took += other.took
}

// pipelineConnections is how many connections the floor has. Each sends a pipeline, waits for its answers and sends the next.
const pipelineConnections = 4

func floorKey(connection int) string { return "floor:" + strconv.Itoa(connection) }

// pipelines appends records, one an entry, so many in each pipeline, for a while.
func (s *redisServer) pipelines(ctx context.Context, records [][]byte, depth int, duration time.Duration) (pipelined, error) {
	end := time.Now().Add(duration)
	counts, failures := make([]int, pipelineConnections), make([]error, pipelineConnections)
	var all sync.WaitGroup
	began := time.Now()
	for c := range pipelineConnections {
		all.Go(func() {
			for next := c; time.Now().Before(end) && failures[c] == nil; counts[c] += depth {
				_, failures[c] = s.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
					for range depth {
						pipe.XAdd(ctx, &redis.XAddArgs{Stream: floorKey(c), Values: []any{"record", records[next%len(records)]}})
						next++
					}
					return nil
				})
			}
		})
	}
	all.Wait()
	p := pipelined{took: time.Since(began)}
	for _, n := range counts {
		p.entries += n
	}
	return p, errors.Join(failures...)
}

// forgetFloor waits until the memory is free again: the next turn's is measured.
func (s *redisServer) forgetFloor(ctx context.Context) error {
	for c := range pipelineConnections {
		if err := s.client.Del(ctx, floorKey(c)).Err(); err != nil {
			return err
		}
	}
	return nil
}
