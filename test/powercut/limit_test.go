package powercut_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"paceline/test/powercut"
)

func TestLimit(t *testing.T) {
	f, dir := mount(t, nil, powercut.Options{})
	path, other := filepath.Join(dir, "log.db"), filepath.Join(dir, "other")
	write(t, path, "0123456789", true, true)
	lift := f.Limit("log.db*", 5)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer file.Close()
	_, err = file.WriteAt(bytes.Repeat([]byte("x"), 20), 5)
	if info, statErr := file.Stat(); statErr != nil || info.Size() != 15 || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the file has %d bytes, %v; want those that fit, and ENOSPC", info.Size(), err)
	}
	if _, err := file.WriteAt([]byte("over"), 0); err != nil {
		t.Errorf("writing over what is there: %v", err)
	}
	if err := file.Truncate(100); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a larger size: %v", err)
	}
	if _, err := os.Create(path + "-wal"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("a new file that the limit covers: %v", err)
	}
	write(t, other, "is not covered", true, true)
	if failed := lift(); failed == 0 {
		t.Error("nothing is told to have failed")
	}
	if _, err := file.WriteAt(bytes.Repeat([]byte("x"), 20), 5); err != nil {
		t.Errorf("after the limit: %v", err)
	}
}

func TestLimitOnEverythingIsTheDisk(t *testing.T) {
	f, dir := mount(t, nil, powercut.Options{})
	write(t, filepath.Join(dir, "file"), "0123456789", true, true)
	free := func() int64 {
		var disk syscall.Statfs_t
		must(t, syscall.Statfs(dir, &disk))
		return int64(disk.Bavail) * disk.Bsize
	}
	if free() < 1<<30 {
		t.Errorf("%d bytes are free of a disk without a limit", free())
	}
	lift := f.Limit(powercut.Everything, 1<<20)
	if free() != 1<<20 {
		t.Errorf("%d bytes are free, want a mebibyte", free())
	}
	write(t, filepath.Join(dir, "more"), string(make([]byte, 1<<19)), true, true)
	if free() != 1<<19 {
		t.Errorf("%d bytes are free, want half a mebibyte", free())
	}
	lift()
	if free() < 1<<30 {
		t.Errorf("%d bytes are free again", free())
	}
}
