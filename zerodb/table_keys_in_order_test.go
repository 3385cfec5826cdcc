package zerodb

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// errBack takes a savepoint back.
var errBack = errors.New("back")

// TestKeysInOrderAcrossSavepoints puts ascending keys into two tables of the same transactions, under savepoints of which half are taken
// back, in transactions of which some are rolled back. Afterwards, and after reopening, each table must hold what a model says.
func TestKeysInOrderAcrossSavepoints(t *testing.T) {
	options := DefaultOptions()
	options.Durability = DurabilityNone
	path := filepath.Join(t.TempDir(), "db")
	db, err := Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(7, 0))
	counts := [2]uint64{}
	for range 60 {
		next := counts
		err := db.Update(func(tx *Tx) error {
			if err := putInOrder(tx, random, &next, 0); err != nil {
				return err
			}
			if random.IntN(4) == 0 {
				return errBack
			}
			return nil
		})
		switch {
		case err == nil:
			counts = next
		case !errors.Is(err, errBack):
			t.Fatal(err)
		}
		compareNumbered(t, db, counts)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(path, options); err != nil {
		t.Fatal(err)
	}
	compareNumbered(t, db, counts)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// orderedNames are the tables of TestKeysInOrderAcrossSavepoints.
var orderedNames = [2]string{"a", "b"}

// putInOrder puts the next numbers of both tables, some of them under savepoints.
func putInOrder(tx *Tx, random *rand.Rand, counts *[2]uint64, depth int) error {
	for range 2 + random.IntN(6) {
		if depth < 3 && random.IntN(3) == 0 {
			inner := *counts
			err := tx.Savepoint(func() error {
				if err := putInOrder(tx, random, &inner, depth+1); err != nil {
					return err
				}
				if random.IntN(2) == 0 {
					return errBack
				}
				return nil
			})
			if err == nil {
				*counts = inner
			} else if !errors.Is(err, errBack) {
				return err
			}
			continue
		}
		which := random.IntN(2)
		table, err := tx.CreateTable(orderedNames[which], TableOptions{})
		for range random.IntN(30) {
			if err != nil {
				return err
			}
			key := binary.BigEndian.AppendUint64(nil, counts[which])
			err = table.Put(key, key)
			counts[which]++
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// compareNumbered requires that each table has the numbers below its count and nothing else.
func compareNumbered(t *testing.T, db *DB, counts [2]uint64) {
	t.Helper()
	err := db.View(func(tx *Tx) error {
		for i, name := range orderedNames {
			table, err := tx.Table(name)
			if errors.Is(err, ErrTableNotFound) && counts[i] == 0 {
				continue
			}
			if err != nil {
				return err
			}
			n := uint64(0)
			for key, value := range table.All() {
				if binary.BigEndian.Uint64(key) != n || binary.BigEndian.Uint64(value) != n {
					t.Fatalf("table %s: entry %d has key %x and value %x", name, n, key, value)
				}
				n++
			}
			if n != counts[i] {
				t.Fatalf("table %s has %d entries, want %d", name, n, counts[i])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
