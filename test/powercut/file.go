package powercut

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// file is a regular file. The kernel's calls come to it.
type file struct {
	fs.Inode
	fsys    *FS
	number  uint64
	mode    uint32
	name    string // the latest, for faults
	content content
}

var (
	_ fs.NodeGetattrer = (*file)(nil)
	_ fs.NodeSetattrer = (*file)(nil)
	_ fs.NodeOpener    = (*file)(nil)
	_ fs.NodeReader    = (*file)(nil)
	_ fs.NodeWriter    = (*file)(nil)
	_ fs.NodeFsyncer   = (*file)(nil)
	_ fs.NodeFlusher   = (*file)(nil)
	_ fs.NodeAllocater = (*file)(nil)
)

func (*file) isNode() {}

func (n *file) attributes(out *fuse.Attr) {
	out.Mode = n.mode | syscall.S_IFREG
	out.Size = uint64(len(n.content.cache))
	out.Blocks = (out.Size + 511) / 512
	out.Nlink = 1
}

// Getattr tells the size and the mode.
func (n *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return err
	}
	n.attributes(&out.Attr)
	return 0
}

// Setattr changes the size or the mode; times and owners are not kept.
func (n *file) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return err
	}
	if mode, ok := in.GetMode(); ok {
		n.mode = mode & 0o7777
	}
	if size, ok := in.GetSize(); ok {
		if fault := n.fsys.fault(Write, n.name); fault != nil {
			n.fsys.counts.FailedWrites++
			return fault.Errno
		}
		if n.fsys.room(n, int(size)) < int(size) {
			return syscall.ENOSPC
		}
		n.content.truncate(int(size))
	}
	n.attributes(&out.Attr)
	return 0
}

// Open keeps what the kernel has cached: nobody else writes.
func (n *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

// Read gives what programs have written.
func (n *file) Read(_ context.Context, _ fs.FileHandle, into []byte, at int64) (fuse.ReadResult, syscall.Errno) {
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return nil, err
	}
	read := 0
	if at < int64(len(n.content.cache)) {
		read = copy(into, n.content.cache[at:])
	}
	return fuse.ReadResultData(into[:read]), 0
}

// Write is pending until Fsync.
func (n *file) Write(_ context.Context, _ fs.FileHandle, data []byte, at int64) (uint32, syscall.Errno) {
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return 0, err
	}
	n.fsys.counts.Writes++
	if fault := n.fsys.fault(Write, n.name); fault != nil {
		n.fsys.counts.FailedWrites++
		if !fault.Short || len(data) < 2 {
			return 0, fault.Errno
		}
		data = data[:len(data)/2]
	}
	if room := n.fsys.room(n, int(at)+len(data)) - int(at); room <= 0 {
		return 0, syscall.ENOSPC
	} else if room < len(data) {
		data = data[:room]
	}
	n.content.write(data, int(at))
	return uint32(len(data)), 0
}

// Fsync makes the content durable; in a journal, the file's name too.
func (n *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return err
	}
	n.fsys.counts.Syncs++
	if fault := n.fsys.fault(Sync, n.name); fault != nil {
		n.fsys.counts.FailedSyncs++
		n.fsys.counts.LostSectors += int64(n.content.fail(n.fsys.random))
		return fault.Errno
	}
	n.content.sync()
	if n.fsys.options.Journaled {
		n.fsys.syncNames(func(c nameChange) bool { return c.node == node(n) })
	}
	return 0
}

// Flush is called by close, which makes nothing durable.
func (n *file) Flush(context.Context, fs.FileHandle) syscall.Errno { return 0 }

// Allocate makes room or a hole.
func (n *file) Allocate(_ context.Context, _ fs.FileHandle, at, size uint64, mode uint32) syscall.Errno {
	const keepSize, punchHole = 1, 2
	defer n.fsys.leave()
	if err := n.fsys.enter(); err != 0 {
		return err
	}
	end := int(at + size)
	switch mode {
	case 0:
		if fault := n.fsys.fault(Write, n.name); fault != nil {
			n.fsys.counts.FailedWrites++
			return fault.Errno
		}
		if n.fsys.room(n, end) < end {
			return syscall.ENOSPC
		}
		n.content.truncate(max(end, len(n.content.cache)))
	case keepSize:
	case keepSize | punchHole:
		n.content.punch(int(at), end)
	default:
		return syscall.EOPNOTSUPP
	}
	return 0
}
