package powercut

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

const testSector = 8

// step is one thing that a program does to a file.
func step(t *rapid.T, c *content) {
	at := rapid.IntRange(0, 60).Draw(t, "at")
	switch rapid.IntRange(0, 3).Draw(t, "step") {
	case 0, 1:
		c.write(rapid.SliceOfN(rapid.ByteRange(1, 255), 1, 30).Draw(t, "data"), at)
	case 2:
		c.truncate(at)
	case 3:
		c.punch(at, at+rapid.IntRange(1, 30).Draw(t, "length"))
	}
}

func TestSyncedContentIsWhatACutLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := content{sector: testSector}
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			step(t, &c)
		}
		want := slices.Clone(c.cache)
		c.sync()
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		if got, _ := c.draw(random, 0); !bytes.Equal(got, want) {
			t.Fatalf("after a sync the disk holds % x, want % x", got, want)
		}
	})
}

// Whatever a cut leaves, each sector is one that the file had since the sync, filled with zeros up to the size.
func TestEachSectorOfACutWasThereOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := content{sector: testSector}
		step(t, &c)
		c.sync()
		seen := map[int][][]byte{}
		sizes := []int{}
		look := func() {
			sizes = append(sizes, len(c.cache))
			padded := append(slices.Clone(c.cache), make([]byte, 200)...)
			for at := 0; at < 160; at += testSector {
				seen[at] = append(seen[at], padded[at:at+testSector])
			}
		}
		look()
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			step(t, &c)
			look()
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		disk, _ := c.draw(random, rapid.Float64Range(0, 1).Draw(t, "newest"))
		if !slices.Contains(sizes, len(disk)) {
			t.Fatalf("the disk's file has %d bytes, which it never had: %v", len(disk), sizes)
		}
		for at := 0; at < len(disk); at += testSector {
			sector := disk[at:min(at+testSector, len(disk))]
			if !slices.ContainsFunc(seen[at], func(was []byte) bool { return bytes.HasPrefix(was, sector) }) {
				t.Fatalf("the sector at %d holds % x, which it never did: % x", at, sector, seen[at])
			}
		}
	})
}

func TestCutsLeaveEveryMixture(t *testing.T) {
	found := map[string]bool{}
	for seed := range uint64(200) {
		c := content{sector: testSector}
		c.write(bytes.Repeat([]byte("a"), 2*testSector), 0)
		c.sync()
		c.write(bytes.Repeat([]byte("b"), 2*testSector), 0)
		random := rand.New(rand.NewPCG(seed, 0))
		disk, _ := c.draw(random, temper(random))
		found[string(disk)] = true
	}
	for _, want := range []string{"aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "aaaaaaaabbbbbbbb", "bbbbbbbbaaaaaaaa"} {
		if !found[want] {
			t.Errorf("no seed left %s", want)
		}
	}
	if len(found) != 4 {
		t.Errorf("cuts left %d mixtures, want 4: %v", len(found), found)
	}
}

func TestTruncationIsAtomic(t *testing.T) {
	found := map[string]bool{}
	for seed := range uint64(300) {
		c := content{sector: testSector}
		c.write(bytes.Repeat([]byte("a"), 2*testSector), 0)
		c.sync()
		c.truncate(0)
		c.write(bytes.Repeat([]byte("b"), 2*testSector), 0)
		random := rand.New(rand.NewPCG(seed, 0))
		disk, _ := c.draw(random, temper(random))
		found[string(disk)] = true
		if bytes.ContainsRune(disk, 'a') && string(disk) != "aaaaaaaaaaaaaaaa" {
			t.Fatalf("seed %d: old content came back: %q", seed, disk)
		}
	}
	zeros := "\x00\x00\x00\x00\x00\x00\x00\x00"
	for _, want := range []string{"aaaaaaaaaaaaaaaa", "", zeros + zeros, zeros + "bbbbbbbb", "bbbbbbbb" + zeros, "bbbbbbbbbbbbbbbb"} {
		if !found[want] {
			t.Errorf("no seed left %q", want)
		}
	}
}

func TestFailedSyncLosesForGood(t *testing.T) {
	lost := false
	for seed := range uint64(50) {
		c := content{sector: testSector}
		c.write([]byte("first"), 0)
		random := rand.New(rand.NewPCG(seed, 0))
		c.fail(random)
		if string(c.cache) != "first" {
			t.Fatalf("programs read %q after the failed sync", c.cache)
		}
		c.sync() // succeeds, and brings nothing
		disk, _ := c.draw(random, 1)
		lost = lost || string(disk) != "first"
	}
	if !lost {
		t.Error("what a failed sync dropped came back in every seed")
	}
}

func TestPendingIsBounded(t *testing.T) {
	c := content{sector: testSector}
	for i := range 3 * mostPending {
		c.write([]byte{1}, i)
	}
	if len(c.pending) > mostPending {
		t.Errorf("%d changes are pending", len(c.pending))
	}
	if held := len(c.disk); held == 0 {
		t.Error("nothing was written back")
	}
}
