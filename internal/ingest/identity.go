package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// identify is the identity of what was sent without one: a hash of the project and the JSON as it was sent, in which
// neither the order of keys nor white space counts. 32 hexadecimal digits.
func identify(project string, raw []byte) string {
	hash := sha256.New()
	hash.Write([]byte(project))
	hash.Write([]byte{0}) // no project key holds it, so no two pairs hash alike
	hash.Write(canonical(raw))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// canonical writes JSON with sorted keys and without white space.
func canonical(raw []byte) []byte {
	sorted, err := json.Marshal(newScanner(raw).tree())
	if err != nil {
		return raw // of what a scanner has read: cannot happen
	}
	return sorted
}
