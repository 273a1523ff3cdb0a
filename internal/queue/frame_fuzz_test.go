package queue

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"
)

// What a frame's bytes are after a flip or a cut: an error, or records that are all within them.
func FuzzUnframe(f *testing.F) {
	g, err := Frame([]Record{{Project: "p", Events: 2, Data: []byte("one")}, {Project: "q", Data: nil}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(g.Projects, g.Records, false)
	f.Add("{}", []byte{}, true)
	f.Add("{}", append(make([]byte, crc32.Size), binary.AppendUvarint(nil, 1<<63)...), true)
	f.Fuzz(func(t *testing.T, projects string, blob []byte, sealed bool) {
		if sealed && len(blob) >= crc32.Size { // past the checksum, as no accident gets
			blob = bytes.Clone(blob)
			binary.BigEndian.PutUint32(blob, checksum(projects, blob[crc32.Size:]))
		}
		records, err := Unframe(projects, blob)
		if err != nil {
			return
		}
		size := 0
		for _, record := range records {
			size += len(record) + 1
		}
		if size > len(blob) {
			t.Errorf("%d bytes of records come out of a blob of %d", size, len(blob))
		}
	})
}

// What goes into a frame comes out of it.
func FuzzFrame(f *testing.F) {
	f.Add([]byte("a"), []byte(""), "p", 3)
	f.Fuzz(func(t *testing.T, first, second []byte, project string, events int) {
		g, err := Frame(
			[]Record{{Project: project, Events: events, Data: first}},
			[]Record{{Project: project, Events: 1, Data: second}},
		)
		if err != nil {
			t.Fatal(err)
		}
		records, err := Unframe(g.Projects, g.Records)
		if err != nil || len(records) != 2 || !bytes.Equal(records[0], first) || !bytes.Equal(records[1], second) {
			t.Errorf("%q and %q became %q, %v", first, second, records, err)
		}
	})
}
