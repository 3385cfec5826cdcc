package reload

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aerolith/aerolith/config/tree"
)

// TestJournal notes a start, a change, a refusal and a reload without a change, cuts the file as a crash would, and goes on in it as
// another process; and checks that it stays bounded.
func TestJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	now := time.Unix(1000, 0).UTC()
	change := tree.Change{Steps: []string{"limits", "max-scans"}, Old: &tree.Value{Text: "1"}, New: &tree.Value{Text: "2", Origin: tree.Origin{Source: tree.SourceFlag, Name: "--x"}}}
	j := &Journal{Path: path, KeepMax: 10}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(j.Start(now, []tree.Change{change}))
	must(j.Note(Entry{Time: now, Version: 2, Applied: []tree.Change{change}, Pending: []tree.Change{change}}))
	must(j.Note(Entry{Time: now, Version: 2}))
	must(j.Note(Entry{Time: now, Version: 2, Err: errors.New("no")}))
	text, err := os.ReadFile(path)
	must(err)
	must(os.WriteFile(path, append(text, `{"time":"20`...), 0o600))
	records, err := ReadJournal(path)
	must(err)
	if len(records) != 3 || !records[0].Started || records[1].Applied[0].Origin != "flag --x" || len(records[1].Pending) != 1 || records[2].Refused != "no" {
		t.Fatalf("got %+v", records)
	}
	j = &Journal{Path: path, KeepMax: 10}
	for i := range 20 {
		must(j.Note(Entry{Time: now, Version: uint64(3 + i), Applied: []tree.Change{change}}))
	}
	records, err = ReadJournal(path)
	must(err)
	if len(records) > 10 || records[len(records)-1].Version != 22 {
		t.Errorf("%d records, the last of version %d", len(records), records[len(records)-1].Version)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	j = &Journal{Path: filepath.Join(path, "below")}
	if err := j.Note(Entry{Time: now, Err: errors.New("no")}); err == nil || !strings.Contains(err.Error(), "journal") {
		t.Errorf("got %v", err)
	}
}
