package codec

import (
	"os"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/config/registry"
)

// TestProblems reads files that have everything wrong and compares the problems, which name the place of each, with golden files;
// AEROLITH_UPDATE=1 writes them anew. No problem may repeat the secret that stands in the files.
func TestProblems(t *testing.T) {
	for _, name := range []string{"bad.conf", "bad.yaml", "bad.json"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		_, problems := Read(registry.Aerospike(), Guess(name, text), name, text)
		problems.Sort()
		got, golden := problems.Error()+"\n", "testdata/"+name+".golden"
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s: a problem repeats the secret", name)
		}
		if os.Getenv("AEROLITH_UPDATE") != "" {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}

// TestSyntax reads texts that are not of their format: each must be one problem with a place, never a panic.
func TestSyntax(t *testing.T) {
	for _, c := range []struct {
		format     Format
		text, rule string
	}{
		{YAML, "a: [", "syntax"},
		{YAML, "a: &x 1\nb: *x", "syntax"},
		{YAML, "a: 1\n---\nb: 2", "syntax"},
		{YAML, strings.Repeat("[", 5000), "depth"},
		{YAML, strings.Repeat("- ", 100) + "x", "depth"},
		{YAML, "? [a]\n: b", "syntax"},
		{YAML, "just words", "type"},
		{JSON, "{", "syntax"},
		{JSON, "{} {}", "syntax"},
		{JSON, strings.Repeat("[", 5000), "depth"},
		{JSON, `{"a": }`, "syntax"},
		{JSON, `[]`, "type"},
		{JSON, `{"namespaces":{"0":{"storage-engine":{"type":[]}}}}`, "type"},
		{YAML, "namespaces: {a: {storage-engine: {type: ''}}}", "type"},
		{Conf, "service {", "unclosed"},
	} {
		_, problems := Read(registry.Aerospike(), c.format, "x", []byte(c.text))
		if len(problems) != 1 || problems[0].Rule != c.rule || problems[0].Origin.Name != "x" {
			t.Errorf("%s %.20q: got %v", c.format, c.text, problems)
		}
	}
}

// TestGuess checks how the format of a file is found.
func TestGuess(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Format
	}{
		{"a.conf", "", Conf}, {"a.yml", "", YAML}, {"a.json", "", JSON}, {"-", "# x\nservice {\n}", Conf}, {"-", " {}", JSON}, {"-", "a: 1", YAML}, {"-", "", YAML},
	} {
		if got := Guess(c.name, []byte(c.text)); got != c.want {
			t.Errorf("%s %q: got %s", c.name, c.text, got)
		}
	}
	if _, err := ParseFormat("toml"); err == nil {
		t.Error("an unknown format is taken")
	}
}

// TestFancyYAMLIsBounded reads a long text that needs the whole of YAML: it is refused with a way out, and a plain one of the same length is
// read.
func TestFancyYAMLIsBounded(t *testing.T) {
	comments := strings.Repeat("# nothing\n", fancyBytesMax/10)
	if _, problems := ReadYAML(registry.Serve(), "f", []byte(comments+"serve: {log-level: info}\n")); len(problems) != 1 || problems[0].Rule != "size" || !strings.Contains(problems[0].Error(), "plain") {
		t.Errorf("flow style: %v", problems)
	}
	n, problems := ReadYAML(registry.Serve(), "f", []byte(comments+"serve:\n  log-level: info\n"))
	if len(problems) != 0 || n.Child("serve", "").Get("log-level") != "info" {
		t.Errorf("plain: %v", problems)
	}
}

// TestValuesAreBounded reads texts with more values than any configuration has: they are refused before they take the memory.
func TestValuesAreBounded(t *testing.T) {
	many := strings.Repeat("1,", valuesMax+1)
	for format, text := range map[Format]string{YAML: "a: [" + many + "1]\n", JSON: `{"a":[` + many + "1]}"} {
		if n, problems := Read(registry.Serve(), format, "f", []byte(text)); len(problems) != 1 || problems[0].Rule != "size" || len(n.Children) > 0 {
			t.Errorf("%v: %v", format, problems)
		}
	}
}
