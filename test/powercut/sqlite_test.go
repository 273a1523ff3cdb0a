package powercut_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"paceline/test/powercut"
)

// commitTo and commitAt tell a child process which file to commit to, and how carefully. It must be another process:
// SQLite maps memory of the file system, and one that waits for itself can hang.
const commitTo, commitAt = "POWERCUT_COMMIT_TO", "POWERCUT_COMMIT_AT"

func TestMain(m *testing.M) {
	if path := os.Getenv(commitTo); path != "" {
		fmt.Fprintln(os.Stderr, commitForever(path, os.Getenv(commitAt)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// commitForever prints a line after every commit.
func commitForever(path, synchronous string) error {
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous="+synchronous)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	if _, err = db.Exec("PRAGMA wal_autocheckpoint=20; CREATE TABLE rows (text TEXT)"); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path)) // the file's creation is not SQLite's to promise
	if err == nil {
		err = dir.Sync()
	}
	for err == nil {
		if _, err = db.Exec("INSERT INTO rows VALUES (?)", strings.Repeat("x", 700)); err == nil {
			fmt.Println("committed")
		}
	}
	return err
}

// SQLite is the proof that the model is fair and has teeth: it promises that a commit at synchronous=FULL survives
// a power cut, and says that one at NORMAL may not; neither may corrupt the file.
func TestSQLiteKeepsItsWordHere(t *testing.T) {
	lost := map[string]int{}
	for _, level := range []string{"FULL", "NORMAL"} {
		for seed := range uint64(12) {
			lost[level] += cutWhileCommitting(t, level, 20+7*int(seed), powercut.Options{Seed: seed, Journaled: seed%2 == 1})
		}
	}
	if lost["FULL"] != 0 || lost["NORMAL"] == 0 {
		t.Errorf("lost %v commits, want none at FULL and some at NORMAL", lost)
	}
}

// cutWhileCommitting takes the power away after so many commits and returns how many are missing.
func cutWhileCommitting(t *testing.T, level string, after int, options powercut.Options) (missing int) {
	t.Helper()
	f, dir := mount(t, nil, options)
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), commitTo+"="+filepath.Join(dir, "data.db"), commitAt+"="+level)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	lines := bufio.NewScanner(out)
	committed := 0
	for committed < after && lines.Scan() {
		committed++
	}
	image, err := f.Cut(func() { _ = child.Process.Kill() })
	must(t, err)
	for lines.Scan() { // what it said before it was killed
		committed++
	}
	_ = child.Wait()
	plain := t.TempDir()
	must(t, image.Write(plain))
	kept, err := count(filepath.Join(plain, "data.db"))
	if err != nil {
		t.Fatalf("%s, seed %d: %v", level, options.Seed, err)
	}
	return max(0, committed-kept)
}

// count is how many rows there are in a file that is whole.
func count(path string) (rows int, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return 0, err
	}
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	var state string
	if err = db.QueryRow("PRAGMA integrity_check").Scan(&state); err == nil && state != "ok" {
		err = errors.New(state)
	}
	if err != nil {
		return 0, err
	}
	err = db.QueryRow("SELECT count(*) FROM rows").Scan(&rows)
	if err != nil && strings.Contains(err.Error(), "no such table") {
		return 0, nil // even its creation was not synced
	}
	return rows, err
}
