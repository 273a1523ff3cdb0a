package duckdb

import (
	"fmt"
	"log/slog"
	"net/url"
	"strconv"

	"paceline/internal/rum"
)

// Options tunes a DB; a zero field takes its default.
type Options struct {
	// MemoryLimit bounds DuckDB's buffers in bytes; beyond it DuckDB spills beside the file. Default 256 MiB.
	// DuckDB's own default follows the host's memory and does not see a container's limit.
	MemoryLimit int64
	// Reserve is the disk space, in bytes, that others leave free. The store stops writing at half of it. Default 0: none.
	Reserve int64
	// Threads of DuckDB. Default 2.
	Threads int
	// Readers is how many questions are answered at the same time. Default 4.
	Readers int
	// Checkpoint says when the writer checkpoints.
	Checkpoint CheckpointPolicy
	// ExactLimit is the most page views answered with exact percentiles. Default rum.ExactLimit.
	ExactLimit int64
	// Kept is the most page views whose readings a question holds in memory, 48 bytes each and as much for weights, to be exact in one pass; of
	// more it takes two. Default 400,000.
	Kept int64
	// Groups is how many values of a dimension a breakdown counts in its one pass; of more it looks for the heaviest
	// first. Default 1,000.
	Groups int
	// Log takes what an operator should know. Default slog.Default().
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	orDefault(&o.MemoryLimit, 256<<20)
	orDefault(&o.Threads, 2)
	orDefault(&o.Readers, 4)
	o.Checkpoint = o.Checkpoint.withDefaults()
	orDefault(&o.ExactLimit, rum.ExactLimit)
	orDefault(&o.Kept, 400_000)
	orDefault(&o.Groups, 1000)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// fileBlock is that of a new file, in bytes. DuckDB's own default is twice as much.
const fileBlock = 128 << 10

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// dsn names the file and the settings that must hold from the first moment, the replay included.
func (o Options) dsn(path string) string {
	settings := url.Values{
		"memory_limit": {fmt.Sprintf("%dB", o.MemoryLimit)},
		"threads":      {strconv.Itoa(o.Threads)},
		// Nothing but this file (and its spill directory) is read or written, whatever a statement says.
		"enable_external_access":       {"false"},
		"autoinstall_known_extensions": {"false"},
		"autoload_known_extensions":    {"false"},
		// Only the adapter checkpoints: it must know what the main file covers.
		"checkpoint_threshold": {"1TB"},
		// Newer compression; no older DuckDB has to read the file.
		"storage_compatibility_version": {"v1.5.0"},
		// Of a new file; one that is there keeps its own. What is left over of the last block of each column's part of a row group
		// is shared, if at all, by the parts of the same checkpoint: smaller blocks leave less. Yet smaller ones fit less well.
		"default_block_size":       {strconv.Itoa(fileBlock)},
		"preserve_insertion_order": {"false"},
		// With it, the newest 20 rows are found by two columns, and the others then looked for by row id: for that DuckDB 1.5 goes
		// through all row groups, of which the time alone leaves one.
		"late_materialization_max_rows": {"0"},
	}
	return path + "?" + settings.Encode()
}
