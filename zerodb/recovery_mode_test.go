package zerodb

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// rootOf returns the meta page that counts.
func rootOf(t *testing.T, files vfs.FS) meta.Meta {
	t.Helper()
	file, err := files.OpenReadOnly("db/" + dataName)
	must(t, err)
	choice, err := meta.Read(file)
	must(t, err)
	must(t, file.Close())
	return choice.Current()
}

// damagePage flips a bit in the middle of a page.
func damagePage(t *testing.T, files vfs.FS, id ids.PageID) {
	t.Helper()
	flip(t, files, filepath.Join("db", dataName), int64(id)*4096+2000, 3)
}

// leafOf returns the first leaf of a table's tree.
func leafOf(t *testing.T, opts Options, table string) (id ids.PageID) {
	t.Helper()
	db := openTest(t, "db", opts)
	must(t, db.View(func(tx *Tx) error {
		tab, err := tx.Table(table)
		if err == nil {
			id = tab.tree.Root.ID
		}
		return err
	}))
	closeTest(t, db)
	return id
}

// TestRecoveryMode damages the free set, a table, and both: in the ordinary mode the free set's damage is refused; in recovery mode
// the database opens, tells what it did, serves what is whole, takes writes, and never uses a damaged part's pages.
func TestRecoveryMode(t *testing.T) {
	for name, damage := range map[string]struct{ free, table bool }{
		"nothing": {}, "free set": {free: true}, "table": {table: true}, "both": {free: true, table: true},
	} {
		t.Run(name, func(t *testing.T) {
			opts := smallOptions(nil)
			files, want, _ := damaged(t, opts)
			opts.FS = files
			leaf := leafOf(t, opts, "b")
			if damage.free {
				damagePage(t, files, rootOf(t, files).FreeSpace.ID)
				_, err := Open("db", opts)
				var corruption *CorruptionError
				if !errors.As(err, &corruption) {
					t.Fatalf("a damaged free set is accepted: %v", err)
				}
			}
			if damage.table {
				damagePage(t, files, leaf)
			}
			events := &eventLog{}
			opts.Events, opts.Recovery = events, RecoverWhatIsWhole
			db := openTest(t, "db", opts)
			wantRecovered(t, events, damage.free, damage.table)
			put(t, db, "new", 0, 2000)
			put(t, db, "new", 0, 2000)
			must(t, db.Checkpoint(t.Context()))
			wantTable := func(table string, entries int) {
				must(t, db.View(func(tx *Tx) error {
					tab, err := tx.Table(table)
					for i := 0; i < entries && err == nil; i++ {
						var v []byte
						if v, err = tab.Get(key(i)); err == nil && table == "a" && string(v) != want["a/"+string(key(i))] {
							t.Fatalf("entry %d of %s differs", i, table)
						}
					}
					return err
				}))
			}
			wantTable("a", 120)
			wantTable("new", 2000)
			err := db.View(func(tx *Tx) error {
				tab, err := tx.Table("b")
				if err == nil {
					_, err = tab.Get(key(1))
				}
				return err
			})
			var corruption *CorruptionError
			if damage.table != errors.As(err, &corruption) || !damage.table && err != nil {
				t.Fatalf("reading the damaged table: %v", err)
			}
			closeTest(t, db)
			if damage.table {
				damagePage(t, files, leaf) // turns the same bit back
			}
			opts.Recovery = RecoverStrictly
			db = openTest(t, "db", opts)
			wantPart(t, db, "b", want)
		})
	}
}

// wantPart compares a table with a part of a content.
func wantPart(t *testing.T, db *DB, table string, want map[string]string) {
	t.Helper()
	got, err := content(db)
	must(t, err)
	for k, v := range want {
		if strings.HasPrefix(k, table+"/") && got[k] != v {
			t.Errorf("the pages of the damaged table were used: %q has %.20q", k, got[k])
		}
	}
}

// wantRecovered checks what an opening in recovery mode has told: free space is rebuilt only where all tables can be read, since else nobody knows what
// is free.
func wantRecovered(t *testing.T, events *eventLog, free, table bool) {
	t.Helper()
	kinds := map[RecoveryKind]bool{}
	for _, e := range events.list {
		if a, ok := e.(RecoveryAction); ok {
			kinds[a.Kind] = true
			if rebuilt := a.Kind == FreeSpaceRebuilt; rebuilt != (a.FreePages > 0) {
				t.Errorf("%s: %d free pages", a.Kind, a.FreePages)
			}
		}
	}
	want := map[RecoveryKind]bool{}
	for kind, is := range map[RecoveryKind]bool{FreeSpaceRebuilt: free && !table, FreeSpaceAbandoned: free && table, Quarantined: table} {
		if is {
			want[kind] = true
		}
	}
	if !maps.Equal(kinds, want) {
		t.Fatalf("actions are %v, want %v", kinds, want)
	}
}
