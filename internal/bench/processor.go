package bench

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// spent is what something took by the clock, and of the processor.
type spent struct{ clock, processor time.Duration }

func (s *spent) add(other spent) {
	s.clock += other.clock
	s.processor += other.processor
}

// begun is a moment from which it is counted.
type begun struct {
	at        time.Time
	processor time.Duration
}

func begin() begun { return begun{time.Now(), processorTime()} }

func (b begun) end() spent { return spent{time.Since(b.at), processorTime() - b.processor} }

func microsecondsEach(d time.Duration, n int) float64 {
	return float64(d.Nanoseconds()) / 1000 / float64(max(n, 1))
}

// processorTime is what this process has used of the processor so far, all its threads together. Unlike a rate it says
// little of what else the machine did meanwhile.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0 // cannot be: the arguments are right
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// tick is the unit of processor times in /proc/PID/stat (USER_HZ, proc_pid_stat(5)): 100 a second on every Linux.
const tick = 10 * time.Millisecond

// processorTimeOf is what another process of this machine has used of the processor so far; 0 when there is none.
func processorTimeOf(pid int) time.Duration {
	own, _, _ := statOf(pid)
	return own
}

// statOf reads what a process has used, what its children had that have ended, and who its parent is.
func statOf(pid int) (own, ended time.Duration, parent int) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, 0, 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before it may hold blanks
	fields := strings.Fields(rest)
	const state = 3 // the number of fields[0] in the manual
	at := func(number int) int {
		if number-state >= len(fields) {
			return 0
		}
		n, _ := strconv.Atoi(fields[number-state]) // all of these are numbers
		return n
	}
	return time.Duration(at(14)+at(15)) * tick, time.Duration(at(16)+at(17)) * tick, at(4)
}
