//go:build faults

package fault_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"paceline/internal/fault"
)

// With the tag the plan is followed, and a rewritten one as well. What kills and freezes is for the soak to see.
func TestThePlanIsFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(fault.PlanVariable, path)
	if err := fault.Error(fault.StoreCommit); err != nil {
		t.Errorf("there is no plan, and yet: %v", err)
	}
	write("log.commit.after=kill@1000\nstore.commit=fail\nclock=-24h\nstore.row=fail@bad\n")
	fault.Point(fault.LogCommitAfter)
	if fault.Error(fault.StoreCommit) == nil || fault.Error(fault.LogCommit) != nil {
		t.Error("the store is to fail, and only that")
	}
	if fault.Refuse(fault.StoreRow, "a bad one") == nil || fault.Refuse(fault.StoreRow, "a good one") != nil {
		t.Error("the bad one is to be refused, and only that")
	}
	if off := time.Since(fault.Now()).Round(time.Hour); off != 24*time.Hour {
		t.Errorf("the clock is off by %s", off)
	}
	write("")
	if err := fault.Error(fault.StoreCommit); err != nil {
		t.Errorf("the plan says nothing any more, and yet: %v", err)
	}
}
