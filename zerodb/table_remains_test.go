package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/formatdoc"
)

// fillTable stores that many entries of about a quarter of a page each.
func fillTable(t *testing.T, db *DB, name string, entries int) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable(name, TableOptions{})
		if err != nil {
			return err
		}
		_, err = table.Load(func(yield func(key, value []byte) bool) {
			for i := range entries {
				if !yield(key(i), make([]byte, 900)) {
					return
				}
			}
		})
		return err
	}))
}

// waiting returns how many pages wait to be freed, as the checker sees them.
func waiting(t *testing.T, db *DB) bool {
	t.Helper()
	found := false
	must(t, db.Update(func(tx *Tx) error {
		list, err := tx.openRemains()
		found = list.Count > 0
		return err
	}))
	return found
}

// TestDropTakesConstantTime drops and clears tables of growing size: the transaction changes the same number of pages for each,
// the pages come back over the following commits, faster than these use them, and no file grows meanwhile.
func TestDropTakesConstantTime(t *testing.T) {
	ways := map[string]func(tx *Tx) error{
		"drop": func(tx *Tx) error { return tx.DropTable("big") },
		"clear": func(tx *Tx) error {
			table, err := tx.Table("big")
			if err != nil {
				return err
			}
			return table.Clear()
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			for _, entries := range []int{2_000, 20_000 / raceFactor} {
				opts := memOptions()
				opts.LogSegmentSize, opts.CheckpointLogBytes, opts.Durability = 0, 0, DurabilityNone
				db := openTest(t, "db", opts)
				fillTable(t, db, "big", entries)
				must(t, db.Update(func(tx *Tx) error {
					err := way(tx)
					if pages := tx.write.work.Len(); pages > 8 {
						t.Errorf("%d entries: the transaction changes %d pages", entries, pages)
					}
					return err
				}))
				if !waiting(t, db) {
					t.Errorf("%d entries: no pages wait", entries)
				}
				wantSound(t, db)
				before := db.Stats().Pages
				commits := 0
				for ; waiting(t, db); commits++ {
					put(t, db, "other", commits*20, commits*20+20)
					if commits == 3 {
						wantSound(t, db)
						closeTest(t, db)
						db = openTest(t, "db", opts)
					}
				}
				if after := db.Stats().Pages; after > before+20 {
					t.Errorf("%d entries: %d pages before, %d after %d commits", entries, before, after, commits)
				}
				wantSound(t, db)
				closeTest(t, db)
			}
		})
	}
}

// TestDropAndUndo drops a large table inside a savepoint that is undone, and in a transaction that is rolled back.
func TestDropAndUndo(t *testing.T) {
	db := openTest(t, "db", memOptions())
	fillTable(t, db, "big", 1000)
	before, err := content(db)
	must(t, err)
	must(t, db.Update(func(tx *Tx) error {
		err := tx.Savepoint(func() error {
			if err := tx.DropTable("big"); err != nil {
				return err
			}
			return errUndo
		})
		wantError(t, err, errUndo)
		table, err := tx.Table("big")
		if err != nil || table.Len() != 1000 {
			return fmt.Errorf("after undoing: %v", err)
		}
		_, err = tx.CreateTable("small", TableOptions{})
		return err
	}))
	wantError(t, db.Update(func(tx *Tx) error {
		if err := tx.DropTable("big"); err != nil {
			return err
		}
		return errUndo
	}), errUndo)
	before["small/"] = "0"
	wantContent(t, db, before)
	wantSound(t, db)
}

// TestThousandsOfTables creates 5,000 tables in one transaction and one by one, uses all of them in one, reopens, and drops them.
func TestThousandsOfTables(t *testing.T) {
	const tables = 5_000 / raceFactor
	opts := memOptions()
	opts.Durability, opts.LogSegmentSize, opts.CheckpointLogBytes = DurabilityNone, 0, 0
	db := openTest(t, "db", opts)
	name := func(i int) string { return fmt.Sprintf("table %06d", i*7919%tables) }
	create := func(tx *Tx, i int) error {
		table, err := tx.CreateTable(name(i), TableOptions{})
		if err != nil {
			return err
		}
		return table.Put([]byte("name"), []byte(name(i)))
	}
	for i := range tables / 10 {
		must(t, db.Update(func(tx *Tx) error { return create(tx, i) }))
	}
	must(t, db.Update(func(tx *Tx) error {
		for i := tables / 10; i < tables; i++ {
			if err := create(tx, i); err != nil {
				return err
			}
		}
		for i := tables / 10; i < tables; i++ { // the handles of new tables are found again
			if table, err := tx.Table(name(i)); err != nil || table.Len() != 1 {
				return fmt.Errorf("table %q of this transaction: %v", name(i), err)
			}
		}
		return nil
	}))
	closeTest(t, db)
	db = openTest(t, "db", opts)
	wantSound(t, db)
	for range 2 { // the second View uses the first one's handles again
		must(t, db.View(func(tx *Tx) error {
			for i := range tables {
				table, err := tx.Table(name(i))
				if err != nil {
					return err
				}
				if v, err := table.Get([]byte("name")); err != nil || string(v) != name(i) {
					return fmt.Errorf("table %q: %q, %v", name(i), v, err)
				}
			}
			return nil
		}))
	}
	must(t, db.Update(func(tx *Tx) error {
		for i := range tables - 1 {
			if err := tx.DropTable(name(i)); err != nil {
				return err
			}
		}
		return nil
	}))
	got, err := content(db)
	must(t, err)
	if len(got) != 2 {
		t.Errorf("%d things are left", len(got))
	}
	wantSound(t, db)
}

// TestIdleDatabaseFreesRemains drops a large table and then writes nothing any more: the clock of checkpoints frees its pages, and the
// checkpoint behind that makes them available.
func TestIdleDatabaseFreesRemains(t *testing.T) {
	opts := memOptions()
	opts.LogSegmentSize, opts.CheckpointLogBytes, opts.CheckpointInterval = 0, 0, time.Millisecond
	db := openTest(t, "db", opts)
	fillTable(t, db, "big", 4000)
	full := db.Stats()
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("big") }))
	deadline := time.Now().Add(time.Minute)
	for {
		s := db.Stats()
		if s.RetiredPages == 0 && s.Pages-s.AvailablePages < full.Pages/10 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("an idle database keeps %d of %d pages, %d of them retired", s.Pages-s.AvailablePages, full.Pages, s.RetiredPages)
		}
		pause(t.Context(), time.Millisecond)
	}
	if waiting(t, db) {
		t.Error("remains are left")
	}
}

// TestKeysOfRemains drops two large tables and compares the key of the second one among the remains with the one in docs/format.
func TestKeysOfRemains(t *testing.T) {
	db := openTest(t, "db", memOptions())
	fillTable(t, db, "one", 1000)
	fillTable(t, db, "two", 1000)
	must(t, db.Update(func(tx *Tx) error {
		must(t, errors.Join(tx.DropTable("one"), tx.DropTable("two")))
		list, err := tx.openRemains()
		must(t, err)
		var c btree.Cursor
		c.AttachSnapshot(tx.pages, &list)
		if want := formatdoc.Vector(t, os.DirFS("../docs/format"), "catalog.md", "remains-key"); !c.Last() || !bytes.Equal(c.Key(), want) {
			t.Errorf("the key is % x, want % x", c.Key(), want)
		}
		return c.Err()
	}))
}
