package powercut

import (
	"context"
	"syscall"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// directory is a directory. The names that programs see are kept by the library; those on the disk are here.
type directory struct {
	fs.Inode
	fsys *FS
	mode uint32
	disk map[string]node
}

var (
	_ fs.NodeGetattrer = (*directory)(nil)
	_ fs.NodeSetattrer = (*directory)(nil)
	_ fs.NodeStatfser  = (*directory)(nil)
	_ fs.NodeCreater   = (*directory)(nil)
	_ fs.NodeMkdirer   = (*directory)(nil)
	_ fs.NodeLinker    = (*directory)(nil)
	_ fs.NodeUnlinker  = (*directory)(nil)
	_ fs.NodeRmdirer   = (*directory)(nil)
	_ fs.NodeRenamer   = (*directory)(nil)
	_ fs.NodeFsyncer   = (*directory)(nil)
)

func newDirectory(f *FS, mode uint32) *directory {
	return &directory{fsys: f, mode: mode & 0o7777, disk: map[string]node{}}
}

func (*directory) isNode() {}

// load fills a directory with an image, durably.
func (f *FS) load(d *directory, image *Image) {
	d.mode = uint32(image.Mode.Perm())
	for text, child := range image.Names {
		if child.Names != nil {
			inner := newDirectory(f, uint32(child.Mode.Perm()))
			d.AddChild(text, d.NewPersistentInode(context.Background(), inner, fs.StableAttr{Mode: syscall.S_IFDIR}), true)
			d.disk[text] = inner
			f.load(inner, child)
			continue
		}
		leaf, inode := d.newFile(context.Background(), text, uint32(child.Mode.Perm()))
		leaf.content.cache = append([]byte(nil), child.Data...)
		leaf.content.disk = append([]byte(nil), child.Data...)
		d.AddChild(text, inode, true)
		d.disk[text] = leaf
	}
}

func (d *directory) newFile(ctx context.Context, text string, mode uint32) (*file, *fs.Inode) {
	leaf := &file{fsys: d.fsys, mode: mode & 0o7777, name: text, content: content{sector: d.fsys.options.Sector}}
	inode := d.NewPersistentInode(ctx, leaf, fs.StableAttr{Mode: syscall.S_IFREG})
	leaf.number = inode.StableAttr().Ino
	return leaf, inode
}

// change notes what happened to names.
func (d *directory) change(c nameChange) { d.fsys.journal = append(d.fsys.journal, c) }

func (d *directory) child(text string) node {
	if inode := d.GetChild(text); inode != nil {
		n, _ := inode.Operations().(node)
		return n
	}
	return nil
}

// Getattr tells the mode.
func (d *directory) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	out.Mode = d.mode | syscall.S_IFDIR
	out.Nlink = 2
	return 0
}

// Setattr changes the mode.
func (d *directory) Setattr(_ context.Context, _ fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	if mode, ok := in.GetMode(); ok {
		d.mode = mode & 0o7777
	}
	out.Mode = d.mode | syscall.S_IFDIR
	return 0
}

// Create makes a file. Its name is pending.
func (d *directory) Create(ctx context.Context, text string, _, mode uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return nil, nil, 0, err
	}
	leaf, inode := d.newFile(ctx, text, mode)
	for _, l := range d.fsys.limits {
		if l.covers(text) && d.fsys.used(l.pattern) >= l.bytes {
			d.fsys.counts.Full++
			return nil, nil, 0, syscall.ENOSPC
		}
	}
	d.change(nameChange{node: leaf, to: name{d, text}})
	leaf.attributes(&out.Attr)
	return inode, nil, fuse.FOPEN_KEEP_CACHE, 0
}

// Mkdir makes a directory. Its name is pending.
func (d *directory) Mkdir(ctx context.Context, text string, mode uint32, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return nil, err
	}
	inner := newDirectory(d.fsys, mode)
	d.change(nameChange{node: inner, to: name{d, text}})
	out.Mode = inner.mode | syscall.S_IFDIR
	return d.NewPersistentInode(ctx, inner, fs.StableAttr{Mode: syscall.S_IFDIR}), 0
}

// Link gives a file one more name.
func (d *directory) Link(_ context.Context, target fs.InodeEmbedder, text string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return nil, err
	}
	leaf, ok := target.(*file)
	if !ok {
		return nil, syscall.EPERM
	}
	leaf.name = text
	d.change(nameChange{node: leaf, to: name{d, text}})
	leaf.attributes(&out.Attr)
	return leaf.EmbeddedInode(), 0
}

// Unlink takes a name away.
func (d *directory) Unlink(_ context.Context, text string) syscall.Errno {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	d.change(nameChange{node: d.child(text), from: name{d, text}})
	return 0
}

// Rmdir takes an empty directory away.
func (d *directory) Rmdir(ctx context.Context, text string) syscall.Errno {
	if inode := d.GetChild(text); inode != nil && len(inode.Children()) > 0 {
		return syscall.ENOTEMPTY
	}
	return d.Unlink(ctx, text)
}

// Rename moves a name, over another one if it is there.
func (d *directory) Rename(_ context.Context, text string, to fs.InodeEmbedder, newText string, flags uint32) syscall.Errno {
	const noReplace = 1 // which the kernel has looked at
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	target, ok := to.(*directory)
	moved := d.child(text)
	if !ok || moved == nil || flags&^noReplace != 0 {
		return syscall.EINVAL
	}
	d.change(nameChange{node: moved, to: name{target, newText}, from: name{d, text}})
	if leaf, ok := moved.(*file); ok {
		leaf.name = newText
	}
	return 0
}

// Fsync makes the directory's names durable.
func (d *directory) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	defer d.fsys.leave()
	if err := d.fsys.enter(); err != 0 {
		return err
	}
	d.fsys.counts.Syncs++
	d.fsys.syncNames(func(c nameChange) bool { return c.to.in == d || c.from.in == d })
	return 0
}
