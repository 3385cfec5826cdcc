package dbcmd

import (
	"bufio"
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
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

// TestDumpedLinesAreShort writes values whose text JSON lengthens most: a line is never more than about twice as long as its value, so load, which bounds lines by the greatest value, takes it.
func TestDumpedLinesAreShort(t *testing.T) {
	const size = 10_000
	for _, piece := range []string{"\x00", "\x1f", "\n", "\t", `"`, `\`, "<", "\u2028", "\x00\x00\x00 text ", "a\x00", "é", "\xff", "\x7f", "\b", "\f", "\r"} {
		value := []byte(strings.Repeat(piece, size/len(piece)))
		var out bytes.Buffer
		s := &jsonSink{out: bufio.NewWriter(&out), name: "t"}
		must(t, s.entry([]byte("key"), value))
		must(t, s.flush())
		if over := out.Len() - 2*len(value); over > 100 {
			t.Errorf("%q: %d bytes more than twice as many", piece, over)
		}
		var line jsonEntry
		must(t, json.Unmarshal(out.Bytes(), &line))
		if got := line.ValueB64; !bytes.Equal(got, value) && (line.Value == nil || *line.Value != string(value)) {
			t.Errorf("%q: got %q, %v", piece, got, line.Value)
		}
	}
}
