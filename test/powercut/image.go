package powercut

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Image is what a disk holds.
type Image struct {
	Mode  os.FileMode       // of a file or a directory
	Data  []byte            // of a file
	Names map[string]*Image // of a directory; nil for a file
}

// Read takes the image of a directory.
func Read(dir string) (*Image, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		data, err := os.ReadFile(dir)
		return &Image{Mode: info.Mode().Perm(), Data: data}, err
	}
	image := &Image{Mode: info.Mode().Perm(), Names: map[string]*Image{}}
	entries, err := os.ReadDir(dir)
	for _, entry := range entries {
		if err != nil {
			break
		}
		image.Names[entry.Name()], err = Read(filepath.Join(dir, entry.Name()))
	}
	return image, err
}

// Write lays the image down at path; a directory may exist.
func (i *Image) Write(path string) error {
	if i.Names == nil {
		return os.WriteFile(path, i.Data, i.Mode)
	}
	if err := os.MkdirAll(path, i.Mode); err != nil {
		return err
	}
	for _, text := range slices.Sorted(maps.Keys(i.Names)) {
		if err := i.Names[text].Write(filepath.Join(path, text)); err != nil {
			return err
		}
	}
	return nil
}

// draw is what the disk holds when the power goes now.
func (f *FS) draw() *Image {
	newest := temper(f.random)
	f.drawNames(f.random, newest)
	var list []*file
	for n := range f.root.reachable() {
		if leaf, ok := n.(*file); ok {
			list = append(list, leaf)
		}
	}
	slices.SortFunc(list, byNumber)
	for _, leaf := range list {
		drawn, lost := leaf.content.draw(f.random, newest)
		leaf.content = content{sector: f.options.Sector, cache: drawn, disk: drawn}
		f.counts.LostSectors += int64(lost)
	}
	return f.root.image()
}

func (d *directory) image() *Image {
	image := &Image{Mode: os.FileMode(d.mode), Names: map[string]*Image{}}
	for text, child := range d.disk {
		switch child := child.(type) {
		case *directory:
			image.Names[text] = child.image()
		case *file:
			image.Names[text] = &Image{Mode: os.FileMode(child.mode), Data: child.content.disk}
		}
	}
	return image
}

// reachable lists what the disk's directories lead to.
func (d *directory) reachable() map[node]bool {
	all := map[node]bool{}
	for _, child := range d.disk {
		all[child] = true
		if inner, ok := child.(*directory); ok {
			maps.Copy(all, inner.reachable())
		}
	}
	return all
}

// syncEverything is an orderly unmount.
func (f *FS) syncEverything() {
	f.syncNames(func(nameChange) bool { return true })
	for n := range f.root.reachable() {
		if leaf, ok := n.(*file); ok {
			leaf.content.sync()
		}
	}
}
