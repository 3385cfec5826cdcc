package formatdoc

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

// fence begins and ends a block.
const fence = "```"

// Vector returns the bytes of the named vector on one page of the documentation. docs is the folder docs/format. It ends the
// test when there is no such vector, or it is not hexadecimal.
func Vector(t testing.TB, docs fs.FS, page, name string) []byte {
	t.Helper()
	text, err := fs.ReadFile(docs, page)
	if err != nil {
		t.Fatal(err)
	}
	b, err := parse(string(text), name)
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return b
}

// parse finds the block of the given name and decodes it.
func parse(text, name string) ([]byte, error) {
	_, rest, found := strings.Cut(text, fence+"hex "+name+"\n")
	if !found {
		return nil, fmt.Errorf("no vector %q", name)
	}
	block, _, closed := strings.Cut(rest, fence)
	if !closed {
		return nil, fmt.Errorf("vector %q has no end", name)
	}
	var digits strings.Builder
	for line := range strings.Lines(block) {
		data, _, _ := strings.Cut(line, "#")
		for _, field := range strings.Fields(data) {
			digits.WriteString(field)
		}
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		return nil, fmt.Errorf("vector %q: %w", name, err)
	}
	return b, nil
}
