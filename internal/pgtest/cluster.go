package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds every wait for a server.
const patience = 3 * time.Minute

// Options of a cluster.
type Options struct {
	Timescale bool     // TimescaleDB is loaded; databases still have to create the extension
	Fsync     bool     // as in production; without it a killed server loses what it has confirmed
	Settings  []string // more lines of postgresql.conf, "name=value"
}

// Cluster is a running PostgreSQL server. Connections to it may do everything.
type Cluster struct {
	dir     string
	lock    *os.File
	options Options
	owner   *syscall.Credential // nil: this process's own
	process *os.Process
	ended   chan struct{} // closed when the process has ended
	made    atomic.Int64  // databases
}

// Start makes a cluster. Whoever starts one removes it.
func Start(o Options) (*Cluster, error) {
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	c := &Cluster{options: o, owner: owner}
	if err := c.begin(c.initialise); err != nil {
		return nil, err
	}
	return c, nil
}

// begin makes the data directory and starts the server, or leaves nothing.
func (c *Cluster) begin(initialise func() error) (err error) {
	if c.dir, c.lock, err = makeDirectory(c.owner); err != nil {
		return err
	}
	if err = initialise(); err == nil {
		err = c.Resume()
	}
	if err != nil {
		return errors.Join(err, c.Remove())
	}
	return nil
}

// Started is Start for one test.
func Started(t testing.TB, o Options) *Cluster {
	t.Helper()
	c, err := Start(o)
	if errors.Is(err, ErrMissing) {
		t.Skipf("skipped: %v", err)
	}
	if err != nil {
		t.Fatalf("starting PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := c.Remove(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// Engine is "timescaledb" or "postgresql".
func (c *Cluster) Engine() string {
	if c.options.Timescale {
		return "timescaledb"
	}
	return "postgresql"
}

func (c *Cluster) initialise() error {
	command := c.command("initdb", "--pgdata="+c.data(), "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "data") }

// command is one of PostgreSQL's programs, run as the cluster's owner.
func (c *Cluster) command(program string, arguments ...string) *exec.Cmd {
	command := exec.Command(filepath.Join(programs(), program), arguments...)
	command.Dir = c.dir
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	command.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner, Pdeathsig: syscall.SIGQUIT}
	return command
}

// Resume starts the server of a cluster whose server has been stopped or killed, and waits until it answers.
func (c *Cluster) Resume() error {
	log, err := os.OpenFile(filepath.Join(c.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	command := c.command("postgres", c.arguments()...)
	command.Stdout, command.Stderr = log, log
	begun := make(chan error)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		// The kernel ends the server with the thread that has started it, however this process ends: it must stay.
		runtime.LockOSThread()
		err := command.Start()
		begun <- err
		if err == nil {
			_ = command.Wait() // how it ended is in the log
		}
	}()
	if err := <-begun; err != nil {
		return err
	}
	c.process, c.ended = command.Process, ended
	return c.awaitAnswer()
}

func (c *Cluster) arguments() []string {
	settings := []string{
		"listen_addresses=", "unix_socket_directories=" + c.dir, "max_connections=200", "shared_buffers=128MB",
		"log_min_messages=warning", "timezone=UTC",
	}
	if c.options.Fsync { // after a crash one sync of the file system, not one of each of a thousand files
		settings = append(settings, "recovery_init_sync_method=syncfs")
	} else {
		settings = append(settings, "fsync=off", "full_page_writes=off")
	}
	if c.options.Timescale {
		settings = append(settings, "shared_preload_libraries=timescaledb", "timescaledb.telemetry_level=off",
			"timescaledb.max_background_workers=32", "max_worker_processes=48")
	}
	arguments := []string{"-D", c.data()}
	for _, setting := range append(settings, c.options.Settings...) {
		arguments = append(arguments, "-c", setting)
	}
	return arguments
}

// awaitAnswer waits until the server takes connections, or has ended.
func (c *Cluster) awaitAnswer() error {
	deadline := time.After(patience)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		connection, err := pgx.Connect(context.Background(), c.url("postgres"))
		if err == nil {
			return connection.Close(context.Background())
		}
		select {
		case <-again.C:
		case <-c.ended:
			return fmt.Errorf("the server ended at its start: %w\n%s", err, c.tail())
		case <-deadline:
			return fmt.Errorf("the server does not answer: %w\n%s", err, c.tail())
		}
	}
}

// Stop ends the server in good order; it waits for no client.
func (c *Cluster) Stop() error { return c.end(syscall.SIGINT) }

// Kill ends the server as a crash would.
func (c *Cluster) Kill() error { return c.end(syscall.SIGQUIT) }

func (c *Cluster) end(signal syscall.Signal) error {
	if c.process == nil {
		return nil
	}
	if err := c.process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-c.ended:
		c.process = nil
		return nil
	case <-time.After(patience):
		return fmt.Errorf("the server does not end\n%s", c.tail())
	}
}

// Remove ends the server and deletes the cluster.
func (c *Cluster) Remove() error {
	err := c.Kill()
	return errors.Join(err, os.RemoveAll(c.dir), c.lock.Close())
}

// tail is the end of the server's log.
func (c *Cluster) tail() string {
	const most = 4096
	log, err := os.ReadFile(filepath.Join(c.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(log[max(0, len(log)-most):])
}
