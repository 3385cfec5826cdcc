package dbcmd

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
)

// TestSalvageCommand makes sure that a database with a damaged page is saved but for what the report names.
func TestSalvageCommand(t *testing.T) {
	path, saved := sample(t), filepath.Join(t.TempDir(), "saved")
	damagePage(t, path, leafOf(t, path, "people 0100"))
	wantRun(t, tool.Damaged, []string{`table "people"`, "cannot be read: keys", "saved "}, "salvage", path, "-o", saved)
	wantRun(t, 0, []string{"sound"}, "check", saved)
	wantRun(t, tool.Usage, nil, "salvage", path)
}

// TestDumpAndLoad makes sure that every format brings everything back, and that wrong inputs are refused with their line.
func TestDumpAndLoad(t *testing.T) {
	path := sample(t)
	want := wantRun(t, 0, nil, "dump", path)
	for _, format := range []string{"jsonl", "mdb", "mdb-print"} {
		target := filepath.Join(t.TempDir(), "db")
		text := wantRun(t, 0, nil, "dump", path, "--format", format)
		if out, code := runWith(t, []byte(text), "load", "-", target); code != 0 || !strings.Contains(out, "loaded 1000 entries into 2 tables") {
			t.Fatalf("%s: %d %s", format, code, out)
		}
		if got := wantRun(t, 0, nil, "dump", target); got != want {
			t.Errorf("%s: content differs", format)
		}
	}
	target := filepath.Join(t.TempDir(), "db")
	for in, code := range map[string]tool.ExitCode{
		`{"key":"k","value":"v"}`: tool.Usage, "{\"table\":\"t\"}\n{": tool.Damaged, "VERSION=4\n": tool.Damaged, "format=print\nHEADER=END\nDATA=END\n": tool.Usage,
	} {
		if out, got := runWith(t, []byte(in), "load", "-", target); got != code {
			t.Errorf("%q: exit code %d, want %d: %s", in, got, code, out)
		}
	}
	wantRun(t, tool.NotFound, nil, "dump", path, "--table", "none")
	wantRun(t, tool.Usage, nil, "dump", path, "--format", "xml")
}

// TestWithLMDB makes sure that dumps pass through the real mdb_load and mdb_dump unchanged, where these are installed. What mdb_dump -p
// writes is read too, but not compared: in LMDB 0.9 it does not escape backslashes, so that its own mdb_load cannot read them.
func TestWithLMDB(t *testing.T) {
	for _, tool := range []string{"mdb_load", "mdb_dump"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed (package lmdb-utils)", tool)
		}
	}
	path, dir := sample(t), t.TempDir()
	want := wantRun(t, 0, nil, "dump", path)
	for _, format := range []string{"mdb", "mdb-print"} {
		lmdb := filepath.Join(dir, format+".lmdb")
		text := wantRun(t, 0, nil, "dump", path, "--format", format)
		load := exec.Command("mdb_load", "-n", lmdb)
		load.Stdin = strings.NewReader(text)
		if out, err := load.CombinedOutput(); err != nil {
			t.Fatalf("mdb_load: %v\n%s", err, out)
		}
		back, err := exec.Command("mdb_dump", "-n", "-a", lmdb).Output()
		if err != nil || !bytes.Contains(back, []byte("DATA=END")) {
			t.Fatalf("mdb_dump: %v\n%.300s", err, back)
		}
		target := filepath.Join(dir, format+".db")
		if out, code := runWith(t, back, "load", "-", target, "--table", "main"); code != 0 {
			t.Fatalf("load: %d %s", code, out)
		}
		if got := wantRun(t, 0, nil, "dump", target, "--table", "cities", "--table", "people"); got != want {
			t.Errorf("%s: content differs after LMDB", format)
		}
		printed, err := exec.Command("mdb_dump", "-n", "-p", "-s", "cities", lmdb).Output()
		must(t, err)
		printed = bytes.ReplaceAll(printed, []byte(`\\`), []byte("xx"))
		if out, code := runWith(t, printed, "load", "-", filepath.Join(dir, format+".print"), "--table", "t"); code != 0 || !strings.Contains(out, "loaded 500") {
			t.Errorf("mdb_dump -p: %d %s", code, out)
		}
	}
}
