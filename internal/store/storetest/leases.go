package storetest

import (
	"slices"
	"testing"
	"time"

	"paceline/internal/store"
)

// longLease outlives every test.
const longLease = time.Hour

// RunLeases tests a store that shares partitions out; open gives each test leases that nobody holds.
func RunLeases(t *testing.T, open func(*testing.T) store.Leases) {
	for _, one := range []struct {
		name string
		run  func(*testing.T, store.Leases)
	}{
		{"a worker alone has every partition", workerAlone},
		{"workers share evenly, and no partition has two", workersShare},
		{"who says good-bye leaves all to the others", workerLeaves},
		{"who is not heard of loses all", workerSilent},
		{"more workers than partitions leave some with none", workersMany},
		{"a log of fewer partitions is fewer to hold", fewerPartitions},
	} {
		t.Run(one.name, func(t *testing.T) { one.run(t, open(t)) })
	}
}

func hold(t *testing.T, l store.Leases, worker string, partitions int, life time.Duration) []int {
	t.Helper()
	held, err := l.Hold(t.Context(), worker, partitions, life)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// settle lets every worker call until what they hold no longer changes, and checks that each partition has one owner.
func settle(t *testing.T, l store.Leases, partitions int, workers ...string) (counts []int) {
	t.Helper()
	for range 2 { // one gives up, then others take
		for _, w := range workers {
			hold(t, l, w, partitions, longLease)
		}
	}
	owner := map[int]string{}
	for _, w := range workers {
		held := hold(t, l, w, partitions, longLease)
		counts = append(counts, len(held))
		for _, p := range held {
			if other, taken := owner[p]; taken {
				t.Errorf("partition %d has two owners: %s and %s", p, other, w)
			}
			owner[p] = w
		}
	}
	if len(owner) != partitions {
		t.Errorf("%d of %d partitions have an owner", len(owner), partitions)
	}
	slices.Sort(counts)
	return counts
}

func workerAlone(t *testing.T, l store.Leases) {
	if got := hold(t, l, "a", 3, longLease); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("it holds %v", got)
	}
}

func workersShare(t *testing.T, l store.Leases) {
	hold(t, l, "a", 8, longLease)
	if got := settle(t, l, 8, "a", "b", "c"); !slices.Equal(got, []int{2, 3, 3}) {
		t.Errorf("they hold %v", got)
	}
}

func workerLeaves(t *testing.T, l store.Leases) {
	settle(t, l, 4, "a", "b")
	if err := l.Release(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := hold(t, l, "b", 4, longLease); len(got) != 4 {
		t.Errorf("the other holds %v", got)
	}
	if err := l.Release(t.Context(), "nobody"); err != nil {
		t.Error(err)
	}
}

func workerSilent(t *testing.T, l store.Leases) {
	hold(t, l, "a", 4, time.Millisecond)
	deadline := time.Now().Add(time.Minute)
	for len(hold(t, l, "b", 4, longLease)) < 4 {
		if time.Now().After(deadline) {
			t.Fatal("what the silent one held has not come free")
		}
	}
	if got := hold(t, l, "a", 4, longLease); len(got) != 0 {
		t.Errorf("the silent one is back and holds %v before the other has given up any", got)
	}
	if got := settle(t, l, 4, "a", "b"); !slices.Equal(got, []int{2, 2}) {
		t.Errorf("they hold %v", got)
	}
}

func workersMany(t *testing.T, l store.Leases) {
	if got := settle(t, l, 2, "a", "b", "c"); !slices.Equal(got, []int{0, 1, 1}) {
		t.Errorf("they hold %v", got)
	}
}

func fewerPartitions(t *testing.T, l store.Leases) {
	hold(t, l, "a", 4, longLease)
	if got := hold(t, l, "a", 2, longLease); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("it holds %v", got)
	}
}
