package token

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"paceline/internal/fault"
)

// SecretBytes is the length of a secret.
const SecretBytes = 32

// LoadSecret reads the secret from a file, or makes it at the first start: random, mode 0600, synced. Processes
// that start together on one file get one secret. A file that others may read is refused.
func LoadSecret(path string) ([]byte, error) {
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := createSecret(path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	return readSecret(path)
}

func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return nil, fmt.Errorf("token secret: %s has mode %04o, others may use it: run chmod 600 on it", path, info.Mode().Perm())
	}
	if info.Size() != SecretBytes {
		return nil, fmt.Errorf("token secret: %s has %d bytes, want %d: delete it and a new one is made", path, info.Size(), SecretBytes)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("token secret: %w", err)
	}
	return secret, nil
}

// createSecret writes the file under another name first and links it into place, so that it is never there half
// written, and never replaced.
func createSecret(path string) error {
	draft, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	secret := make([]byte, SecretBytes)
	rand.Read(secret)
	_, err = draft.Write(secret)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	fault.Point(fault.SecretSaveBefore)
	if err := os.Link(draft.Name(), path); err != nil {
		return err
	}
	fault.Point(fault.SecretSaveAfter)
	return nil
}
