package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"net/url"

	"github.com/jackc/pgx/v5"
)

// otherDatabase is the URL of another database of the same server.
func otherDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", errors.New("--store: want postgres://USER@HOST/DATABASE")
	}
	u.Path = "/" + name
	return u.String(), nil
}

// copied is what COPY alone came to: into a table like metrics that has neither indexes nor chunks, and into one that has
// the indexes.
type copied struct {
	rows          int
	bare, indexed spent
}

func (c *copied) add(other copied) {
	c.rows += other.rows
	c.bare.add(other.bare)
	c.indexed.add(other.indexed)
}

// rowParts are rows as COPY has given them out in binary, in parts for one transaction each.
type rowParts struct {
	count int
	parts [][]byte
}

// partRows is about what a worker writes in one transaction.
const partRows = 10_000

// readRows reads the page views of a database.
func readRows(ctx context.Context, url string) (r rowParts, err error) {
	var all bytes.Buffer
	err = connected(ctx, url, func(connection *pgx.Conn) error {
		_, err := connection.PgConn().CopyTo(ctx, &all, "COPY (SELECT * FROM metrics ORDER BY arrived) TO STDOUT (FORMAT binary)")
		return err
	})
	if err != nil {
		return r, err
	}
	return splitRows(all.Bytes())
}

// splitRows cuts what COPY gives out in binary: a header, rows, and the number -1. A row is how many fields it has, and each
// with its length before it (https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4).
func splitRows(text []byte) (r rowParts, err error) {
	const headerBytes = 19
	errShort := errors.New("COPY gave out less than it began")
	if len(text) < headerBytes {
		return r, errShort
	}
	header, rest := text[:headerBytes], text[headerBytes:]
	end := []byte{0xff, 0xff}
	begin, at := 0, 0
	cut := func() {
		r.parts = append(r.parts, bytes.Join([][]byte{header, rest[begin:at], end}, nil))
		begin = at
	}
	for {
		if len(rest) < at+2 {
			return r, errShort
		}
		fields := int16(binary.BigEndian.Uint16(rest[at:]))
		if fields < 0 {
			break
		}
		at += 2
		for range fields {
			if len(rest) < at+4 {
				return r, errShort
			}
			at += 4 + int(max(0, int32(binary.BigEndian.Uint32(rest[at:]))))
		}
		if r.count++; r.count%partRows == 0 {
			cut()
		}
	}
	if at > begin {
		cut()
	}
	return r, nil
}

// copyBare copies the rows into both tables, one after the other. The processor's time is the server's.
func (r rowParts) copyBare(ctx context.Context, url string, server *postgresServer) (c copied, err error) {
	c.rows = r.count
	err = connected(ctx, url, func(connection *pgx.Conn) error {
		for _, table := range []struct {
			name, like string
			took       *spent
		}{{"bare", "metrics", &c.bare}, {"indexed", "metrics INCLUDING INDEXES", &c.indexed}} {
			if _, err := connection.Exec(ctx, "CREATE TABLE "+table.name+" (LIKE "+table.like+")"); err != nil {
				return err
			}
			began, processor := begin(), server.processorTime()
			for _, part := range r.parts {
				if _, err := connection.PgConn().CopyFrom(ctx, bytes.NewReader(part), "COPY "+table.name+" FROM STDIN (FORMAT binary)"); err != nil {
					return err
				}
			}
			*table.took = spent{began.end().clock, server.processorTime() - processor}
		}
		return nil
	})
	return c, err
}
