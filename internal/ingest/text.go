package ingest

import (
	"strings"
	"unicode/utf8"

	"paceline/internal/rum"
)

// The limits of strings, in bytes.
const (
	maxURL       = 2048
	maxUserAgent = 512
	maxMessage   = 1024
	maxStack     = 16 << 10
	maxName      = 128
)

// maxID is the limit of ids, in characters. A longer one is refused: cut, two of them could become one.
const maxID = 128

// cut makes a string valid UTF-8 without NUL (PostgreSQL stores none) and cuts it at a limit in bytes, between two
// characters. It flags a cut.
func cut(s string, limit int, flags *rum.Flags) string {
	s = clean(s)
	if len(s) <= limit {
		return s
	}
	*flags |= rum.FlagTruncated
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// validID reports whether a string may identify something.
func validID(id string) bool {
	return id != "" && utf8.RuneCountInString(id) <= maxID && !strings.ContainsRune(id, 0)
}

// validOptionalID is validID for an id that may be absent.
func validOptionalID(id Text) bool { return !id.Set || validID(id.String) }
