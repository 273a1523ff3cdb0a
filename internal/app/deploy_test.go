package app

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const deployFolder = "../../deploy"

// composed is a compose file, as far as it concerns us.
type composed struct {
	Services map[string]composedService
	Volumes  map[string]any
}

type composedService struct {
	Image       string
	Command     []string
	Environment map[string]string
	DependsOn   any `yaml:"depends_on"`
	Volumes     []string
	NetworkMode string `yaml:"network_mode"`
}

// ours: it runs paceline.
func (s composedService) ours() bool { return strings.Contains(s.Image, "PACELINE_IMAGE") }

func readCompose(t *testing.T) (c composed) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(deployFolder, "compose.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// variable is ${NAME}, ${NAME:-default} or ${NAME:?why} in a compose file.
var variable = regexp.MustCompile(`\$\{([A-Z_]+)(?::([-?])([^}]*))?\}`)

// filledIn is what Compose makes of a value when the required variables are "example".
func filledIn(text string) string {
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		if parts := variable.FindStringSubmatch(found); parts[2] == "-" {
			return parts[3]
		}
		return "example"
	})
}

// parseCommand reads a command line with an environment as Main does, and checks what it would run.
func parseCommand(t *testing.T, arguments []string, environment map[string]string) {
	t.Helper()
	for name, value := range environment {
		t.Setenv(name, filledIn(value))
	}
	var command cli
	parser, err := newParser(&command, io.Discard, io.Discard, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse(arguments)
	if err != nil {
		t.Fatalf("%q: %v", arguments, err)
	}
	switch parsed.Command() {
	case "serve":
		_, err = command.Serve.check(command.Serve.Data, command.Serve.LogLevel, command.Serve.Target...)
	case "migrate":
		err = command.Migrate.check()
	default:
		t.Fatalf("what is %q?", parsed.Command())
	}
	if err != nil {
		t.Errorf("%q: %v", arguments, err)
	}
}

// There is no Docker where this is tested: what Compose would run is checked by the program itself.
func TestComposeRunsEveryServiceWithFlagsThatHoldTogether(t *testing.T) {
	c := readCompose(t)
	var running []string
	for name, service := range c.Services {
		if !service.ours() {
			continue
		}
		t.Run(name, func(t *testing.T) { parseCommand(t, service.Command, service.Environment) })
		for _, argument := range service.Command {
			if target, ok := strings.CutPrefix(argument, "--target="); ok {
				running = append(running, target)
			}
		}
		for variable := range service.Environment {
			if !knownVariable(t, variable) {
				t.Errorf("%s: no flag has the twin %s", name, variable)
			}
		}
	}
	for _, w := range wiring {
		if !slices.Contains(running, w.target) {
			t.Errorf("nothing runs %s", w.target)
		}
	}
}

func TestComposeNamesWhatItHas(t *testing.T) {
	c := readCompose(t)
	for name, service := range c.Services {
		var needed []string
		switch depends := service.DependsOn.(type) {
		case map[string]any:
			for other := range depends {
				needed = append(needed, other)
			}
		case []any:
			for _, other := range depends {
				needed = append(needed, other.(string))
			}
		}
		if other, ok := strings.CutPrefix(service.NetworkMode, "service:"); ok {
			needed = append(needed, other)
		}
		for _, other := range needed {
			if _, ok := c.Services[other]; !ok {
				t.Errorf("%s needs %s, which is no service", name, other)
			}
		}
		for _, volume := range service.Volumes {
			from, _, mounted := strings.Cut(volume, ":")
			if _, named := c.Volumes[from]; mounted && !named && !strings.HasPrefix(from, "./") {
				t.Errorf("%s mounts %s, which is no volume", name, from)
			}
			if strings.HasPrefix(from, "./") {
				if _, err := os.Stat(filepath.Join(deployFolder, from)); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
	example, err := os.ReadFile(filepath.Join(deployFolder, ".env.example"))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(filepath.Join(deployFolder, "compose.yaml"))
	for _, found := range variable.FindAllStringSubmatch(string(text), -1) {
		if found[2] == "?" && !regexp.MustCompile(`(?m)^`+found[1]+`=`).Match(example) {
			t.Errorf(".env.example does not name %s, without which nothing starts", found[1])
		}
	}
}

// knownVariable reports whether a flag has this environment twin: docs/config.md is made from the flags.
func knownVariable(t *testing.T, name string) bool {
	t.Helper()
	text, err := os.ReadFile("../../docs/config.md")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(text), "`"+name+"`")
}

func TestUnitsStartPaceline(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not installed: the units were not verified")
	}
	self, err := os.Executable() // stands in for the command, which must exist
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for from, to := range map[string]string{"paceline.service": "paceline.service", "paceline@.service": "paceline@ingest.service"} {
		text, err := os.ReadFile(filepath.Join(deployFolder, "systemd", from))
		if err != nil {
			t.Fatal(err)
		}
		start := regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/paceline (.*)$`).FindStringSubmatch(string(text))
		if start == nil {
			t.Fatalf("%s starts no paceline", from)
		}
		if from == "paceline.service" {
			here := strings.ReplaceAll(start[1], "/var/lib/paceline", t.TempDir())
			parseCommand(t, strings.Fields(here), nil)
		}
		text = []byte(strings.ReplaceAll(string(text), "/usr/local/bin/paceline", self))
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), analyze, "verify", filepath.Join(dir, to)).CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", from, err, out)
		}
	}
}
