package queue

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
)

// ErrFrame means that an entry does not match its checksum: it was damaged where it was kept.
var ErrFrame = errors.New("queue: an entry does not match its checksum")

// Group is the records of one entry as adapters keep them.
type Group struct {
	Events   int64
	Projects string // {"my-website": 12}: events by project
	// Records is a CRC-32C (4 bytes, big endian) of all that follows it and of Projects, then each record as its
	// length (uvarint) and its bytes. Neither SQLite's pages nor Redis's append-only file have checksums: with this
	// a flipped bit is noticed when the entry is read.
	Records []byte
}

// Frame packs the records of several Appends in their order.
func Frame(appends ...[]Record) (Group, error) {
	var g Group
	projects := make(map[string]int64)
	size := crc32.Size
	for _, records := range appends {
		size += FramedSize(records)
	}
	g.Records = make([]byte, crc32.Size, size)
	for _, records := range appends {
		for _, r := range records {
			projects[r.Project] += int64(r.Events)
			g.Events += int64(r.Events)
			g.Records = binary.AppendUvarint(g.Records, uint64(len(r.Data)))
			g.Records = append(g.Records, r.Data...)
		}
	}
	text, err := json.Marshal(projects)
	if err != nil {
		return Group{}, err
	}
	g.Projects = string(text)
	binary.BigEndian.PutUint32(g.Records, checksum(g.Projects, g.Records[crc32.Size:]))
	return g, nil
}

// FramedSize is how much records take in a frame at most.
func FramedSize(records []Record) int {
	size := 0
	for _, r := range records {
		size += binary.MaxVarintLen32 + len(r.Data)
	}
	return size
}

// Unframe gives the records, which share the blob's memory, or ErrFrame.
func Unframe(projects string, blob []byte) ([][]byte, error) {
	if len(blob) < crc32.Size || binary.BigEndian.Uint32(blob) != checksum(projects, blob[crc32.Size:]) {
		return nil, ErrFrame
	}
	var records [][]byte
	for rest := blob[crc32.Size:]; len(rest) > 0; {
		length, n := binary.Uvarint(rest)
		if n <= 0 || length > uint64(len(rest)-n) {
			return nil, ErrFrame
		}
		end := n + int(length)
		records = append(records, rest[n:end:end])
		rest = rest[end:]
	}
	return records, nil
}

// Damaged is the events by project of an entry whose records cannot be read, as far as that can.
func Damaged(projects string) map[string]int {
	events := map[string]int{}
	if err := json.Unmarshal([]byte(projects), &events); err != nil || events == nil {
		return map[string]int{}
	}
	return events
}

func checksum(projects string, records []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum([]byte(projects), table), table, records)
}
