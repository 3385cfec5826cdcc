package zerodb

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: a value that cannot be read is no value: no loop gives it, no search finds it, and no cursor shows a pair of which nothing can be told any more.

// changeByte changes a byte of the data file where some bytes lie last.
func changeByte(t *testing.T, fs *memfs.FS, pattern []byte) {
	t.Helper()
	name := filepath.Join("db", dataName)
	file, err := fs.OpenReadOnly(name)
	must(t, err)
	info, err := file.Size()
	must(t, err)
	all := make([]byte, info)
	_, err = file.ReadAt(all, 0)
	must(t, errors.Join(err, file.Close()))
	at := bytes.LastIndex(all, pattern)
	if at < 0 {
		t.Fatalf("the file has no %.20q", pattern)
	}
	flip(t, fs, name, int64(at), 1)
}

// TestUnreadableValueIsNone damages a large value: no loop gives something for it, and none of the searches that compare values finds it, not even as the empty one.
func TestUnreadableValueIsNone(t *testing.T) {
	large := bytes.Repeat([]byte("L"), 9000)
	fs := memfs.New(memfs.Options{})
	opts := smallOptions(fs)
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		must(t, err)
		return table.Put([]byte("large"), large)
	}))
	closeTest(t, db)
	changeByte(t, fs, large)
	db = openTest(t, "db", opts)
	damaged := func(name string, look func(table *Table) bool) {
		err := db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			if err == nil && look(table) {
				t.Errorf("%s finds a value", name)
			}
			return err
		})
		if damage := (*CorruptionError)(nil); !errors.As(err, &damage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name := range loops(&Table{}) {
		damaged(name, func(table *Table) bool {
			for range map[string]func(func(k, v []byte) bool){
				"All": table.All(), "Backward": table.Backward(), "Range": table.Range(nil, []byte("z")), "RangeBackward": table.RangeBackward(nil, []byte("z")),
				"Prefix": table.Prefix([]byte("l")), "PrefixBackward": table.PrefixBackward([]byte("l")), "Dups": doubled(table.Dups([]byte("large"))),
			}[name] {
				return true
			}
			return false
		})
	}
	for _, value := range [][]byte{nil, large} {
		damaged("SeekDup", func(table *Table) bool { return table.Cursor().SeekDup([]byte("large"), value) })
		damaged("SeekDupRange", func(table *Table) bool { return table.Cursor().SeekDupRange([]byte("large"), value) })
	}
}

// TestPairBehindDamage damages a page under a cursor that stands on a pair, in a write transaction, in which the pair may have been deleted: the cursor says so and shows no value.
func TestPairBehindDamage(t *testing.T) {
	fs := memfs.New(memfs.Options{})
	opts := smallOptions(fs)
	opts.Checksums = ChecksumAlways
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{Duplicates: true})
		must(t, err)
		return table.Put([]byte("key"), []byte("value of a pair"))
	}))
	closeTest(t, db)
	db = openTest(t, "db", opts)
	err := db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		c := table.Cursor()
		if !c.First() {
			t.Fatal(c.Err())
		}
		changeByte(t, fs, []byte("value of a pair"))
		if value := c.Value(); value != nil || c.Err() == nil {
			t.Errorf("the cursor shows %q, %v", value, c.Err())
		}
		return nil
	})
	if damage := (*CorruptionError)(nil); !errors.As(err, &damage) {
		t.Error(err)
	}
}
