package duckdb

import "github.com/duckdb/duckdb-go/v2/mapping"

// helper hands the chunks of a columnar to DuckDB while the next is being filled: either takes about as long. Until it has
// ended, nothing else uses the connection.
type helper struct {
	full, empty chan mapping.DataChunk
	ended       chan error
}

const (
	helperChunks = 2 // beside the one that is being filled
	// flushed is how many chunks are flushed together: DuckDB then puts their rows where the transaction has its own.
	flushed = 2
)

func (c *columnar) newHelper() *helper {
	h := &helper{
		full:  make(chan mapping.DataChunk, helperChunks),
		empty: make(chan mapping.DataChunk, helperChunks+1),
		ended: make(chan error, 1),
	}
	for range helperChunks {
		h.empty <- mapping.CreateDataChunk(c.types)
	}
	go func() { h.ended <- h.run(c) }()
	return h
}

// run ends when full is closed. After an error it only gives the chunks back.
func (h *helper) run(c *columnar) (err error) {
	handed := 0
	for chunk := range h.full {
		if err == nil {
			err = c.append(chunk)
		}
		if handed++; err == nil && handed%flushed == 0 && mapping.AppenderFlush(c.appender) == mapping.StateError {
			err = c.failure()
		}
		h.empty <- chunk
	}
	return err
}

// end waits for what was handed over.
func (h *helper) end() error {
	close(h.full)
	return <-h.ended
}

// destroy frees the chunks; the helper has ended.
func (h *helper) destroy() {
	close(h.empty)
	for chunk := range h.empty {
		mapping.DestroyDataChunk(&chunk)
	}
}
