package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// child is a real `paceline serve` in a process of its own.
type child struct {
	command *exec.Cmd
	addr    map[string]string // bound addresses by service
	output  sync.WaitGroup
}

const (
	readyTimeout = 30 * time.Second
	endTimeout   = 20 * time.Second
)

// startChild starts the program on a data directory, on free ports of the loopback interface, and returns once /ready
// answers 200. took is the time from starting the process to that answer. What this process was told by its environment
// is not meant for the child: that has its defaults and the flags.
func startChild(ctx context.Context, program, data string, flags ...string) (c *child, took time.Duration, err error) {
	arguments := append([]string{"serve", "--data", data, "--log-level", "info"}, flags...)
	for _, service := range []string{"ingest", "query", "dashboard", "live", "ops"} {
		arguments = append(arguments, "--"+service+"-addr", "127.0.0.1:0")
	}
	c = &child{command: exec.Command(program, arguments...)}
	c.command.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "PACELINE_") })
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	if err := c.start(ctx); err != nil {
		return nil, 0, err
	}
	if err := c.awaitReady(ctx); err != nil {
		return nil, 0, errors.Join(err, c.stop())
	}
	return c, time.Since(began), nil
}

// start starts the command and returns once it has told its addresses.
func (c *child) start(ctx context.Context) error {
	log, err := c.command.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.command.Start(); err != nil {
		return err
	}
	announced := make(chan map[string]string, 1)
	c.output.Go(func() { readLog(log, announced) })
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	select {
	case c.addr = <-announced:
	case <-ctx.Done():
	}
	if c.addr == nil {
		return errors.Join(fmt.Errorf("%s did not become ready", c.command), context.Cause(ctx), c.stop())
	}
	return nil
}

// readLog waits for the line that tells the addresses, and reads on so that the child never waits for the pipe.
// It sends nil when the child ends without one.
func readLog(log io.Reader, announced chan<- map[string]string) {
	lines := bufio.NewScanner(log)
	found := false
	for lines.Scan() {
		var line map[string]any
		if found || json.Unmarshal(lines.Bytes(), &line) != nil || line["msg"] != "ready" {
			continue
		}
		found = true
		addresses := map[string]string{}
		for name, value := range line {
			addresses[name], _ = value.(string)
		}
		announced <- addresses
	}
	if !found {
		close(announced)
	}
}

func (c *child) awaitReady(ctx context.Context) error {
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addr["ops"]+"/ready", nil)
		if err != nil {
			return err
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return fmt.Errorf("asking whether it is ready: %w", err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			return nil
		}
		if err := rest(ctx, time.Millisecond); err != nil {
			return err
		}
	}
}

// residentMB is the memory the process occupies now.
func (c *child) residentMB() float64 {
	return float64(kilobytes("/proc/"+strconv.Itoa(c.command.Process.Pid)+"/status", "VmRSS")) / 1024
}

// stop ends the child in order, and by force when it does not.
func (c *child) stop() error {
	if err := c.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	force := time.AfterFunc(endTimeout, func() { _ = c.command.Process.Kill() })
	defer force.Stop()
	c.output.Wait()
	return c.command.Wait()
}

// rest waits for a while, or for the end of ctx.
func rest(ctx context.Context, while time.Duration) error {
	timer := time.NewTimer(while)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
