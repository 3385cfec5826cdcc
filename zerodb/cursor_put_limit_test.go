package zerodb

import "testing"

// TestCursorPutAtTheLimit replaces a pair through a cursor where the transaction has room for some bytes more, each number of them in turn: where the change is refused, the pair is still there, or the
// transaction can only be rolled back.
func TestCursorPutAtTheLimit(t *testing.T) {
	former := []byte("a value of some length, which its removal logs")
	opts := memOptions()
	opts.MaxTxBytes, opts.MaxValueSize, opts.MaxDirtyPages = 64*kibibyte, 16*kibibyte, -1
	db := openTest(t, "db", opts)
	must(t, db.Update(func(tx *Tx) error {
		if _, err := tx.CreateTable("filler", TableOptions{}); err != nil {
			return err
		}
		pairs, err := tx.CreateTable("pairs", TableOptions{Duplicates: true})
		if err != nil {
			return err
		}
		return pairs.Put(key(0), former)
	}))
	refused := 0
	for room := range 200 {
		tx, err := db.Begin()
		must(t, err)
		pairs, err := tx.Table("pairs")
		must(t, err)
		filler, err := tx.Table("filler")
		must(t, err)
		cursor := pairs.Cursor()
		if !cursor.First() {
			t.Fatal(cursor.Err())
		}
		must(t, pairs.Put(key(1), former)) // the page is the transaction's own
		must(t, filler.Put(key(0), nil))
		left := func() int { return int(tx.write.bytesMax - tx.write.work.Bytes() - int64(tx.write.journal.Len())) }
		for left() > 900 {
			must(t, filler.Put(key(0), make([]byte, 400)))
		}
		must(t, filler.Put(key(0), make([]byte, max(0, left()-room-20))))
		if err := cursor.Put([]byte("new")); err != nil {
			refused++
			if there, err := pairs.HasDup(key(0), former); err == nil && !there {
				t.Errorf("with room for %d bytes the pair is gone and the transaction goes on", room)
			}
		}
		must(t, tx.Rollback())
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}
