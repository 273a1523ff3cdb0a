package door

import (
	"encoding/json"
	"os/exec"
	"testing"

	"paceline/internal/bench"
)

// `paceline bench slow` with few connections: slow ones are cut, healthy ones are answered meanwhile, nothing stays. How
// fast is for the benchmark to tell.
func TestSlowAndHalfOpenConnections(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), binary, "bench", "slow", "--dripping", "200", "--half-open", "100",
		"--rate", "50", "--clients", "4", "--projects", "3", "--duration", "1s", "--dir", t.TempDir(), "--json")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var report bench.Report
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, f := range report.Figures {
		if f.Bar == nil || f.Unit == "times" {
			continue
		}
		judged++
		if !f.Bar.Met {
			t.Errorf("%s: %v %s, want at most %v", f.Name, f.Value, f.Unit, f.Bar.Limit)
		}
	}
	if judged != 5 {
		t.Errorf("%d figures have a bar that no time decides, want 5", judged)
	}
	cut := 0
	for _, l := range report.Latencies {
		if l.Bar != nil {
			cut += l.N
		}
	}
	if cut != 300 {
		t.Errorf("%d of 300 connections were cut", cut)
	}
}
