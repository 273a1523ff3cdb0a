package bench

import (
	"fmt"
	"time"
)

func (b Fleet) report(server *redisServer, host *postgresServer, t taken, drains []emptied, bare copied) Report {
	one := drains[0]
	r := Report{
		Bench: "fleet",
		Notes: []string{
			fmt.Sprintf("Processes of their own on one machine: the generator, Paceline's, Redis and PostgreSQL share its cores. So more workers bring no more here; what carries over to other machines is the processor time of each process (user and system) for 1,000 beacons. %s; %s.", server.describe, host.describe),
			fmt.Sprintf("Accept: %d connections send beacons of %s bytes on average to %d projects through one ingest into a log of %d partitions, %s on each side in %d alternating turns. Floor: %d connections, each with pipelines of %d bare XADDs, one for each of the %s bytes that the ingest made of a beacon.",
				b.Clients, number(float64(t.bodyBytes)), len(b.Projects), b.Partitions, (b.Duration / 2).Round(time.Millisecond), b.Turns, pipelineConnections, t.floorPipeline, number(float64(t.recordBytes))),
			fmt.Sprintf("Drain: %d turns of %s page views for each number of worker processes, each on a new log and database, from the start of the processes until the log is empty. %s %% of the page views get their second beacon when they are stored already. Floor: one connection's bare COPY, in binary and made beforehand, of the rows that resulted, %s in a transaction, into a table without indexes or chunks; and into one with the indexes.",
				b.Turns, number(float64(b.Views)), number(share(float64(one.late), float64(one.rows))), number(partRows)),
		},
		Latencies: []Latency{latencyOf("202, one ingest", t.accepted)},
	}
	if host.postmaster == 0 {
		r.Notes = append(r.Notes, "PostgreSQL runs on another machine: its processor time is not known.")
	}
	r.acceptFigures(t)
	r.drainFigures(drains, bare, host.postmaster != 0)
	return r
}

func (r *Report) add(name string, value float64, unit string) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit})
}

const (
	perThousand = "ms/1,000 beacons"
	perBeacon   = "bytes/beacon"
)

func millisecondsPerThousand(d time.Duration, beacons int) float64 {
	return microsecondsEach(d, beacons) // as many
}

func (r *Report) acceptFigures(t taken) {
	n := len(t.accepted)
	ours, floor := t.rate(), perSecond(t.floor.entries, t.floor.took)
	r.add("accepted", ours, "beacons/s")
	r.add("floor: XADD", floor, "entries/s")
	r.add("accepted, of the floor", share(ours, floor), "%")
	r.add("processor time, ingest", millisecondsPerThousand(t.ingest, n), perThousand)
	r.add("processor time, Redis", millisecondsPerThousand(t.redis.processor, n), perThousand)
	r.add("processor time, Redis, floor", millisecondsPerThousand(t.floorRedis.processor, t.floor.entries), "ms/1,000 entries")
	r.add("a beacon in the log", float64(t.recordBytes), "bytes")
	r.add("network into Redis", each(t.redis.netIn, n), perBeacon)
	r.add("memory of Redis", each(t.redis.memory, n), perBeacon)
	if t.redis.written > 0 {
		r.add("append-only file of Redis", each(t.redis.written, n), perBeacon)
	}
}

func (r *Report) drainFigures(drains []emptied, bare copied, local bool) {
	floor, indexed := perSecond(bare.rows, bare.bare.clock), perSecond(bare.rows, bare.indexed.clock)
	for i, e := range drains {
		name := fmt.Sprintf("%d workers: ", i+1)
		if i == 0 {
			name = "1 worker: "
		}
		rows := perSecond(e.rows, e.clock)
		r.add(name+"drained", perSecond(e.beacons, e.clock), "beacons/s")
		r.add(name+"drained rows", rows, "rows/s")
		r.add(name+"of the floor", share(rows, floor), "%")
		r.add(name+"of COPY with indexes", share(rows, indexed), "%")
		r.add(name+"processor time, workers", millisecondsPerThousand(e.workers, e.beacons), perThousand)
		r.add(name+"processor time, Redis", millisecondsPerThousand(e.redis, e.beacons), perThousand)
		if local {
			r.add(name+"processor time, PostgreSQL", millisecondsPerThousand(e.database, e.beacons), perThousand)
		}
	}
	one := drains[0]
	r.add("floor: COPY", floor, "rows/s")
	r.add("floor: COPY with indexes", indexed, "rows/s")
	if local {
		r.add("processor time, PostgreSQL, floor", microsecondsEach(bare.bare.processor, bare.rows), "µs/row")
		r.add("processor time, PostgreSQL, floor with indexes", microsecondsEach(bare.indexed.processor, bare.rows), "µs/row")
	}
	r.add("beacons of a page view", float64(one.beacons)/float64(max(one.rows, 1)), "beacons")
	r.add("network out of Redis", each(one.fromRedis, one.beacons), perBeacon)
	r.add("write-ahead log of PostgreSQL", each(one.journal, one.rows), "bytes/page view")
	r.add("tables and indexes of PostgreSQL, not compressed", each(one.disk, one.rows), "bytes/page view")
}

func each(bytes int64, n int) float64 { return float64(bytes) / float64(max(n, 1)) }
