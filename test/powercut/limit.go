package powercut

import (
	"context"
	"path"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fuse"
)

// Everything is the pattern of a limit on the whole disk.
const Everything = "*"

// limit is how many bytes the files whose names match may hold together.
type limit struct {
	pattern string
	bytes   int64
}

// Limit lets the files whose names match the pattern (see path.Match) grow by no more than so many bytes together from
// now on: what would exceed that fails with ENOSPC, a write after its first part. What is there can be written over. A limit
// on Everything is the size of the disk, and statfs tells of it; one on some files stands for a quota, or a disk of
// their own, of which statfs says nothing. Calling lift takes it back, and tells how many calls failed.
func (f *FS) Limit(pattern string, more int64) (lift func() (failed int64)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	l := &limit{pattern, f.used(pattern) + more}
	f.limits = append(f.limits, l)
	before := f.counts.Full
	return func() int64 {
		f.mu.Lock()
		defer f.mu.Unlock()
		for i, other := range f.limits {
			if other == l {
				f.limits = append(f.limits[:i:i], f.limits[i+1:]...)
				break
			}
		}
		return f.counts.Full - before
	}
}

func (l *limit) covers(name string) bool {
	match, err := path.Match(l.pattern, name)
	return err == nil && match
}

// used is how many bytes the files hold whose names match.
func (f *FS) used(pattern string) (bytes int64) {
	l := limit{pattern: pattern}
	var add func(d *directory)
	add = func(d *directory) {
		for _, inode := range d.Children() {
			switch n := inode.Operations().(type) {
			case *directory:
				add(n)
			case *file:
				if l.covers(n.name) {
					bytes += int64(len(n.content.cache))
				}
			}
		}
	}
	add(f.root)
	return bytes
}

// room is the size, at most the one that is wanted, to which a file may grow.
func (f *FS) room(n *file, size int) int {
	is := len(n.content.cache)
	for _, l := range f.limits {
		if size > is && l.covers(n.name) {
			size = min(size, max(is, is+int(l.bytes-f.used(l.pattern))))
			if size == is {
				f.counts.Full++
			}
		}
	}
	return size
}

// Statfs tells of the disk, which is large unless there is a limit on everything.
func (d *directory) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	const block, blocks = 4096, 1 << 26
	out.Bsize, out.Frsize, out.NameLen = block, block, 255
	out.Blocks, out.Bfree = blocks, blocks
	out.Files, out.Ffree = blocks, blocks
	for _, l := range d.fsys.limits {
		if l.pattern == Everything {
			out.Blocks = uint64(l.bytes / block)
			out.Bfree = min(out.Bfree, uint64(max(0, l.bytes-d.fsys.used(Everything))/block))
		}
	}
	out.Bavail = out.Bfree
	return 0
}
