package powercut_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"paceline/test/powercut"
)

// mount skips the test where the machine cannot mount.
func mount(t *testing.T, image *powercut.Image, options powercut.Options) (*powercut.FS, string) {
	t.Helper()
	dir := t.TempDir()
	f, err := powercut.Mount(dir, image, options)
	if err != nil {
		t.Skipf("SKIPPED: no power can be cut on this machine: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return f, dir
}

func cut(t *testing.T, f *powercut.FS) *powercut.Image {
	t.Helper()
	image, err := f.Cut(func() {})
	if err != nil {
		t.Fatal(err)
	}
	return image
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// write makes a file, or overwrites it, and syncs what it is told to.
func write(t *testing.T, path, text string, syncFile, syncDir bool) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	must(t, err)
	_, err = file.WriteString(text)
	must(t, err)
	if syncFile {
		must(t, file.Sync())
	}
	must(t, file.Close())
	if syncDir {
		syncDirectory(t, filepath.Dir(path))
	}
}

func syncDirectory(t *testing.T, path string) {
	t.Helper()
	dir, err := os.Open(path)
	must(t, err)
	must(t, dir.Sync())
	must(t, dir.Close())
}

// outcomes runs a program on a new file system and cuts, for many seeds, and returns what became of a name: its
// text, or "-" when it is not there.
func outcomes(t *testing.T, options powercut.Options, name string, program func(dir string)) map[string]int {
	t.Helper()
	found := map[string]int{}
	for seed := range uint64(60) {
		options.Seed = seed
		f, dir := mount(t, nil, options)
		program(dir)
		image := cut(t, f)
		if left := image.Names[name]; left != nil {
			found[string(left.Data)]++
		} else {
			found["-"]++
		}
	}
	return found
}

func TestSyncedSurvivesEveryCut(t *testing.T) {
	for _, journaled := range []bool{false, true} {
		found := outcomes(t, powercut.Options{Journaled: journaled}, "file", func(dir string) {
			write(t, filepath.Join(dir, "file"), "synced", true, true)
			write(t, filepath.Join(dir, "other"), "not synced", false, false)
		})
		if found["synced"] != 60 {
			t.Errorf("journaled %v: %v", journaled, found)
		}
	}
}

func TestUnsyncedVanishesInSomeSeed(t *testing.T) {
	found := outcomes(t, powercut.Options{}, "file", func(dir string) {
		path := filepath.Join(dir, "file")
		write(t, path, "old", true, true)
		write(t, path, "new", false, true)
	})
	if found["old"] == 0 || found["new"] == 0 || found["old"]+found["new"] != 60 {
		t.Errorf("cuts left %v, want old and new", found)
	}
}

func TestNewNameNeedsItsDirectory(t *testing.T) {
	create := func(dir string) { write(t, filepath.Join(dir, "file"), "text", true, false) }
	if found := outcomes(t, powercut.Options{}, "file", create); found["-"] == 0 || found["text"] == 0 {
		t.Errorf("strict: %v, want the name missing now and then", found)
	}
	if found := outcomes(t, powercut.Options{Journaled: true}, "file", create); found["text"] != 60 {
		t.Errorf("journaled: %v, want the file's sync to keep its name", found)
	}
}

func TestRenameIsAtomicAndPending(t *testing.T) {
	for _, journaled := range []bool{false, true} {
		found := outcomes(t, powercut.Options{Journaled: journaled}, "file", func(dir string) {
			write(t, filepath.Join(dir, "file"), "old", true, true)
			write(t, filepath.Join(dir, "draft"), "new", true, true)
			must(t, os.Rename(filepath.Join(dir, "draft"), filepath.Join(dir, "file")))
		})
		if found["old"] == 0 || found["new"] == 0 || found["old"]+found["new"] != 60 {
			t.Errorf("journaled %v: cuts left %v, want old or new", journaled, found)
		}
	}
}

func TestRenameDoesNotSyncWhatItMoves(t *testing.T) {
	found := outcomes(t, powercut.Options{}, "file", func(dir string) {
		write(t, filepath.Join(dir, "file"), "old", true, true)
		write(t, filepath.Join(dir, "draft"), "new", false, false)
		must(t, os.Rename(filepath.Join(dir, "draft"), filepath.Join(dir, "file")))
		syncDirectory(t, dir)
	})
	if found[""] == 0 && found["\x00\x00\x00"] == 0 {
		t.Errorf("cuts left %v, want an empty file now and then", found)
	}
}

func TestRemovedComesBackUnlessItsDirectoryIsSynced(t *testing.T) {
	for _, synced := range []bool{false, true} {
		found := outcomes(t, powercut.Options{}, "file", func(dir string) {
			write(t, filepath.Join(dir, "file"), "text", true, true)
			must(t, os.Remove(filepath.Join(dir, "file")))
			if synced {
				syncDirectory(t, dir)
			}
		})
		if back := found["text"] > 0; back == synced || found["-"] == 0 {
			t.Errorf("synced %v: %v", synced, found)
		}
	}
}

func TestLinkAndSubdirectory(t *testing.T) {
	f, dir := mount(t, nil, powercut.Options{})
	must(t, os.Mkdir(filepath.Join(dir, "inner"), 0o700))
	write(t, filepath.Join(dir, "inner", "draft"), "text", true, false)
	must(t, os.Link(filepath.Join(dir, "inner", "draft"), filepath.Join(dir, "linked")))
	must(t, os.Remove(filepath.Join(dir, "inner", "draft")))
	must(t, os.Mkdir(filepath.Join(dir, "inner", "empty"), 0o700))
	if err := os.Remove(filepath.Join(dir, "inner")); !errors.Is(err, syscall.ENOTEMPTY) {
		t.Errorf("removing a full directory: %v", err)
	}
	syncDirectory(t, filepath.Join(dir, "inner"))
	syncDirectory(t, dir)
	again, dir := mount(t, cut(t, f), powercut.Options{})
	if text, err := os.ReadFile(filepath.Join(dir, "linked")); err != nil || string(text) != "text" {
		t.Errorf("the linked file holds %q, %v", text, err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "inner")); err != nil || len(entries) != 1 {
		t.Errorf("the inner directory has %v, %v", entries, err)
	}
	image, err := again.Close()
	must(t, err)
	plain := t.TempDir()
	must(t, image.Write(plain))
	if text, err := os.ReadFile(filepath.Join(plain, "linked")); err != nil || string(text) != "text" {
		t.Errorf("the image's file holds %q, %v", text, err)
	}
	read, err := powercut.Read(plain)
	if err != nil || len(read.Names) != 2 || string(read.Names["linked"].Data) != "text" {
		t.Errorf("read back: %v, %v", read, err)
	}
}

func TestNothingIsWrittenAfterTheCut(t *testing.T) {
	f, dir := mount(t, nil, powercut.Options{Journaled: true})
	file, err := os.Create(filepath.Join(dir, "file"))
	must(t, err)
	_, err = file.WriteString("before")
	must(t, err)
	must(t, file.Sync())
	late := make(chan error, 1)
	image, err := f.Cut(func() {
		go func() {
			_, err := file.WriteString("after")
			late <- errors.Join(err, file.Sync())
			_ = file.Close()
		}()
	})
	must(t, err)
	if err := <-late; !errors.Is(err, syscall.EIO) {
		t.Errorf("a write after the cut: %v, want EIO", err)
	}
	if got := string(image.Names["file"].Data); got != "before" {
		t.Errorf("the disk holds %q", got)
	}
}

func TestInjectedFaults(t *testing.T) {
	f, dir := mount(t, nil, powercut.Options{})
	file, err := os.Create(filepath.Join(dir, "file"))
	must(t, err)
	defer file.Close()
	other, err := os.Create(filepath.Join(dir, "other"))
	must(t, err)
	defer other.Close()

	remove := f.Inject(powercut.Fault{On: powercut.Write, Pattern: "file", Skip: 1, Times: 1, Errno: syscall.ENOSPC})
	for i, want := range []error{nil, syscall.ENOSPC, nil} {
		if _, err := file.WriteAt([]byte("x"), int64(i)); !errors.Is(err, want) {
			t.Errorf("write %d: %v, want %v", i, err, want)
		}
		if _, err := other.WriteAt([]byte("x"), int64(i)); err != nil {
			t.Errorf("another file: %v", err)
		}
	}
	if failed := remove(); failed != 1 {
		t.Errorf("it failed %d times", failed)
	}

	remove = f.Inject(powercut.Fault{On: powercut.Write, Pattern: "f*", Errno: syscall.ENOSPC, Short: true})
	if n, err := syscall.Pwrite(int(file.Fd()), []byte("abcdefgh"), 0); n != 4 || err != nil {
		t.Errorf("the short write wrote %d, %v", n, err)
	}
	remove()

	remove = f.Inject(powercut.Fault{On: powercut.Sync, Pattern: "file", Errno: syscall.EIO})
	if err := file.Sync(); !errors.Is(err, syscall.EIO) {
		t.Errorf("sync: %v", err)
	}
	must(t, other.Sync())
	remove()
	must(t, file.Sync())
	if counts := f.Counts(); counts.FailedSyncs != 1 || counts.FailedWrites != 2 {
		t.Errorf("counted %+v", counts)
	}
}
