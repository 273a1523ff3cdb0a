package admin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"paceline/internal/fault"
)

// copied is what the file of a snapshot holds. The checksum is of the snapshot's bytes as they stand in the file: a
// flipped bit may leave good JSON that says something else, such as the hash of no key.
type copied struct {
	Checksum string          `json:"checksum"` // SHA-256, in hexadecimal
	Snapshot json.RawMessage `json:"snapshot"`
}

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func encodeCopy(s Snapshot) ([]byte, error) {
	snapshot, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return json.Marshal(copied{checksum(snapshot), snapshot})
}

// decodeCopy reads a copy, also one from before there was a checksum. What it cannot use is ErrInvalid.
func decodeCopy(data []byte) (s Snapshot, err error) {
	var c copied
	if err := json.Unmarshal(data, &c); err != nil {
		return Snapshot{}, Invalid("it is no JSON object: %w", err)
	}
	old := c.Checksum == "" && c.Snapshot == nil
	switch {
	case old:
		c.Snapshot = data
	case c.Checksum != checksum(c.Snapshot):
		return Snapshot{}, Invalid("its checksum does not match")
	}
	if err := json.Unmarshal(c.Snapshot, &s); err != nil {
		return Snapshot{}, Invalid("it holds no snapshot: %w", err)
	}
	if s.Version == 0 { // every one has a version: these are other bytes
		return Snapshot{}, Invalid("it holds no snapshot")
	}
	return s, s.Check()
}

// CheckCopy looks at the copy that a Keyring keeps at path. One that cannot be used is ErrInvalid; that there is none
// is no error.
func CheckCopy(path string) error {
	_, err := loadSnapshot(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func loadSnapshot(path string) (Snapshot, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Snapshot{}, err
	}
	return decodeCopy(data)
}

// saveSnapshot replaces the copy in one step: after a crash the old one or the new one is there.
func saveSnapshot(path string, s Snapshot) (err error) {
	data, err := encodeCopy(s)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		fault.Point(fault.KeysSaveBefore)
		err = os.Rename(file.Name(), path)
		fault.Point(fault.KeysSaveAfter)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}
