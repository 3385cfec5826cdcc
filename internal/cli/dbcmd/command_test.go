package dbcmd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/internal/cli/tool"
	"github.com/aerolith/aerolith/zerodb"
)

// sample makes a database with two tables in a folder of its own and returns its path.
func sample(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error {
		for _, name := range []string{"cities", "people"} {
			table, err := tx.CreateTable(name, zerodb.TableOptions{})
			if err != nil {
				return err
			}
			for i := range 500 {
				if err := table.Put(fmt.Appendf(nil, "%s %04d", name, i), bytes.Repeat([]byte{byte(i)}, 20+i%7*1000)); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	must(t, db.Close())
	return path
}

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// run executes a command line and returns what it printed and its exit code.
func run(t *testing.T, args ...string) (out string, code tool.ExitCode) {
	t.Helper()
	return runWith(t, nil, args...)
}

// runWith is run with standard input.
func runWith(t *testing.T, in []byte, args ...string) (out string, code tool.ExitCode) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := New(Streams{In: bytes.NewReader(in), Out: &stdout, Err: &stderr, Options: zerodb.Options{LogSegmentSize: 64 << 10}})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs(args)
	cmd.SetOut(&stdout)
	err := cmd.ExecuteContext(t.Context())
	if err == nil {
		return stdout.String(), 0
	}
	var coded *tool.Failure
	if !errors.As(err, &coded) {
		t.Fatalf("no exit code: %v", err)
	}
	return stdout.String() + err.Error(), tool.ExitOf(err)
}

// wantRun executes a command line and fails the test unless it ends with the code and prints all of the texts.
func wantRun(t *testing.T, code tool.ExitCode, texts []string, args ...string) string {
	t.Helper()
	out, got := run(t, args...)
	if got != code {
		t.Fatalf("%v: exit code %d, want %d:\n%s", args, got, code, out)
	}
	for _, want := range texts {
		if !strings.Contains(out, want) {
			t.Errorf("%v: no %q in\n%s", args, want, out)
		}
	}
	return out
}

// damagePage flips a bit in the middle of a page.
func damagePage(t *testing.T, path string, page int64) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(path, "data"), os.O_RDWR, 0)
	must(t, err)
	b := make([]byte, 1)
	_, err = file.ReadAt(b, page*4096+1000)
	must(t, err)
	b[0] ^= 1
	_, err = file.WriteAt(b, page*4096+1000)
	must(t, errors.Join(err, file.Close()))
}

// leafOf returns the number of a leaf page that has the text in a key.
func leafOf(t *testing.T, path, text string) int64 {
	t.Helper()
	i, err := zerodb.Inspect(path, zerodb.Options{})
	must(t, err)
	defer func() { must(t, i.Close()) }()
	for n := range i.Pages() {
		p, err := i.Page(n)
		must(t, err)
		for _, e := range p.Entries {
			if p.Kind == "leaf" && strings.Contains(string(e.Key), text) {
				return int64(n)
			}
		}
	}
	t.Fatalf("no leaf with %q", text)
	return 0
}

// freeSetOf returns the page that holds the free set of the last checkpoint.
func freeSetOf(t *testing.T, path string) (set int64) {
	t.Helper()
	newest := ""
	for _, slot := range []string{"0", "1"} {
		out, _ := run(t, "page", path, slot, "--json")
		var p pageFacts
		must(t, json.Unmarshal([]byte(out), &p))
		if tx := fmt.Sprintf("%20s", p.Fields["transaction"]); tx > newest {
			newest = tx
			_, err := fmt.Sscanf(p.Fields["free set"], "page %d", &set)
			must(t, err)
		}
	}
	return set
}

// TestCheckTellsWhatIsLost makes sure that check finds nothing in a sound database, names table, page and keys of damage, exits
// with the documented code, and refuses to mend it.
func TestCheckTellsWhatIsLost(t *testing.T) {
	path := sample(t)
	wantRun(t, 0, []string{"2 tables, 1000 entries", "sound"}, "check", path)
	leaf := leafOf(t, path, "cities 0300")
	damagePage(t, path, leaf)
	wantRun(t, tool.Damaged, []string{`table "cities"`, fmt.Sprintf("page %d", leaf), "checksum", `from "cities 0`, "salvage", "restore"}, "check", path)
	out, _ := run(t, "check", "--json", path)
	var facts findingFacts
	must(t, json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &facts))
	if facts.Table != "cities" || facts.Page != uint64(leaf) || !facts.Lost || facts.Mendable || facts.Kind != "checksum" || facts.High == "" {
		t.Errorf("%+v", facts)
	}
	wantRun(t, tool.Damaged, []string{"cannot be mended"}, "check", "--fix", path)
	wantRun(t, tool.NotFound, nil, "check", filepath.Join(path, "nothing"))
	wantRun(t, tool.Usage, nil, "check")
	wantRun(t, tool.Usage, nil, "nonsense")
}

// TestCheckFixes makes sure that damage of the free set is mended and that nothing is lost by it.
func TestCheckFixes(t *testing.T) {
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("people") }))
	must(t, db.Close())
	damagePage(t, path, freeSetOf(t, path))
	wantRun(t, tool.Damaged, []string{"free space", "--fix mends it"}, "check", path)
	wantRun(t, 0, []string{"mended: 1 findings", "sound"}, "check", "--fix", path)
	wantRun(t, 0, []string{"1 tables, 500 entries", "sound"}, "check", path)
}

// TestStatPageMap makes sure that the describing tools tell what the database is like, as text, JSON and drawings.
func TestStatPageMap(t *testing.T) {
	path := sample(t)
	wantRun(t, 0, []string{"closed in order", "cities", "people", "(catalog)", "500"}, "stat", path)
	out := wantRun(t, 0, nil, "stat", "--json", path)
	var facts statFacts
	must(t, json.Unmarshal([]byte(out), &facts))
	if len(facts.Tables) != 2 || facts.Tables[0].Entries != 500 || facts.Tables[0].LargeValues == 0 || facts.Tables[0].Fill < 20 || facts.InUse {
		t.Errorf("%+v", facts)
	}
	wantRun(t, 0, []string{"page 0: meta", "closed in order"}, "page", path, "0")
	leaf := fmt.Sprint(leafOf(t, path, "people 0"))
	wantRun(t, 0, []string{"leaf", `"people 0`, "bytes in use", "00000000"}, "page", path, leaf, "--hex")
	wantRun(t, tool.NotFound, nil, "page", path, "99999999")
	wantRun(t, tool.Usage, nil, "page", path, "x")
	wantRun(t, 0, []string{"MM", "L", "V", "one sign is"}, "map", path)
	wantRun(t, 0, []string{`"first":0`}, "map", "--json", path)
	drawing := filepath.Join(t.TempDir(), "map.html")
	wantRun(t, 0, nil, "map", "--html", drawing, path)
	b, err := os.ReadFile(drawing)
	must(t, err)
	if page := string(b); !strings.Contains(page, "<svg") || !strings.Contains(page, "mostly table &#34;cities&#34;") || !strings.HasSuffix(page, "</html>\n") {
		t.Errorf("unexpected drawing: %.300s", page)
	}
	wantRun(t, tool.Failed, nil, "map", "--html", drawing, path)
	wantRun(t, tool.Usage, nil, "map", "--rows", "0", path)
}

// TestToolsBesideAnOpenDatabase makes sure that reading tools work while somebody has the database open and that what needs it
// alone says so.
func TestToolsBesideAnOpenDatabase(t *testing.T) {
	path := sample(t)
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	wantRun(t, 0, []string{"sound"}, "check", path)
	wantRun(t, 0, []string{"open in another process"}, "stat", path)
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("people") }))
	file, target := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "db")
	wantRun(t, 0, []string{"1 tables, 500 entries"}, "backup", path, "-o", file)
	must(t, db.Update(func(tx *zerodb.Tx) error { _, err := tx.CreateTable("later", zerodb.TableOptions{}); return err }))
	wantRun(t, 0, []string{"1 transactions"}, "restore", file, target, "--log", path)
	wantRun(t, 0, []string{"cities 0499", `{"table":"later"}`}, "dump", target)
	if _, err := zerodb.Mend(t.Context(), path, zerodb.Options{}); !errors.Is(err, zerodb.ErrLocked) {
		t.Errorf("mend: %v", err)
	}
}
