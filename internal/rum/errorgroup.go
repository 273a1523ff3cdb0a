package rum

import (
	"crypto/md5"
	"encoding/hex"
	"regexp"
	"time"
)

// ErrorGroup is the JavaScript errors that share a name and, but for the parts that vary, a message: "order 4711 not
// found" and "order 12 not found" are one bug.
type ErrorGroup struct {
	ID                  string // ErrorGroupID of each of its errors
	Name, Message       string // the message of the newest
	Count, Sessions     int64
	FirstSeen, LastSeen time.Time
	Path                string // of the newest
	Stack, Browser      string // of the newest
}

// VariablePart is the pattern of what varies between the messages of one bug: UUIDs, runs of eight and more hexadecimal
// digits, numbers. It means the same to Go, DuckDB and PostgreSQL, because every alternative that matches where a later
// one does is at least as long.
const VariablePart = `[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{8,}|[0-9]+`

// VariableMark stands in a message's pattern where a variable part stood.
const VariableMark = "#"

// ErrorGroupIDLength is the number of hexadecimal digits of an error group's id.
const ErrorGroupIDLength = 16

var variablePart = regexp.MustCompile(VariablePart)

// ErrorGroupID is the group that an error of this name and message belongs to: the first digits of the MD5 sum of the
// name, a line feed and the message's pattern. It only tells groups apart, and every store can compute it: nothing
// depends on its being hard to forge.
func ErrorGroupID(name, message string) string {
	sum := md5.Sum([]byte(name + "\n" + variablePart.ReplaceAllLiteralString(message, VariableMark)))
	return hex.EncodeToString(sum[:])[:ErrorGroupIDLength]
}

// ErrorGroupDetail is one group whole. Its lists are the greatest counts first, at most ErrorShareLimit long.
type ErrorGroupDetail struct {
	ErrorGroup
	Newest     []JSError // newest first
	Messages   []ErrorShare
	Pages      []ErrorPage
	Dimensions []ErrorDimension // in the order of the registry; those that errors have
}

// ErrorShareLimit is the most values of a list in an ErrorGroupDetail.
const ErrorShareLimit = 20

// ErrorShare is how much of a group has one value.
type ErrorShare struct {
	Value           string
	Count, Sessions int64
}

// ErrorPage is how much of a group happened on one page.
type ErrorPage struct {
	ID              int64
	Path, Website   string
	Count, Sessions int64
}

// ErrorDimension is a group by the values of one dimension; Unknown where it is absent.
type ErrorDimension struct {
	Dimension string
	Values    []ErrorShare
}
