package bench

import (
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Machine is what the figures were taken on.
type Machine struct {
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	MemoryMB int64  `json:"memoryMB"`
	Kernel   string `json:"kernel"`
	Go       string `json:"go"`
}

// ThisMachine reads what the kernel tells; what it does not tell is empty.
func ThisMachine() Machine {
	return Machine{
		CPU:      field("/proc/cpuinfo", "model name"),
		Cores:    runtime.NumCPU(),
		MemoryMB: kilobytes("/proc/meminfo", "MemTotal") / 1024,
		Kernel:   kernel(),
		Go:       runtime.Version(),
	}
}

func kernel() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return ""
	}
	return "Linux " + strings.TrimSpace(string(text))
}

// field finds the first line "name: value" of a file of /proc.
func field(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// kilobytes reads a field such as "VmRSS:  1234 kB".
func kilobytes(path, name string) int64 {
	number, _, _ := strings.Cut(field(path, name), " ")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
