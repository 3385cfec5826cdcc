package configcmd

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/aerolith/aerolith/config/check"
	"github.com/aerolith/aerolith/config/live"
	"github.com/aerolith/aerolith/internal/cli/tool"
)

// good and bad are configurations of an Aerospike server.
const (
	good = `service {
	cluster-name one
}
network {
	service {
		port 3000
	}
	admin {
		port 3008
	}
	heartbeat {
		mode mesh
		port 3002
	}
	fabric {
		port 3001
	}
}
namespace test {
	default-ttl 30d
	nsup-period 120
	storage-engine memory {
		data-size 4G
	}
}
`
	bad = "service {\n\tcluster-nam one\n}\n"
)

// shell runs command lines in a folder with the files good.conf and bad.conf.
type shell struct {
	t      *testing.T
	folder string
	in     string
	env    []string
	node   map[string]string
}

// newShell makes the files.
func newShell(t *testing.T) *shell {
	s := &shell{t: t, folder: t.TempDir()}
	s.write("good.conf", good)
	s.write("bad.conf", bad)
	return s
}

// write makes a file.
func (s *shell) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run runs a command line; names of files are taken from the folder.
func (s *shell) run(line string) (out string, code tool.ExitCode) {
	s.t.Helper()
	args := strings.Fields(line)
	for i, arg := range args {
		if strings.HasSuffix(arg, ".conf") || strings.HasSuffix(arg, ".yaml") {
			args[i] = filepath.Join(s.folder, arg)
		}
	}
	var text bytes.Buffer
	cmd := New(Streams{In: strings.NewReader(s.in), Out: &text, Err: &text, Environment: s.env, Reach: func(*cobra.Command) Connect { return s.connect }})
	cmd.SetArgs(args)
	cmd.SetOut(&text)
	cmd.SetErr(&text)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	err := cmd.ExecuteContext(s.t.Context())
	var failed *tool.Failure
	if errors.As(err, &failed) {
		code = tool.ExitOf(err)
	} else if err != nil {
		s.t.Fatalf("%s: an error without an exit code: %v", line, err)
	}
	if err != nil {
		text.WriteString(err.Error())
	}
	return strings.ReplaceAll(text.String(), s.folder+"/", ""), code
}

// connect answers as a node.
func (s *shell) connect(context.Context, string) (live.Ask, func(), error) {
	ask := func(_ context.Context, command string) (string, error) {
		if text, found := s.node[command]; found {
			return text, nil
		}
		return "ERROR:4:no", nil
	}
	return ask, func() {}, nil
}

// TestCommands runs command lines and looks for a part of what they print, and for their exit codes.
func TestCommands(t *testing.T) {
	s := newShell(t)
	s.in = "service:\n  cluster-name: two\n"
	s.env = []string{"AEROLITH_AEROSPIKE__SERVICE__PROTO_FD_MAX=20k"}
	s.node = map[string]string{
		"get-config:context=service": "cluster-name=one;proto-fd-max=15000;log-millis=true", "namespaces": "test", "sets/test": "",
		"get-config:context=namespace;namespace=test": "default-ttl=60;nsup-period=120",
	}
	for _, c := range []struct {
		line, want string
		code       tool.ExitCode
	}{
		{"validate good.conf", "valid, 0 warnings", 0},
		{"validate bad.conf", "bad.conf:2:2: error: service.cluster-nam: there is no such option here; did you mean cluster-name? [unknown]", tool.Invalid},
		{"validate bad.conf --json", `"rule":"unknown","path":"service.cluster-nam"`, tool.Invalid},
		{"validate none.conf", "no such file", tool.NotFound},
		{"validate", "requires at least 1 arg", tool.Usage},
		{"validate good.conf --edition free", "choose community or enterprise", tool.Usage},
		{"validate good.conf --server-version eight", "8.1.0", tool.Usage},
		{"validate good.conf --server-version 6.0.0", "7.0.0", tool.Usage},
		{"validate good.conf --server-version 8.0.0", "network.admin.port: it came with 8.1.0", tool.Invalid},
		{"validate good.conf --set namespaces.test.rack-id=1 --edition community", "the Community edition does not have it", tool.Invalid},
		{"validate good.conf --set service.user=x --strict", "1 warnings", tool.Invalid},
		{"validate good.conf --schema nothing", "choose aerospike", tool.Usage},
		{"validate good.conf --profile nothing", "unknown profile", tool.Usage},
		{"validate good.conf --from toml", "choose conf, yaml or json", tool.Usage},
		{"validate good.conf --nothing", "unknown flag", tool.Usage},
		{"validate good.conf -", "valid", 0},
		{"convert good.conf --to yaml", "default-ttl: 2592000", 0},
		{"convert good.conf --to json", `"default-ttl": 2592000`, 0},
		{"convert good.conf --to conf --defaults", "replication-factor 2", 0},
		{"convert good.conf --to toml", "choose conf", tool.Usage},
		{"convert --schema serve good.conf --to conf", "only servers", tool.Usage},
		{"convert bad.conf", "cluster-nam", tool.Invalid},
		{"diff good.conf good.conf", "", 0},
		{"diff good.conf bad.conf", "service.cluster-name: one -> nothing (dynamic)", tool.Differs},
		{"diff good.conf", "compare two files", tool.Usage},
		{"diff good.conf --host h:3000", "namespaces.test.default-ttl: 2592000 -> 60 (dynamic)", tool.Differs},
		{"diff good.conf --host h:3000 --json", `{"path":"service.log-millis","old":"false","new":"true","dynamic":false}`, tool.Differs},
		{"explain", "namespaces.sets", 0},
		{"explain nsup-period", "AEROLITH_AEROSPIKE__NAMESPACES__NAME__NSUP_PERIOD", 0},
		{"explain namespaces.sets", "stop-writes-count", 0},
		{"explain replication-facter", "did you mean replication-factor?", tool.NotFound},
		{"explain namespace.replication-factor", "did you mean namespaces.replication-factor?", tool.NotFound},
		{"explain test.sets.stop-writes-count", "did you mean namespaces.sets.stop-writes-count?", tool.NotFound},
		{"explain namespaces.test.nsup-periode", "did you mean namespaces.nsup-period?", tool.NotFound},
		{"explain memory-size", "use stop-writes-sys-memory-pct", tool.NotFound},
		{"explain xyzzy", "there is no option", tool.NotFound},
		{"explain --schema client timing.total", "AEROLITH_CLIENT__TIMING__TOTAL", 0},
		{"show good.conf --origin", "good.conf:20:14", 0},
		{"show good.conf --env --origin", "environment AEROLITH_AEROSPIKE__SERVICE__PROTO_FD_MAX", 0},
		{"show good.conf --profile cache --defaults --origin", "profile cache", 0},
		{"show good.conf --json", `{"path":"service.cluster-name","value":"one","origin":"good.conf:2:15"}`, 0},
		{"show bad.conf", "not valid", tool.Invalid},
		{"defaults namespaces.sets", "namespaces.sets.stop-writes-count", 0},
		{"defaults nothing", "there is no context", tool.NotFound},
		{"generate --cluster-name c --profile device --namespace a --namespace b", "# One node may fail without loss", 0},
		{"generate --profile device", "cluster-name is missing", tool.Invalid},
		{"generate --schema serve --profile dev", "durability: none", 0},
		{"generate --host h:3000", "default-ttl 1m", 0},
		{"nothing", "unknown command", tool.Usage},
	} {
		out, code := s.run(c.line)
		if code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit code %d, want %d with %q in\n%s", c.line, code, c.code, c.want, out)
		}
	}
}

// TestNotes validates for machines: what does not fit one is a note, and counts where the server runs on it.
func TestNotes(t *testing.T) {
	s := newShell(t)
	small := check.Host{CPUs: 64, OpenFiles: 10, Memory: 1 << 20, Exists: func(string) bool { return false }}
	for _, c := range []struct {
		host check.Host
		here bool
		want []string
		code tool.ExitCode
	}{
		{check.Host{}, true, []string{"valid, 0 warnings"}, tool.OK},
		{small, false, []string{"note: service.proto-fd-max: the process may open 10 files", "note: namespaces: data and index budgets", "valid, 0 warnings"}, tool.OK},
		{small, true, []string{"error: service.proto-fd-max", "warning: namespaces: data"}, tool.Invalid},
	} {
		var out bytes.Buffer
		options := validateOptions{inputs: inputs{schema: "aerospike", set: []string{"service.proto-fd-max=20000"}}, here: c.here, host: c.host}
		err := tool.Classified(validate(Streams{Out: &out, Err: &out}, options, []string{filepath.Join(s.folder, "good.conf")}), exitCode)
		for _, want := range c.want {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%+v: no %q in\n%s", c.here, want, out.String())
			}
		}
		if code := tool.ExitOf(err); code != c.code {
			t.Errorf("exit code %d, want %d", code, c.code)
		}
	}
	if here := thisMachine(); here.CPUs == 0 || !here.Exists(s.folder) || here.Exists(filepath.Join(s.folder, "none")) {
		t.Errorf("this machine: %+v", here)
	}
}

// TestGenerated validates what is generated from every profile, and converts it around.
func TestGenerated(t *testing.T) {
	s := newShell(t)
	for _, profile := range []string{"in-memory-persistent", "device", "cache", "dev"} {
		out, code := s.run("generate --cluster-name c --profile " + profile)
		s.write("made.conf", out)
		if checked, again := s.run("validate made.conf --strict"); code != 0 || again != 0 {
			t.Errorf("%s: %d, %d\n%s\n%s", profile, code, again, checked, out)
		}
		yaml, _ := s.run("convert made.conf --to yaml")
		s.write("made.yaml", yaml)
		if out, code := s.run("diff made.conf made.yaml"); code != 0 {
			t.Errorf("%s: %s", profile, out)
		}
	}
}

// TestCompletion asks for what can stand behind explain.
func TestCompletion(t *testing.T) {
	s := newShell(t)
	if out, code := s.run("__complete explain namespaces.test"); code != 0 || !strings.Contains(out, "namespaces.nsup-period") {
		t.Errorf("%d %s", code, out)
	}
}

// BenchmarkValidate checks a typical file.
func BenchmarkValidate(b *testing.B) {
	folder := b.TempDir()
	path := filepath.Join(folder, "good.conf")
	if err := os.WriteFile(path, []byte(good), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var out bytes.Buffer
		if err := validate(Streams{Out: &out, Err: &out}, validateOptions{inputs: inputs{schema: "aerospike"}}, []string{path}); err != nil {
			b.Fatal(err)
		}
	}
}
