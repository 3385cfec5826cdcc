package dbcmd

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

// TestDumpCounts makes sure that --json tells what a dump to a file has written, and is refused where it would mix with the dump.
func TestDumpCounts(t *testing.T) {
	path, file := sample(t), filepath.Join(t.TempDir(), "all.jsonl")
	var written, loaded struct{ Tables, Entries uint64 }
	must(t, json.Unmarshal([]byte(wantRun(t, 0, nil, "dump", path, "--json", "--output", file)), &written))
	must(t, json.Unmarshal([]byte(wantRun(t, 0, nil, "load", file, filepath.Join(t.TempDir(), "copy"), "--json")), &loaded))
	if written.Tables == 0 || written != loaded {
		t.Errorf("written %+v, loaded %+v", written, loaded)
	}
	wantRun(t, 2, nil, "dump", path, "--json")
}
