//go:build unix

package zerodb

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Goal: what each checksum mode promises about damage that comes while the database is open and its pages are mapped.
// Method: a real file; its bytes are changed by another handle, which the map shows at once.

// checksumModes are all of them.
var checksumModes = map[string]ChecksumMode{"once": ChecksumOnce, "always": ChecksumAlways, "off": ChecksumOff}

// openMapped makes a database of a table with so many entries and a large value, closes it, and opens it again in the mode, so that
// no page is verified yet. The cleanup accepts that Close meets damage.
func openMapped(t *testing.T, mode ChecksumMode, entries int) (db *DB, file string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "db")
	opts := smallOptions(nil)
	db = openTest(t, path, opts)
	put(t, db, "t", 0, entries)
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("whole", TableOptions{})
		if err != nil {
			return err
		}
		return errors.Join(table.Put(key(1), value(1)), table.Put([]byte("large"), bytes.Repeat([]byte("large "), 3000)))
	}))
	closeTest(t, db)
	opts.Checksums = mode
	db, err := Open(path, opts)
	must(t, err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Logf("close: %v", err)
		}
	})
	return db, filepath.Join(path, dataName)
}

// getOne returns the value of a key.
func getOne(db *DB, table string, k []byte) (v []byte, err error) {
	err = db.View(func(tx *Tx) error {
		t, err := tx.Table(table)
		if err == nil {
			v, err = t.AppendValue(nil, k)
		}
		return err
	})
	return v, err
}

// overwriteIn puts other bytes of the same length over the last place in a file where some stand, and returns the page.
func overwriteIn(t *testing.T, file string, from, to []byte) (page uint64) {
	t.Helper()
	all, err := os.ReadFile(file)
	must(t, err)
	at := bytes.LastIndex(all, from)
	if at < 0 || len(from) != len(to) {
		t.Fatalf("%q is not in the file", from)
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteAt(to, int64(at))
	must(t, errors.Join(err, f.Close()))
	return uint64(at) / 4096
}

// TestChecksumModes changes a byte of a small and of a large value under an open database, before anybody has read the page, and again after
// that. Once and Always catch the first; Always catches the second too, while Once serves what it has verified; Off serves
// both as they are. What is damaged is named, and another table can be read in each case.
func TestChecksumModes(t *testing.T) {
	small, large := []byte("value 00000100"), []byte("large large large")
	for name, mode := range checksumModes {
		for what, at := range map[string]struct {
			table      string
			key        []byte
			from, then []byte
		}{
			"small value": {"t", key(100), small, []byte("value 0000010X")},
			"large value": {"whole", []byte("large"), large, []byte("large large lXrge")},
		} {
			t.Run(name+", "+what+", before the first touch", func(t *testing.T) {
				db, file := openMapped(t, mode, 200)
				page := overwriteIn(t, file, at.from, at.then)
				for range 2 {
					v, err := getOne(db, at.table, at.key)
					wantDamage(t, v, err, damageWanted{page: page, caught: mode != ChecksumOff, changed: at.then})
				}
				wantHealthy(t, db, at.table)
			})
			t.Run(name+", "+what+", after the first touch", func(t *testing.T) {
				db, file := openMapped(t, mode, 200)
				if _, err := getOne(db, at.table, at.key); err != nil {
					t.Fatal(err)
				}
				page := overwriteIn(t, file, at.from, at.then)
				v, err := getOne(db, at.table, at.key)
				wantDamage(t, v, err, damageWanted{page: page, caught: mode == ChecksumAlways, changed: at.then})
				wantHealthy(t, db, at.table)
				found := 0
				must(t, db.Check(t.Context(), func(Finding) error { found++; return nil }))
				if found == 0 {
					t.Error("the checker finds nothing")
				}
			})
		}
	}
}

// damageWanted says what reading a damaged page must give: a CorruptionError of the page, or the changed bytes.
type damageWanted struct {
	page    uint64
	caught  bool
	changed []byte
}

// wantDamage compares what reading a damaged page gives with what is wanted.
func wantDamage(t *testing.T, v []byte, err error, want damageWanted) {
	t.Helper()
	var damage *CorruptionError
	switch {
	case want.caught && (!errors.As(err, &damage) || uint64(damage.Page) > want.page || uint64(damage.Page)+8 < want.page):
		t.Errorf("got %.30q, %v, want damage of page %d", v, err, want.page)
	case !want.caught && (err != nil || !bytes.Contains(v, want.changed)):
		t.Errorf("got %.30q, %v, want what is in the file", v, err)
	}
}

// wantHealthy reads from the table that is not damaged.
func wantHealthy(t *testing.T, db *DB, damaged string) {
	t.Helper()
	other := "whole"
	if damaged == other {
		other = "t"
	}
	if v, err := getOne(db, other, key(1)); err != nil || !bytes.Equal(v, value(1)) {
		t.Errorf("table %s: %.30q, %v", other, v, err)
	}
}

// TestRubbishUnderTheMap overwrites random places of all pages of an open database with rubbish, in each mode, before and after they were
// verified, and reads, seeks, walks, counts and writes everything: answers may be wrong where the mode allows it, but nothing panics,
// hangs or grows without bound.
func TestRubbishUnderTheMap(t *testing.T) {
	for name, mode := range checksumModes {
		for _, touched := range []string{"untouched", "touched"} {
			t.Run(name+", "+touched, func(t *testing.T) {
				for seed := range uint64(2) {
					rubbishRound(t, mode, touched, seed)
				}
			})
		}
	}
}

// rubbishRound is one round of TestRubbishUnderTheMap.
func rubbishRound(t *testing.T, mode ChecksumMode, touched string, seed uint64) {
	t.Helper()
	db, file := openMapped(t, mode, 400)
	if touched == "touched" {
		_, err := content(db)
		must(t, err)
	}
	random := rand.New(rand.NewPCG(seed, 7))
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	must(t, err)
	pages := int64(db.Stats().Pages)
	for range 40 {
		rubbish := make([]byte, 1+random.IntN(64))
		for i := range rubbish {
			rubbish[i] = byte(random.Uint32())
		}
		at := 4096*(2+random.Int64N(pages-2)) + random.Int64N(256)
		_, err := f.WriteAt(rubbish, at)
		must(t, err)
	}
	must(t, f.Close())
	err = useEverything(db)
	if errors.Is(err, errEndless) {
		t.Errorf("seed %d: %v", seed, err)
	}
	t.Logf("seed %d: %v", seed, err)
}
