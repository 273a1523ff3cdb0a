package bench

import (
	"fmt"
	"syscall"
)

// raiseFileLimit makes sure that this process, and those it starts, may have so many files open.
func raiseFileLimit(n int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("the limit of open files: %w", err)
	}
	want := uint64(n)
	if limit.Cur >= want {
		return nil
	}
	limit.Cur, limit.Max = want, max(limit.Max, want)
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("%d open files are needed, and the limit cannot be raised (ulimit -n): %w", n, err)
	}
	return nil
}
