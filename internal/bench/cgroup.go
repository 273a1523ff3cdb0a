package bench

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// cgroupVersion is how one version of cgroups is told how much processor time there is in a period
// (https://docs.kernel.org/scheduler/sched-bwc.html). The weight is a hundred times the usual one: what else the machine
// does is not to take from that.
type cgroupVersion struct {
	name     string
	root     string // where its processor controller is mounted
	settings func(quota, period time.Duration) []cgroupSetting
}

type cgroupSetting struct{ file, text string }

var cgroup2 = cgroupVersion{
	name: "cgroup v2", root: "/sys/fs/cgroup",
	settings: func(quota, period time.Duration) []cgroupSetting {
		return []cgroupSetting{
			{"cpu.max", fmt.Sprintf("%d %d", quota.Microseconds(), period.Microseconds())},
			{"cpu.weight", "10000"},
		}
	},
}

var cgroup1 = cgroupVersion{
	name: "cgroup v1", root: "/sys/fs/cgroup/cpu",
	settings: func(quota, period time.Duration) []cgroupSetting {
		return []cgroupSetting{
			{"cpu.cfs_period_us", strconv.FormatInt(period.Microseconds(), 10)},
			{"cpu.cfs_quota_us", strconv.FormatInt(quota.Microseconds(), 10)},
			{"cpu.shares", "102400"},
		}
	},
}

// cap moves a process into a group of its own that has a share of one core.
func (v cgroupVersion) cap(pid int, share float64) (*cpuCap, error) {
	dir := filepath.Join(v.root, "paceline-bench-"+strconv.Itoa(pid))
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	process := []byte(strconv.Itoa(pid))
	lift := func() {
		_ = os.WriteFile(filepath.Join(v.root, "cgroup.procs"), process, 0)
		_ = os.Remove(dir)
	}
	quota := time.Duration(share * float64(capPeriod))
	for _, s := range append(v.settings(quota, capPeriod), cgroupSetting{"cgroup.procs", string(process)}) {
		if err := writeExisting(filepath.Join(dir, s.file), s.text); err != nil {
			lift()
			return nil, err
		}
	}
	return &cpuCap{How: fmt.Sprintf("%s, %s of every %s of one core", v.name, quota, capPeriod), lift: lift}, nil
}

// writeExisting writes to a file that is there: what looks like a control group may be a plain directory.
func writeExisting(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}
