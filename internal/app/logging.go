package app

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/DeRuina/timberjack"

	"paceline/internal/otlp"
)

// logFlags say where the log goes.
type logFlags struct {
	LogFile   string `help:"Write the log to this file instead of standard error. With {service} in its name, as in /var/log/paceline/{service}.log, each service has a file of its own. No two processes may share one." group:"Logging" type:"path" placeholder:"FILE"`
	LogFileMB int    `name:"log-file-mb" help:"Size at which a log file is set aside and a new one begun, in MiB." default:"100" group:"Logging"`
	LogFiles  int    `help:"Log files set aside, compressed, that are kept of each." default:"7" group:"Logging"`
}

// serviceInName stands for the name of a service in --log-file.
const serviceInName = "{service}"

// check reports a file that cannot be written, before anything starts.
func (f logFlags) check() (mistakes []error) {
	if f.LogFileMB < 1 {
		mistakes = append(mistakes, fmt.Errorf("--log-file-mb %d: the least is 1", f.LogFileMB))
	}
	if f.LogFiles < 1 {
		mistakes = append(mistakes, fmt.Errorf("--log-files %d: the least is 1", f.LogFiles))
	}
	if f.LogFile == "" {
		return mistakes
	}
	if strings.Contains(filepath.Dir(f.LogFile), serviceInName) {
		return append(mistakes, fmt.Errorf("--log-file %s: %s may stand in the file's name only", f.LogFile, serviceInName))
	}
	if err := writable(f.LogFile); err != nil {
		mistakes = append(mistakes, fmt.Errorf("--log-file: %w", err))
	}
	return mistakes
}

// writable makes the directory, and tries to open the file, or some file beside it when services have their own.
func writable(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	if strings.Contains(path, serviceInName) {
		probe, err := os.CreateTemp(filepath.Dir(path), ".probe-*")
		if err != nil {
			return err
		}
		return errors.Join(probe.Close(), os.Remove(probe.Name()))
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	return file.Close()
}

// logs makes the loggers of a process's services: a line is a JSON object, and names its service.
type logs struct {
	logFlags
	level     slog.Level
	stderr    io.Writer
	files     map[string]*timberjack.Logger // by path
	telemetry *otlp.Telemetry               // gets the lines, too; nil without a collector
}

func newLogs(stderr io.Writer, level slog.Level, flags logFlags) *logs {
	return &logs{logFlags: flags, level: level, stderr: stderr, files: map[string]*timberjack.Logger{}}
}

// of is the logger of a service. The process itself is the service "paceline".
func (l *logs) of(service string) *slog.Logger {
	local := newLogger(l.writer(service), l.level)
	return slog.New(l.telemetry.Handler(local.Handler())).With("service", service)
}

func (l *logs) writer(service string) io.Writer {
	if l.LogFile == "" {
		return l.stderr
	}
	path := strings.ReplaceAll(l.LogFile, serviceInName, service)
	if l.files[path] == nil {
		l.files[path] = &timberjack.Logger{
			Filename: path, MaxSize: l.LogFileMB, MaxBackups: l.LogFiles, Compression: "gzip", FileMode: 0o640,
		}
	}
	return l.files[path]
}

// close closes the files. What is logged later opens them again.
func (l *logs) close() error {
	var errs []error
	for _, file := range l.files {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}

func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
