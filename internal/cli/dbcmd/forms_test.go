package dbcmd

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
)

// formed makes a database with a table of each order of keys and one with duplicates.
func formed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	db, err := zerodb.Open(path, zerodb.Options{LogSegmentSize: 64 << 10})
	must(t, err)
	tables := map[string]zerodb.TableOptions{
		"reverse": {Order: zerodb.OrderReverse}, "pairs": {Duplicates: true}, "u32": {Order: zerodb.OrderUint32}, "u64": {Order: zerodb.OrderUint64},
	}
	must(t, db.Update(func(tx *zerodb.Tx) error {
		for name, options := range tables {
			table, err := tx.CreateTable(name, options)
			for i := range 40 {
				key := fmt.Appendf(nil, "key %d", i%20)
				switch options.Order {
				case zerodb.OrderUint32:
					key = binary.LittleEndian.AppendUint32(nil, uint32(i)*77)
				case zerodb.OrderUint64:
					key = binary.LittleEndian.AppendUint64(nil, uint64(i)*77)
				}
				err = errors.Join(err, table.Put(key, fmt.Appendf(nil, "value %d", i)))
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	must(t, db.Close())
	return path
}

// TestFormsSurvive makes sure that orders of keys and duplicates come through dumps in every format, LMDB itself where it is
// installed, backups and salvage.
func TestFormsSurvive(t *testing.T) {
	path, dir := formed(t), t.TempDir()
	want := wantRun(t, 0, []string{`"order":"reverse"`, `"order":"uint32"`, `"duplicates":true`}, "dump", path)
	same := func(what, target string) {
		t.Helper()
		if got := wantRun(t, 0, nil, "dump", target); got != want {
			t.Errorf("%s: content differs:\n%s", what, got)
		}
	}
	inputs := map[string][]byte{}
	for _, format := range []string{"jsonl", "mdb", "mdb-print"} {
		inputs[format] = []byte(wantRun(t, 0, nil, "dump", path, "--format", format))
	}
	if _, err := exec.LookPath("mdb_load"); err == nil {
		lmdb := filepath.Join(dir, "lmdb")
		load := exec.Command("mdb_load", "-n", lmdb)
		load.Stdin = bytes.NewReader(inputs["mdb"])
		if out, err := load.CombinedOutput(); err != nil {
			t.Fatalf("mdb_load: %v\n%s", err, out)
		}
		for _, name := range []string{"pairs", "reverse", "u32", "u64"} {
			back, err := exec.Command("mdb_dump", "-n", "-s", name, lmdb).Output()
			must(t, err)
			inputs["LMDB"] = append(inputs["LMDB"], back...)
		}
	}
	for what, in := range inputs {
		target := filepath.Join(dir, "from "+what)
		if out, code := runWith(t, in, "load", "-", target); code != 0 {
			t.Fatalf("%s: %d %s", what, code, out)
		}
		same(what, target)
	}
	file := filepath.Join(dir, "backup")
	wantRun(t, 0, nil, "backup", path, "-o", file)
	wantRun(t, 0, nil, "restore", file, filepath.Join(dir, "restored"))
	same("backup", filepath.Join(dir, "restored"))
	wantRun(t, 0, nil, "salvage", path, "-o", filepath.Join(dir, "saved"))
	same("salvage", filepath.Join(dir, "saved"))
}
