package bench

import (
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
