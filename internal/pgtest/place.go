package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// ErrMissing is a machine without PostgreSQL's server programs.
var ErrMissing = errors.New("PostgreSQL is not installed (make test installs it; PACELINE_POSTGRES names the folder of another one's initdb)")

// programs is the folder of initdb and postgres, or empty: then the path is searched.
func programs() string {
	if folder := os.Getenv("PACELINE_POSTGRES"); folder != "" {
		return folder
	}
	// Debian keeps them out of the path, by version.
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err == nil && len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// unprivileged is who runs the server: PostgreSQL refuses to run as root.
func unprivileged() (*syscall.Credential, error) {
	if programs() == "" {
		return nil, ErrMissing
	}
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}, nil
}

const prefix = "paceline-postgres-"

// makeDirectory makes a cluster's directory and locks it, which tells sweep that it is in use. Its path is short: that
// of a socket has 107 bytes at most.
func makeDirectory(owner *syscall.Credential) (dir string, lock *os.File, err error) {
	if dir, err = os.MkdirTemp("", prefix); err != nil {
		return "", nil, err
	}
	lock, err = locked(dir)
	if err == nil && owner != nil {
		err = os.Chown(dir, int(owner.Uid), int(owner.Gid))
	}
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(dir))
	}
	return dir, lock, nil
}

// locked takes the lock of a directory, or fails when another has it. The kernel drops it with the process.
func locked(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w", dir, err), file.Close())
	}
	return file, nil
}

// sweep deletes what test binaries have left that were killed: their servers have ended with them.
func sweep() {
	left, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range left {
		if lock, err := locked(dir); err == nil {
			_ = os.RemoveAll(dir)
			_ = lock.Close()
		}
	}
}
