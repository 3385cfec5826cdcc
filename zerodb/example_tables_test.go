package zerodb_test

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// inUpdate calls fn with the table of the examples in a write transaction.
func inUpdate(fn func(tx *zerodb.Tx, people *zerodb.Table) error) {
	run(func(db *zerodb.DB) error {
		return db.Update(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			return fn(tx, people)
		})
	})
}

// A table whose keys are numbers keeps them in the order of the numbers.
func ExampleTx_CreateTable_numbers() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		orders, err := tx.CreateTable("orders", zerodb.TableOptions{Order: zerodb.OrderUint64})
		if err != nil {
			return err
		}
		for _, n := range []uint64{70_000, 3, 256} {
			if err := orders.Put(binary.LittleEndian.AppendUint64(nil, n), nil); err != nil {
				return err
			}
		}
		for key := range orders.All() {
			fmt.Println(binary.LittleEndian.Uint64(key))
		}
		_, err = tx.OpenTable("orders", zerodb.TableOptions{})
		var mismatch *zerodb.TableOptionsError
		fmt.Println(errors.As(err, &mismatch))
		return nil
	})
	// Output:
	// 3
	// 256
	// 70000
	// true
}

// A key of a table with duplicates has a sorted set of values.
func ExampleTable_PutDup() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		tags, err := tx.CreateTable("tags", zerodb.TableOptions{Duplicates: true})
		if err != nil {
			return err
		}
		for _, tag := range []string{"red", "blue", "red", "green"} {
			added, err := tags.PutDup([]byte("chair"), []byte(tag))
			if err != nil {
				return err
			}
			fmt.Println(tag, added)
		}
		for tag := range tags.Dups([]byte("chair")) {
			fmt.Printf("%s ", tag)
		}
		n, err := tags.CountDups([]byte("chair"))
		fmt.Println(n)
		return err
	})
	// Output:
	// red true
	// blue true
	// red false
	// green true
	// blue green red 3
}

// A cursor of a table with duplicates moves from pair to pair, among the values of a key, and from key to key.
func ExampleCursor_NextKey() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		tags, err := tx.CreateTable("tags", zerodb.TableOptions{Duplicates: true})
		if err != nil {
			return err
		}
		for _, pair := range [][2]string{{"chair", "blue"}, {"chair", "red"}, {"desk", "red"}} {
			if err := tags.Put([]byte(pair[0]), []byte(pair[1])); err != nil {
				return err
			}
		}
		c := tags.Cursor()
		for ok := c.First(); ok; ok = c.NextKey() {
			n, err := c.CountDups()
			if err != nil {
				return err
			}
			fmt.Printf("%s has %d:", c.Key(), n)
			for more := true; more; more = c.NextDup() {
				fmt.Printf(" %s", c.Value())
			}
			fmt.Println()
		}
		return c.Err()
	})
	// Output:
	// chair has 2: blue red
	// desk has 1: red
}

// Whole ranges go at once.
func ExampleTable_DeleteRange() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		n, err := people.DeleteRange([]byte("al"), []byte("h"))
		fmt.Println(n, "deleted,", people.Len(), "left")
		return err
	})
	// Output: 2 deleted, 1 left
}

// A range is counted without a look at its entries, or estimated from a few pages.
func ExampleTable_Count() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		n, err := people.Count([]byte("a"), []byte("b"))
		if err != nil {
			return err
		}
		about, err := people.Estimate(nil, nil)
		fmt.Println(n, "exactly,", about.Entries, "or so in all")
		return err
	})
	// Output: 2 exactly, 3 or so in all
}

// Sorted entries are loaded in packed pages.
func ExampleTable_Load() {
	inUpdate(func(tx *zerodb.Tx, people *zerodb.Table) error {
		copied, err := tx.CreateTable("copy of people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		n, err := copied.Load(people.All())
		fmt.Println(n, "loaded")
		return err
	})
	// Output: 3 loaded
}

// Put has relatives that tell what was there.
func ExampleTable_Replace() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		old, existed, err := people.Replace(nil, []byte("ada"), []byte("10 December 1815"))
		if err != nil {
			return err
		}
		fmt.Printf("%s %v\n", old, existed)
		stored, err := people.PutIfAbsent([]byte("ada"), []byte("1815"))
		if err != nil {
			return err
		}
		fmt.Println(stored)
		taken, found, err := people.Take(nil, []byte("ada"))
		fmt.Printf("%s %v\n", taken, found)
		return err
	})
	// Output:
	// 1815 true
	// false
	// 10 December 1815 true
}

// A value may be written straight into the database's memory.
func ExampleTable_PutFunc() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		err := people.PutFunc([]byte("count"), 8, func(value []byte) error {
			binary.LittleEndian.PutUint64(value, 77)
			return nil
		})
		if err != nil {
			return err
		}
		value, err := people.Get([]byte("count"))
		fmt.Println(len(value), value[0])
		return err
	})
	// Output: 8 77
}

// A cursor writes where it stands.
func ExampleCursor_Put() {
	inUpdate(func(tx *zerodb.Tx, people *zerodb.Table) error {
		c := people.Cursor()
		for ok := c.First(); ok; ok = c.Next() {
			var err error
			if string(c.Key()) == "alan" {
				err = c.Delete()
			} else {
				err = c.Put(append(c.Value(), '!'))
			}
			if err != nil {
				return err
			}
		}
		for name, year := range people.All() {
			fmt.Printf("%s %s\n", name, year)
		}
		return tx.Err()
	})
	// Output:
	// ada 1815!
	// grace 1906!
}

// Renaming, clearing and dropping take the same time for a table of any size.
func ExampleTx_RenameTable() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		if err := tx.RenameTable("people", "persons"); err != nil {
			return err
		}
		persons, err := tx.Table("persons")
		if err != nil {
			return err
		}
		fmt.Println(persons.Len())
		err = persons.Clear()
		fmt.Println(persons.Len())
		return err
	})
	// Output:
	// 3
	// 0
}

// A reader that comes back often is renewed instead of begun anew.
func ExampleTx_Renew() {
	run(func(db *zerodb.DB) error {
		tx, err := db.BeginRead()
		if err != nil {
			return err
		}
		for range 2 {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			fmt.Println(people.Len())
			if err := tx.Reset(); err != nil {
				return err
			}
			if err := tx.Renew(); err != nil {
				return err
			}
		}
		return tx.Rollback()
	})
	// Output:
	// 3
	// 3
}

// While a program is being debugged, slices that it keeps too long are overwritten.
func ExampleAccessMode() {
	db, err := zerodb.OpenMemory(zerodb.Options{Access: zerodb.AccessPoisoned})
	if err != nil {
		fmt.Println(err)
		return
	}
	var kept []byte
	err = db.Update(func(tx *zerodb.Tx) error {
		people, err := tx.CreateTable("people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		if err := people.Put([]byte("ada"), []byte("1815")); err != nil {
			return err
		}
		kept, err = people.Get([]byte("ada"))
		fmt.Printf("%s\n", kept)
		return err
	})
	fmt.Printf("% x\n", kept)
	if err = errors.Join(err, db.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1815
	// db db db db
}
