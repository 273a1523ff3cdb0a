//go:build faults

package fault

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// PlanVariable names the environment variable with the path of the plan: a file that an experiment may rewrite
// (in one step, by a rename) while the process runs. It has one instruction a line:
//
//	log.commit.after=kill@3     kill -9 at the third pass; without @n at the first
//	store.commit.before=stop    freeze, as SIGSTOP does
//	store.commit=fail           Error fails, until the line is gone
//	store.row=fail@unwritable   Refuse fails for texts that hold "unwritable"
//	store.row=kill@deadly       Refuse kills for texts that hold "deadly"
//	clock=-24h                  Now is off by so much
//
// Passes are counted from when the line was first seen.
const PlanVariable = "PACELINE_FAULTS"

var plan = struct {
	sync.Mutex
	lines  map[Name]string
	passes map[Name]int
}{lines: map[Name]string{}, passes: map[Name]int{}}

// Point is a place at which the plan may end or freeze the process.
func Point(name Name) {
	action, n := pass(name)
	if at, err := strconv.Atoi(argument(action)); err == nil && n != at || err != nil && n != 1 {
		return
	}
	act(action)
}

// Error is the failure that the plan has for a step.
func Error(name Name) error {
	if action, _ := pass(name); strings.HasPrefix(action, "fail") {
		return fmt.Errorf("%s: the plan says that it fails", name)
	}
	return nil
}

// Refuse is the failure that the plan has for a step on something that holds a text, if that is no death.
func Refuse(name Name, text string) error {
	for _, action := range actions(name) {
		if strings.Contains(text, argument(action)) {
			act(action)
			return fmt.Errorf("%s: the plan says that it cannot be taken", name)
		}
	}
	return nil
}

// Now is the wall clock as the plan sets it. It has no monotonic reading: what compares two of these sees every
// jump, also where the real clock would hide one.
func Now() time.Time {
	action, _ := pass("clock")
	offset, err := time.ParseDuration(action)
	if err != nil {
		return time.Now()
	}
	return time.Now().Add(offset).Round(0)
}

// pass is what the plan says of a name, and how often that was asked since it says so.
func pass(name Name) (action string, n int) {
	if all := actions(name); len(all) > 0 {
		action = all[0]
	}
	plan.Lock()
	defer plan.Unlock()
	if plan.lines[name] != action {
		plan.lines[name], plan.passes[name] = action, 0
	}
	plan.passes[name]++
	return action, plan.passes[name]
}

// actions is what the plan says of a name.
func actions(name Name) (list []string) {
	path := os.Getenv(PlanVariable)
	if path == "" {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if of, is, ok := strings.Cut(strings.TrimSpace(line), "="); ok && of == string(name) {
			list = append(list, is)
		}
	}
	return list
}

func argument(action string) string {
	_, after, _ := strings.Cut(action, "@")
	return after
}

func act(action string) {
	switch what, _, _ := strings.Cut(action, "@"); what {
	case "kill":
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	case "stop":
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
	}
}
