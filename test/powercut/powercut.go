// Package powercut is a file system for tests that can lose its power: at a cut it forgets what was not synced, as
// a disk behind the kernel's page cache may. It is mounted through FUSE, needs root, and keeps everything in memory.
//
// # The model
//
// A file has two contents: what programs read (the page cache) and what the disk holds. A write or a change of
// size reaches the first at once and is pending until fsync or fdatasync brings it to the second; so does what
// msync, O_SYNC and O_DSYNC bring, because the kernel turns them into an fsync.
//
// At a cut nothing pending has to be on the disk and all of it may be, in any order and torn:
//
//   - Of each sector (512 bytes, or 4 KiB) the disk holds one of the versions it had since the last sync: what was
//     durable, or what it contained after one of the writes since. Sectors are drawn independently, so writes are
//     reordered, and one that spans sectors is torn. Within a sector nothing is torn.
//   - The size is one of those the file had since the last sync. What lies within it and was not written reads as
//     zeros, as in an extent that was allocated and never filled.
//   - A truncation is atomic: when it happened on the disk, nothing from before it is left behind the new end; when
//     it did not, nothing from after it is there.
//   - Creating, renaming, linking and removing change directories. They are pending, too; a rename is atomic. In the
//     Strict mode they are durable only when the directory is synced, and otherwise each survives by itself, as long
//     as what happened to the same names before it survives too: what POSIX leaves to the implementation. In the
//     Journaled mode they survive in their order, as a whole up to some point, and syncing a file makes durable
//     all of them up to its own latest name: ext4 and XFS.
//   - How much of what was pending survives is drawn for each cut between nothing and everything.
//
// The kernel writes dirty pages back after a while, synced or not. Here the older half of what is pending on a file
// is written when it exceeds 64 MiB or 65,536 changes, so that memory is bounded.
//
// A store to shared memory (mmap) is seen when the kernel writes the page back; until then it is not even pending.
//
// # Failures
//
// Inject makes a write or a sync fail. After a failed sync the file's pending changes are gone for good: each of its
// sectors may have reached the disk or not, programs still read the new content, and the next sync
// succeeds without bringing it. That is what Linux does: it marks the pages clean. Limit makes the disk full.
//
// # What it does not model
//
// A disk that lies about its cache, bytes that rot (see the corruption experiment for these), stale content of
// other files in unwritten extents, and the heuristics with which ext4 flushes a file that is renamed over another.
package powercut

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// Options choose the hardware and the file system that are modelled.
type Options struct {
	Sector    int    // what the disk writes in one piece: 512 (the default) or 4096 bytes
	Journaled bool   // names survive in their order, and with their file's sync; otherwise Strict
	Seed      uint64 // of everything that is drawn
}

// FS is a mounted file system.
type FS struct {
	options Options
	dir     string
	server  *fuse.Server

	gate sync.RWMutex // held for reading by each request, for writing by a cut until the processes are dead

	mu      sync.Mutex // guards everything below, and all nodes
	dead    bool       // the power is out
	random  *rand.Rand
	root    *directory
	journal []nameChange // pending
	faults  []*Fault
	limits  []*limit
	counts  Counts
}

// Counts says what the file system was asked to do.
type Counts struct{ Writes, Syncs, FailedWrites, FailedSyncs, LostSectors, Full int64 }

// Mount mounts a file system at dir that holds what image holds, all of it durable; nil is empty. Only root can.
func Mount(dir string, image *Image, options Options) (*FS, error) {
	if options.Sector == 0 {
		options.Sector = 512
	}
	if options.Sector < 1 || options.Sector&(options.Sector-1) != 0 {
		return nil, fmt.Errorf("powercut: a sector of %d bytes", options.Sector)
	}
	f := &FS{options: options, dir: dir, random: rand.New(rand.NewPCG(options.Seed, 0x706f776572))}
	f.root = newDirectory(f, 0o700)
	forever := time.Hour // nobody but the kernel changes anything
	server, err := fs.Mount(dir, f.root, &fs.Options{
		EntryTimeout: &forever, AttrTimeout: &forever, NullPermissions: true,
		MountOptions: fuse.MountOptions{
			DirectMountStrict: true, ExplicitDataCacheControl: true, DisableXAttrs: true,
			MaxWrite: 1 << 20, FsName: "powercut", Name: "powercut",
		},
		OnAdd: nil, RootStableAttr: &fs.StableAttr{Ino: 1, Mode: syscall.S_IFDIR},
	})
	if err != nil {
		return nil, fmt.Errorf("powercut: mounting needs root and /dev/fuse: %w", err)
	}
	f.server = server
	if image != nil {
		f.load(f.root, image)
	}
	return f, nil
}

// Cut takes the power away. From one moment on nothing reaches the disk; then kill is called, which ends the
// processes that use the file system with SIGKILL and need not wait for them; what they had asked for meanwhile fails. The
// file system is unmounted, and what the disk holds is returned.
func (f *FS) Cut(kill func()) (*Image, error) {
	f.gate.Lock()
	f.mu.Lock()
	image := f.draw()
	f.dead = true
	f.mu.Unlock()
	kill()
	f.gate.Unlock()
	return image, f.unmount()
}

// Close unmounts the file system without a cut and returns its content, as after an orderly shutdown.
func (f *FS) Close() (*Image, error) {
	if err := f.unmount(); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.syncEverything()
	return f.draw(), nil
}

// Counts may be asked at any time.
func (f *FS) Counts() Counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counts
}

// unmount waits for processes that are ending, for a while, and then leaves the mount to the last of them.
func (f *FS) unmount() error {
	var err error
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); <-again.C {
		if err = syscall.Unmount(f.dir, 0); !errors.Is(err, syscall.EBUSY) {
			break
		}
	}
	if err != nil {
		detached := syscall.Unmount(f.dir, syscall.MNT_DETACH)
		return errors.Join(fmt.Errorf("powercut: unmount: %w", os.NewSyscallError("umount", err)), detached)
	}
	f.server.Wait()
	return nil
}

// enter lets a request in, and tells whether there is power. Each enter is followed by leave.
func (f *FS) enter() syscall.Errno {
	f.gate.RLock()
	f.mu.Lock()
	if f.dead {
		return syscall.EIO
	}
	return 0
}

func (f *FS) leave() {
	f.mu.Unlock()
	f.gate.RUnlock()
}
