package zerodb

import (
	"iter"
	"testing"
)

// Goal: a loop over a table that cannot be read does not look like one over an empty table. Method: every iterator after its transaction was asked to end, and after its table was dropped.

// loops are all iterators of a table.
func loops(table *Table) map[string]func(yield func([]byte, []byte) bool) {
	return map[string]func(yield func([]byte, []byte) bool){
		"All": table.All(), "Backward": table.Backward(), "Range": table.Range(key(0), key(5)), "RangeBackward": table.RangeBackward(key(0), key(5)),
		"Prefix": table.Prefix([]byte("key")), "PrefixBackward": table.PrefixBackward([]byte("key")), "Dups": doubled(table.Dups(key(0))),
	}
}

// doubled makes keys of values.
func doubled(values iter.Seq[[]byte]) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		for v := range values {
			if !yield(v, v) {
				return
			}
		}
	}
}

// TestLoopsOfEndedReader asks a read transaction to end before a loop begins: View says so, also where a get has been told before.
func TestLoopsOfEndedReader(t *testing.T) {
	opts, _, _ := agedOptions(EndOldReaders)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	for _, told := range []bool{false, true} {
		for name := range loops(&Table{}) {
			err := db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				must(t, err)
				for _, h := range db.readers.AppendHolders(nil) {
					db.readers.End(h)
				}
				if told {
					_, err = table.Get(key(0))
					wantError(t, err, ErrReaderEnded)
				}
				for range loops(table)[name] {
					t.Errorf("%s goes on", name)
				}
				return nil
			})
			wantError(t, err, ErrReaderEnded)
		}
	}
}

// TestLoopsOfDroppedTable drops a table before a loop over it begins: Update says so and commits nothing.
func TestLoopsOfDroppedTable(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 10)
	for name := range loops(&Table{}) {
		err := db.Update(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			must(t, tx.DropTable("t"))
			for range loops(table)[name] {
				t.Errorf("%s goes on", name)
			}
			return nil
		})
		wantError(t, err, ErrTableDropped)
	}
	wantEntries(t, db, 10)
}

// TestLoopThatMeetsTheEndOfItsReader lets a call in the body of a loop, whose error nobody looks at, tell that the reader was ended: the loop ends there, since its pages
// may be used again, and so does a cursor in the middle of a page.
func TestLoopThatMeetsTheEndOfItsReader(t *testing.T) {
	opts, _, _ := agedOptions(EndOldReaders)
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	for name := range loops(&Table{}) {
		rounds := 0
		err := db.View(func(tx *Tx) error {
			table, err := tx.Table("t")
			must(t, err)
			c := table.Cursor()
			c.First()
			for range loops(table)[name] {
				rounds++
				for _, h := range db.readers.AppendHolders(nil) {
					db.readers.End(h)
				}
				_, _ = table.Get(key(0))
			}
			if c.Next() || c.Key() != nil || c.Value() != nil {
				t.Errorf("%s: the cursor goes on", name)
			}
			wantError(t, c.Err(), ErrReaderEnded)
			return nil
		})
		wantError(t, err, ErrReaderEnded)
		if rounds != 1 {
			t.Errorf("%s makes %d rounds", name, rounds)
		}
	}
}
