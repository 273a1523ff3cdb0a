//go:build !faults

package fault_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"paceline/internal/fault"
)

// The product has no faults: a plan that would kill it, fail it and set its clock changes nothing.
func TestTheProductFollowsNoPlan(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plan")
	plan := "store.commit=fail\nstore.row=kill@x\nclock=24h\n"
	for _, name := range fault.Points() {
		plan += string(name) + "=kill\n"
	}
	if err := os.WriteFile(path, []byte(plan), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PACELINE_FAULTS", path)
	for _, name := range fault.Points() {
		fault.Point(name)
	}
	if err := fault.Error(fault.StoreCommit); err != nil {
		t.Error(err)
	}
	if err := fault.Refuse(fault.StoreRow, "x"); err != nil {
		t.Error(err)
	}
	if off := time.Until(fault.Now()); off > time.Hour {
		t.Errorf("the clock is off by %s", off)
	}
}

// A point that no code passes proves nothing.
func TestEveryPointIsInTheCode(t *testing.T) {
	declared, err := os.ReadFile("fault.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	err = filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasPrefix(path, "../fault/") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		code.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(declared)) {
		fields := strings.Fields(line)
		if len(fields) > 3 && fields[1] == "Name" && fields[2] == "=" && !strings.Contains(code.String(), "(fault."+fields[0]) {
			t.Errorf("fault.%s is used nowhere", fields[0])
		}
	}
}
