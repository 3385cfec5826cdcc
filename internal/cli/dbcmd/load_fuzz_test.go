package dbcmd

import (
	"bufio"
	"errors"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// TestBoundedDecoder makes sure that long values end a load before they are in memory as a whole, and that many short ones do not.
func TestBoundedDecoder(t *testing.T) {
	short := newBoundedDecoder(strings.NewReader(strings.Repeat(`"0123456789"`+"\n", 1000)), 64)
	for range 1000 {
		var s string
		must(t, short.Decode(&s))
	}
	var s string
	err := newBoundedDecoder(strings.NewReader(`"`+strings.Repeat("x", 10_000)), 1000).Decode(&s)
	if !errors.Is(err, errValueTooLong) {
		t.Errorf("a long value: %v", err)
	}
}

// FuzzLoad loads arbitrary input into a database in memory: it may be refused, but must not panic, and what was loaded must be sound and come
// back from its own dump.
func FuzzLoad(f *testing.F) {
	f.Add("{\"table\":\"t\"}\n{\"table\":\"t\",\"key\":\"k\",\"value\":\"v\"}\n")
	f.Add("{\"table\":\"t\",\"order\":\"uint32\",\"duplicates\":true}\n{\"table\":\"t\",\"key_b64\":\"AAAAAQ==\",\"value_b64\":\"AQ==\"}")
	f.Add("VERSION=3\nformat=bytevalue\ndatabase=x\ntype=btree\nintegerkey=1\nHEADER=END\n 00000001\n 41\nDATA=END\n")
	f.Add("VERSION=3\nformat=print\ndatabase=x\ntype=btree\nduplicates=1\nHEADER=END\n k\\41\n v\n k\\41\n w\nDATA=END\n")
	f.Fuzz(func(t *testing.T, text string) {
		first, err := loadText(t, text)
		if err != nil {
			return
		}
		second, err := loadText(t, first)
		if err != nil || second != first {
			t.Errorf("the dump of what was loaded gives %q (%v), want %q", second, err, first)
		}
	})
}

// loadText loads a text into a database in memory and returns its dump.
func loadText(t *testing.T, text string) (dumped string, err error) {
	t.Helper()
	db, err := zerodb.OpenMemory(zerodb.Options{MaxReaders: 4, GrowthStep: 64 << 10})
	must(t, err)
	defer func() { must(t, db.Close()) }()
	run := &loadRun{loadOptions: loadOptions{table: "main"}, ctx: t.Context(), bar: newProgress(Streams{}, "load", inBytes), db: db}
	if err := run.all(bufio.NewReader(strings.NewReader(text))); err != nil {
		return "", err
	}
	must(t, db.Check(t.Context(), func(f zerodb.Finding) error { return f.Err }))
	var out strings.Builder
	o := &dumpOptions{format: formatJSONL}
	must(t, db.View(func(tx *zerodb.Tx) error {
		return o.write(t.Context(), tx, o.sink(&out, db), newProgress(Streams{}, "dump", inEntries))
	}))
	return out.String(), nil
}
