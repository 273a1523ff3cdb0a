package duckdb

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// Ids are random, so nothing makes them smaller but storing their bits instead of their spelling. Our SDK sends 96 bits
// as 16 characters of base64url; other clients send UUIDs or hexadecimal digits; any other text must come back too.

// spelling is base64url with its alphabet in the order of ASCII, so that the bits sort as the text does.
var spelling = base64.NewEncoding("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz").WithPadding(base64.NoPadding)

const (
	idChars   = 16 // of the SDK's ids
	idBytes   = 12
	uuidChars = 36
	hexChars  = 32
)

// viewID is how a view's id is stored: as a UUID that stands for it everywhere, since it packs to what it carries.
type viewID [16]byte

// The first four bytes tell what the others are; a UUID that begins like this is stored as a text would be.
const (
	tagSpelled byte = 0 // the 96 bits of 16 characters
	tagHashed  byte = 1 // 96 bits of a hash: the text itself stands in view_text
)

// packView is the id of a text, and whether the text must be kept beside it.
func packView(text string) (id viewID, keep bool) {
	switch len(text) {
	case idChars:
		if n, err := spelling.Decode(id[4:], []byte(text)); err == nil && n == idBytes {
			return id, false
		}
	case uuidChars:
		if unhyphen(&id, text) && (id[0] != 0 || id[1] != 0 || id[2] != 0 || id[3] > tagHashed) {
			return id, false
		}
	}
	sum := sha256.Sum256([]byte(text))
	copy(id[4:], sum[:])
	id[0], id[1], id[2], id[3] = 0, 0, 0, tagHashed
	return id, true
}

// halves are the first and the last eight bytes.
func (id viewID) halves() (first, last uint64) {
	return binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])
}

// viewIDOf undoes halves.
func viewIDOf(first, last uint64) (id viewID) {
	binary.BigEndian.PutUint64(id[:8], first)
	binary.BigEndian.PutUint64(id[8:], last)
	return id
}

// unpackView undoes packView; kept is view_text.
func unpackView(id viewID, kept string) string {
	if id[0] == 0 && id[1] == 0 && id[2] == 0 {
		switch id[3] {
		case tagSpelled:
			return spelling.EncodeToString(id[4:])
		case tagHashed:
			return kept
		}
	}
	return hyphen(id)
}

// A session's id is stored as a BLOB, because few of them are repeated often and DuckDB makes a dictionary of these: 12 bytes
// are the SDK's, 16 those of a UUID. A longer one that begins with one of these bytes, which no text does, says what it is.
const (
	blobHex  = 0xFE // 32 hexadecimal digits follow, as bytes
	blobText = 0xFF // a text of 12 or 16 bytes follows
)

func packSession(text string) string {
	switch len(text) {
	case idChars:
		bits := make([]byte, idBytes)
		if n, err := spelling.Decode(bits, []byte(text)); err == nil && n == idBytes {
			return string(bits)
		}
	case uuidChars:
		var id viewID
		if unhyphen(&id, text) {
			return string(id[:])
		}
	case hexChars:
		bits := make([]byte, 1+hexChars/2)
		bits[0] = blobHex
		if lowerHex(bits[1:], text) {
			return string(bits)
		}
	}
	if len(text) == idBytes || len(text) == len(viewID{}) {
		return string([]byte{blobText}) + text
	}
	return text
}

// unpackSession undoes packSession.
func unpackSession(bits string) string {
	switch {
	case len(bits) == idBytes:
		return spelling.EncodeToString([]byte(bits))
	case len(bits) == len(viewID{}):
		return hyphen(viewID([]byte(bits)))
	case len(bits) > 0 && bits[0] == blobHex:
		return hex.EncodeToString([]byte(bits[1:]))
	case len(bits) > 0 && bits[0] == blobText:
		return bits[1:]
	}
	return bits
}

// unhyphen reads a UUID in its canonical form, in lower case; nothing else, since it must be written the same again.
func unhyphen(id *viewID, text string) bool {
	return len(text) == uuidChars && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
		lowerHex(id[:], text[:8]+text[9:13]+text[14:18]+text[19:23]+text[24:])
}

func hyphen(id viewID) string {
	digits := hex.EncodeToString(id[:])
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}

func lowerHex(to []byte, text string) bool {
	if strings.ContainsAny(text, "ABCDEF") {
		return false
	}
	n, err := hex.Decode(to, []byte(text))
	return err == nil && n == len(to)
}
