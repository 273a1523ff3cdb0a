package bench

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// cpuCap holds a process to a share of one core, so that a generator on the same machine can outrun it.
type cpuCap struct {
	How  string // in words, for the report
	lift func()
}

// The period over which the share holds. It is short beside the 50 ms within which a refusal is to come: a process
// that stands still for most of 100 ms, cgroup's default, would be late whatever it does.
const capPeriod = 10 * time.Millisecond

// capCPU begins to hold a process to a share of one core: by a cgroup where we may make one, else by stopping it
// (SIGSTOP) whenever it has used more processor time than its share and letting it go on (SIGCONT) when it has not. The
// kernel is better at it: who sends signals has to wait for a core himself, and the process stands still for that much
// longer, as many times over as its share is smaller than 1.
func capCPU(pid int, share float64) (*cpuCap, error) {
	for _, version := range []cgroupVersion{cgroup2, cgroup1} {
		if c, err := version.cap(pid, share); err == nil {
			return c, nil
		}
	}
	return capBySignals(pid, share)
}

// capBySignals is a token bucket of processor time.
func capBySignals(pid int, share float64) (*cpuCap, error) {
	if _, err := cpuTime(pid); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { governBySignals(ctx, pid, share) })
	return &cpuCap{
		How:  fmt.Sprintf("stopped and continued by signals (SIGSTOP, SIGCONT) so that it uses %.0f %% of one core, in periods of %s", 100*share, capPeriod),
		lift: func() { cancel(); done.Wait() },
	}, nil
}

func governBySignals(ctx context.Context, pid int, share float64) {
	defer func() { _ = syscall.Kill(pid, syscall.SIGCONT) }()
	last := time.Now()
	used, _ := cpuTime(pid)
	credit, stopped := time.Duration(0), false
	for rest(ctx, capPeriod/10) == nil {
		now := time.Now()
		usedNow, err := cpuTime(pid)
		if err != nil {
			return // it has ended
		}
		credit += time.Duration(share*float64(now.Sub(last))) - (usedNow - used)
		credit = min(credit, time.Duration(share*float64(capPeriod)))
		last, used = now, usedNow
		if over := credit < 0; over != stopped {
			stopped = over
			signal := syscall.SIGCONT
			if over {
				signal = syscall.SIGSTOP
			}
			_ = syscall.Kill(pid, signal)
		}
	}
}

// cpuTime is the processor time that all threads of a process have used, to the nanosecond. The clock's number is the
// kernel's for "process pid, as scheduled" (clock_getcpuclockid(3)).
func cpuTime(pid int) (time.Duration, error) {
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|2), &at); err != nil {
		return 0, fmt.Errorf("processor time of process %d: %w", pid, err)
	}
	return time.Duration(at.Nano()), nil
}
