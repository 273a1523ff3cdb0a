package sqlite

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"

	"paceline/internal/queue"
)

// An entry's blob is a CRC-32C (4 bytes, big endian) of all that follows it and of the projects column, then
// each record as its length (uvarint) and its bytes. SQLite has no checksums on its pages: with this a flipped
// bit is noticed when the entry is read.

var errFrame = errors.New("entry does not match its checksum")

// group is a row of entries before it has a sequence.
type group struct {
	events   int64
	projects string
	records  []byte
}

// frame packs the records of several Appends in their order.
func frame(tickets []*ticket) (group, error) {
	var g group
	projects := make(map[string]int64)
	size := crc32.Size
	for _, t := range tickets {
		size += t.size
	}
	g.records = make([]byte, crc32.Size, size)
	for _, t := range tickets {
		for _, r := range t.records {
			projects[r.Project] += int64(r.Events)
			g.events += int64(r.Events)
			g.records = binary.AppendUvarint(g.records, uint64(len(r.Data)))
			g.records = append(g.records, r.Data...)
		}
	}
	text, err := json.Marshal(projects)
	if err != nil {
		return group{}, err
	}
	g.projects = string(text)
	binary.BigEndian.PutUint32(g.records, checksum(g.projects, g.records[crc32.Size:]))
	return g, nil
}

// framedSize is how much a record takes at most.
func framedSize(r queue.Record) int { return binary.MaxVarintLen32 + len(r.Data) }

// unframe gives the records, which share the blob's memory.
func unframe(projects string, blob []byte) ([][]byte, error) {
	if len(blob) < crc32.Size || binary.BigEndian.Uint32(blob) != checksum(projects, blob[crc32.Size:]) {
		return nil, errFrame
	}
	var records [][]byte
	for rest := blob[crc32.Size:]; len(rest) > 0; {
		length, n := binary.Uvarint(rest)
		if n <= 0 || length > uint64(len(rest)-n) {
			return nil, errFrame
		}
		end := n + int(length)
		records = append(records, rest[n:end:end])
		rest = rest[end:]
	}
	return records, nil
}

func checksum(projects string, records []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum([]byte(projects), table), table, records)
}
