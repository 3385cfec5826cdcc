package page

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// vectorFile is the page of the documentation that holds the test vectors.
const vectorFile = "../../../docs/format/page.md"

// readVectors returns the pages that the documentation gives in blocks of hex, by the name of the block.
func readVectors(t *testing.T) map[string][]byte {
	t.Helper()
	f, err := os.Open(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	vectors, name := map[string][]byte{}, ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if rest, ok := strings.CutPrefix(line, "```hex "); ok {
			name = rest
			vectors[name] = make([]byte, MinSize)
			continue
		}
		if strings.HasPrefix(line, "```") {
			name = ""
		}
		if name != "" {
			putLine(t, vectors[name], line)
		}
	}
	return vectors
}

// putLine writes the bytes of one line of a vector to their place.
func putLine(t *testing.T, b []byte, line string) {
	t.Helper()
	place, digits, _ := strings.Cut(line, ":")
	offset, err := strconv.ParseUint(place, 16, 16)
	if err != nil {
		t.Fatalf("line %q: %v", line, err)
	}
	content, err := hex.DecodeString(strings.ReplaceAll(digits, " ", ""))
	if err != nil {
		t.Fatalf("line %q: %v", line, err)
	}
	copy(b[offset:], content)
}

// TestVectors reads the documented pages, checks their content, and makes sure that the same content is still written
// as the same bytes.
func TestVectors(t *testing.T) {
	vectors := readVectors(t)
	removed := sampleLeaf()
	removed.Remove(1)
	for name, want := range map[string][]byte{
		"leaf": sampleLeaf(), "leaf-removed": removed, "branch": sampleBranch(), "large": sealedRun([]byte("a large value")),
	} {
		if KindOf(want) != KindLarge {
			Seal(want)
		}
		if !bytes.Equal(vectors[name], want) {
			t.Errorf("%s: the bytes written differ from the documented ones", name)
		}
	}
	checkLeafVector(t, vectors["leaf"])
	mustValidate(t, vectors["leaf-removed"])
	checkBranchVector(t, vectors["branch"])
	if run := vectors["large"]; ValidateRun(run, testRef, 13) != nil || VerifyRunChecksum(run, 77) != nil || string(RunValue(run)) != "a large value" {
		t.Error("large: not read as documented")
	}
}

// checkLeafVector reads the documented leaf.
func checkLeafVector(t *testing.T, n Node) {
	t.Helper()
	if err := VerifyChecksum(n, 77); err != nil {
		t.Error(err)
	}
	mustValidate(t, n)
	for i, want := range []string{"user/alice", "user/bob", "user/carol"} {
		if got := string(n.AppendKey(nil, i)); got != want {
			t.Errorf("key %d is %q, want %q", i, got, want)
		}
	}
	first, _ := n.Inline(0)
	second, inline := n.Inline(1)
	if string(first) != "first value" || !inline || len(second) != 0 {
		t.Errorf("values are %q and %q", first, second)
	}
	if ref, length := n.Run(2); ref != (ids.PageRef{ID: 1234, Birth: 900}) || length != 5000 {
		t.Errorf("value 2 is %d bytes in %+v", length, ref)
	}
}

// checkBranchVector reads the documented branch.
func checkBranchVector(t *testing.T, n Node) {
	t.Helper()
	if err := VerifyChecksum(n, 77); err != nil {
		t.Error(err)
	}
	mustValidate(t, n)
	children := []ids.PageRef{{ID: 10, Birth: 1}, {ID: 11, Birth: 1000}, {ID: 12, Birth: 30}}
	for i, want := range []string{"", "user/b", "user/carol"} {
		if got := string(n.AppendKey(nil, i)); got != want || n.Child(i) != children[i] {
			t.Errorf("entry %d is %q -> %+v", i, got, n.Child(i))
		}
	}
}
