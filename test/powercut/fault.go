package powercut

import (
	"path"
	"syscall"
)

// Operation is what a Fault makes fail.
type Operation int

// The operations that can fail.
const (
	Write Operation = iota // also a change of size
	Sync
)

// Fault makes operations on some files fail.
type Fault struct {
	On      Operation
	Pattern string        // of the file's name, without its directory; see path.Match
	Skip    int           // so many succeed first
	Times   int           // then so many fail; 0 is all until the fault is taken back
	Errno   syscall.Errno // EIO, ENOSPC
	Short   bool          // a write that fails writes the first half of its bytes and says so, as a disk that gets full does
	met     int
	failed  int
}

// Inject makes a fault happen from now on. Calling remove takes it back and tells how often it happened.
func (f *FS) Inject(fault Fault) (remove func() (failed int)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, &fault)
	return func() int {
		f.mu.Lock()
		defer f.mu.Unlock()
		for i, other := range f.faults {
			if other == &fault {
				f.faults = append(f.faults[:i:i], f.faults[i+1:]...)
				break
			}
		}
		return fault.failed
	}
}

// fault is the one that an operation on a file meets now, or nil.
func (f *FS) fault(on Operation, name string) *Fault {
	for _, fault := range f.faults {
		if match, err := path.Match(fault.Pattern, name); fault.On != on || err != nil || !match {
			continue
		}
		if fault.met++; fault.met <= fault.Skip || fault.Times > 0 && fault.failed == fault.Times {
			continue
		}
		fault.failed++
		return fault
	}
	return nil
}
