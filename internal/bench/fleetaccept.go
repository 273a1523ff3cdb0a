package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"paceline/internal/queue"
	"paceline/internal/rum"
)

// taken is what an ingest has taken, and what that cost.
type taken struct {
	outcome       // of the beacons
	bodyBytes     int
	recordBytes   int
	ingest        time.Duration // of the processor
	redis         redisUse
	floor         pipelined
	floorRedis    redisUse
	floorPipeline int
}

// accept measures both sides in alternating turns. The first is Paceline's: the floor appends what it has put into the log.
func (b Fleet) accept(ctx context.Context, server *redisServer) (t taken, err error) {
	beacons, bodyBytes, err := messages(b.Projects)
	if err != nil {
		return t, err
	}
	t.bodyBytes, t.floorPipeline = bodyBytes, b.Clients
	ingest, err := b.serve(ctx, "ingest", "ingest", "--control", "sqlite:"+b.Control)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, ingest.stop(), server.flush(context.WithoutCancel(ctx))) }()
	turn := b.Duration / time.Duration(2*b.Turns)
	var records [][]byte
	ours := func(n int) error {
		before, processor := server.use(ctx), processorTimeOf(ingest.command.Process.Pid)
		o, err := load{address: ingest.addr["ingest"], clients: b.Clients, messages: beacons, firstRound: int64(n+1) << 16}.run(ctx, turn)
		if err = errors.Join(err, o.refused(), context.Cause(ctx)); err != nil {
			return fmt.Errorf("accepting: %w", err)
		}
		t.ingest += processorTimeOf(ingest.command.Process.Pid) - processor
		t.redis.add(server.use(ctx).since(before))
		t.add(o)
		b.Progress("turn %d of %d, accepted: %s beacons/s", n+1, b.Turns, number(o.rate()))
		return nil
	}
	bare := func(n int) error {
		if records == nil {
			if records, err = b.inLog(ctx); err != nil {
				return err
			}
			t.recordBytes = averageBytes(records)
		}
		before := server.use(ctx)
		p, err := server.pipelines(ctx, records, b.Clients, turn)
		if err != nil {
			return fmt.Errorf("XADD: %w", err)
		}
		t.floorRedis.add(server.use(ctx).since(before))
		t.floor.add(p)
		b.Progress("turn %d of %d, XADD: %s/s", n+1, b.Turns, number(perSecond(p.entries, p.took)))
		return server.forgetFloor(ctx)
	}
	for n := range b.Turns {
		sides := []func(int) error{ours, bare}
		if n%2 == 1 { // who begins alternates
			sides = []func(int) error{bare, ours}
		}
		for _, side := range sides {
			if err := side(n); err != nil {
				return t, err
			}
		}
	}
	return t, nil
}

// inLog reads what a log holds in one of its partitions: some of the records that ingest has appended.
func (b Fleet) inLog(ctx context.Context) (records [][]byte, err error) {
	log, err := b.OpenLog(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	const some = 4 << 20
	entries, err := firstRead(ctx, log, some)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		records = append(records, entry.Records...)
	}
	return records, nil
}

// firstRead reads from whichever partition has something.
func firstRead(ctx context.Context, log queue.Log, most int) ([]queue.Entry, error) {
	ctx, stop := context.WithCancel(ctx)
	type read struct {
		entries []queue.Entry
		err     error
	}
	reads := make(chan read)
	for partition := range log.Partitions() {
		go func() {
			entries, err := log.Read(ctx, partition, rum.Position{}, most)
			reads <- read{entries, err}
		}()
	}
	first := <-reads
	stop()
	for range log.Partitions() - 1 {
		<-reads
	}
	return first.entries, first.err
}

func averageBytes(records [][]byte) int {
	sum := 0
	for _, r := range records {
		sum += len(r)
	}
	return sum / max(len(records), 1)
}
