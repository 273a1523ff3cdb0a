package door

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"paceline/test/harness"
)

// mostPerBomb is how much more memory a bomb may make the server occupy, in MB.
const mostPerBomb = 16

// zeros is a reader of so many zero bytes, which gzip packs a thousand to one.
func zeros(n int64) io.Reader { return io.LimitReader(zeroReader{}, n) }

type zeroReader struct{}

func (zeroReader) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// packed is gzipped times times over.
func packed(t testing.TB, from io.Reader, times int) []byte {
	t.Helper()
	var data []byte
	for range times {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := io.Copy(w, from); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		data = b.Bytes()
		from = bytes.NewReader(data)
	}
	return data
}

// A bomb inflates to the limit of 1 MiB and of 100 times its size and no further, whatever it says or holds: alone, of
// any size, packed again and again, in many members, and many at once.
func TestGzipBombsCostLittle(t *testing.T) {
	s := start(t)
	key := addProject(t, s, "shop", "--rate-limit", "10000000")
	for range 50 { // what a server needs once it has worked
		exchange(t, s.Ingest, post(key, padded(1<<20), false))
	}
	hundred := packed(t, zeros(100<<20), 1)
	gigabyte := bytes.Repeat(hundred, 10) // gzip's members follow one another
	bombs := []struct {
		name     string
		body     []byte
		statuses []int
	}{
		{"10 MB", packed(t, zeros(10<<20), 1), []int{413}},
		{"100 MB", hundred, []int{413}},
		{"200 MB", bytes.Repeat(hundred, 2), []int{413}},
		{"1 GB, and above the limit as sent", gigabyte, []int{413}},
		{"1 GB packed twice", packed(t, bytes.NewReader(gigabyte), 1), []int{400, 413}},
		{"1 GB packed three times", packed(t, bytes.NewReader(gigabyte), 2), []int{400, 413}},
		{"a thousand members", bytes.Repeat(packed(t, zeros(100<<10), 1), 1000), []int{413}},
		{"a beacon before the zeros", packed(t, io.MultiReader(bytes.NewReader(beacon(event(nil))), zeros(100<<20)), 1), []int{413}},
	}
	for _, bomb := range bombs {
		before := resetPeak(t, s)
		for _, chunked := range []bool{false, true} {
			got := exchange(t, s.Ingest, post(key, bomb.body, chunked))
			if !slices.Contains(bomb.statuses, got.status) {
				t.Errorf("%s (%d bytes): %d, want one of %d: %s", bomb.name, len(bomb.body), got.status, bomb.statuses, got.body)
			}
		}
		if cost := peakMB(t, s) - before; cost > mostPerBomb {
			t.Errorf("%s: the server took %d MB more, want at most %d", bomb.name, cost, mostPerBomb)
		} else {
			t.Logf("%s: %d bytes on the wire, %d MB", bomb.name, len(bomb.body), cost)
		}
	}

	const atOnce = 64
	before := resetPeak(t, s)
	var all errgroup.Group
	for range atOnce {
		all.Go(func() error {
			if got := exchange(t, s.Ingest, post(key, hundred, false)); got.status != 413 && got.status != 503 {
				return fmt.Errorf("one of many got %d: %s", got.status, got.body)
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
	if cost := peakMB(t, s) - before; cost > atOnce*mostPerBomb/8 {
		t.Errorf("%d at once: the server took %d MB more, want at most %d", atOnce, cost, atOnce*mostPerBomb/8)
	} else {
		t.Logf("%d of 100 MB at once: %d MB", atOnce, cost)
	}
	if got := exchange(t, s.Ingest, post(key, beacon(event(nil)), false)); got.status != 202 {
		t.Errorf("a valid beacon got %d afterwards: %s", got.status, got.body)
	}
}

// resetPeak makes the kernel forget the most memory that the server has occupied, and tells what it occupies now, in MB
// (clear_refs in proc(5)).
func resetPeak(t *testing.T, s *harness.Server) int {
	t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", s.Pid()), []byte("5"), 0); err != nil {
		t.Skipf("the most memory of a process cannot be looked at: %v", err)
	}
	return peakMB(t, s)
}

// peakMB is the most memory the server has occupied.
func peakMB(t *testing.T, s *harness.Server) int { return statusMB(t, s, "VmHWM:") }

func statusMB(t *testing.T, s *harness.Server, field string) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.Pid()))
	if err != nil {
		t.Skipf("no /proc to read the server's memory from: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), field)
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes / 1024
}
