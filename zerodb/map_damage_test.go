//go:build unix

package zerodb

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"testing"
)

// errEndless says that a walk over a small table came to no end.
var errEndless = errors.New("walking back does not end")

// useEverything reads in all ways, and tries to write.
func useEverything(db *DB) error {
	_, failure := content(db)
	err := db.View(func(tx *Tx) error {
		for _, name := range []string{"t", "whole"} {
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			for i := range 400 {
				_, err := table.Get(key(i))
				failure = errors.Join(failure, err)
			}
			steps := 0
			for range table.Backward() {
				if steps++; steps > 1_000_000 {
					return errEndless
				}
			}
			_, err = table.Count(key(10), key(300))
			failure = errors.Join(failure, err)
			c := table.Cursor()
			for i := range 40 {
				c.Seek(key(i * 10))
			}
			c.Close()
		}
		return nil
	})
	failure = errors.Join(failure, err)
	err = db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		for i := 0; err == nil && i < 400; i += 7 {
			err = table.Put(key(i), value(i+1))
		}
		return err
	})
	switch failure = errors.Join(failure, err); {
	case errors.Is(failure, errEndless):
		return errEndless
	case failure != nil:
		return fmt.Errorf("damage was met: %.100s", failure.Error())
	}
	return nil
}

// TestTruncationUnderTheMap cuts a page after the other off the end of the data file of an open database, in each mode: each value that is
// read is right or a CorruptionError, and there are cuts with which both occur, so what is left serves on.
func TestTruncationUnderTheMap(t *testing.T) {
	for name, mode := range checksumModes {
		t.Run(name, func(t *testing.T) {
			db, file := openMapped(t, mode, 400)
			mixed := 0
			for pages := int64(db.Stats().Pages); pages >= 2; pages-- {
				must(t, os.Truncate(file, pages*4096))
				good, bad := 0, 0
				for i := range 400 {
					v, err := getOne(db, "t", key(i))
					var damage *CorruptionError
					switch {
					case err == nil && bytes.Equal(v, value(i)):
						good++
					case errors.As(err, &damage):
						bad++
					default:
						t.Fatalf("%d pages left, key %d: %.30q, %v", pages, i, v, err)
					}
				}
				if good > 0 && bad > 0 {
					mixed++
				}
			}
			if mixed == 0 {
				t.Error("no cut left anything that serves on")
			}
		})
	}
}

// TestDefectOfTheEngineIsSeen lets an index out of range happen where no page was changed: it is no damage, and goes on as the panic that it is.
func TestDefectOfTheEngineIsSeen(t *testing.T) {
	db := openTest(t, "db", memOptions())
	put(t, db, "t", 0, 100)
	must(t, db.Checkpoint(t.Context()))
	_, err := content(db)
	must(t, err)
	defer func() {
		if recover() == nil {
			t.Error("a defect was taken for damage")
		}
	}()
	func() (err error) {
		defer catchFaults(db.pager).done(&err)
		var none []byte
		return fmt.Errorf("unreachable: %d", none[db.Stats().Readers])
	}()
}
