package pgtest

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Standby makes a streaming standby of the cluster for one test: it replays what the cluster writes, and answers questions.
func (c *Cluster) Standby(t testing.TB) *Cluster {
	t.Helper()
	standby := &Cluster{options: c.options, owner: c.owner}
	if err := standby.begin(func() error { return standby.copy(c) }); err != nil {
		t.Fatalf("starting a standby of PostgreSQL: %v", err)
	}
	t.Cleanup(func() {
		if err := standby.Remove(); err != nil {
			t.Error(err)
		}
	})
	return standby
}

func (c *Cluster) copy(of *Cluster) error {
	command := c.command("pg_basebackup", "--pgdata="+c.data(), "--host="+of.dir, "--username=postgres", "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("pg_basebackup: %w\n%s", err, out)
	}
	return nil
}

// At is a database of another cluster on this one, which is its standby.
func (c *Cluster) At(t testing.TB, database string) string {
	t.Helper()
	config, err := pgx.ParseConfig(database)
	if err != nil {
		t.Fatal(err)
	}
	return c.url(config.Database)
}

// Either is a database of the cluster on whichever of it and another is the primary.
func (c *Cluster) Either(t testing.TB, other *Cluster, database string) string {
	t.Helper()
	u, err := url.Parse(c.At(t, database))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("host", c.dir+","+other.dir)
	q.Set("target_session_attrs", "read-write")
	u.RawQuery = q.Encode()
	return u.String()
}

// Promote makes a standby a primary, on a timeline of its own.
func (c *Cluster) Promote(t testing.TB) { c.must(t, "SELECT pg_promote()") }

// Pause stops a standby's replay: it answers as of now. Replay lets it go on.
func (c *Cluster) Pause(t testing.TB) { c.must(t, "SELECT pg_wal_replay_pause()") }

// Replay ends a Pause.
func (c *Cluster) Replay(t testing.TB) { c.must(t, "SELECT pg_wal_replay_resume()") }

func (c *Cluster) must(t testing.TB, statement string) {
	t.Helper()
	if err := c.execute(statement); err != nil {
		t.Fatal(err)
	}
}

// Freeze stops all of the server's processes where they are, as a machine that hangs, until Thaw or the end of the test.
func (c *Cluster) Freeze(t testing.TB) {
	t.Helper()
	t.Cleanup(func() { c.Thaw(t) })
	c.signalAll(t, syscall.SIGSTOP)
}

// Thaw lets a frozen server go on.
func (c *Cluster) Thaw(t testing.TB) {
	t.Helper()
	c.signalAll(t, syscall.SIGCONT)
}

// signalAll reaches the server first, which then makes no more children, and then those that it has.
func (c *Cluster) signalAll(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if c.process == nil {
		return
	}
	must := func(pid int) {
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
	must(c.process.Pid)
	children, err := os.ReadFile(fmt.Sprintf("/proc/%[1]d/task/%[1]d/children", c.process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, child := range strings.Fields(string(children)) {
		pid, err := strconv.Atoi(child)
		if err != nil {
			t.Fatal(err)
		}
		must(pid)
	}
}
