package zerodb_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// A context ends the wait for a turn to write.
func ExampleDB_UpdateContext() {
	run(func(db *zerodb.DB) error {
		tx, err := db.Begin() // somebody has the turn
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		err = db.UpdateContext(ctx, func(*zerodb.Tx) error { return nil })
		fmt.Println(errors.Is(err, context.DeadlineExceeded))
		return tx.Rollback()
	})
	// Output: true
}

// A database may have thousands of tables; a table is there or not like a key, and a dropped one comes back with Rollback.
func ExampleTx_DropTable() {
	inUpdate(func(tx *zerodb.Tx, _ *zerodb.Table) error {
		for n := range 2000 {
			if _, err := tx.CreateTable(fmt.Sprintf("user %d", n), zerodb.TableOptions{}); err != nil {
				return err
			}
		}
		if err := tx.DropTable("user 7"); err != nil {
			return err
		}
		_, err := tx.Table("user 7")
		tables := 0
		for range tx.Tables() {
			tables++
		}
		fmt.Println(tables, errors.Is(err, zerodb.ErrTableNotFound), tx.DropTable("people"))
		return nil
	})
	// Output: 2000 true <nil>
}

// Append is Put for keys that come in order, and says so where one does not.
func ExampleTable_Append() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		fmt.Println(people.Append([]byte("zuse"), []byte("1910")))
		fmt.Println(errors.Is(people.Append([]byte("barbara"), nil), zerodb.ErrKeyOrder))
		return nil
	})
	// Output:
	// <nil>
	// true
}

// All keys that begin in the same way go at once, whole subtrees without a look at their entries.
func ExampleTable_DeletePrefix() {
	inUpdate(func(_ *zerodb.Tx, people *zerodb.Table) error {
		n, err := people.DeletePrefix([]byte("a"))
		fmt.Println(n, "deleted,", people.Len(), "left")
		return err
	})
	// Output: 2 deleted, 1 left
}

// A range has its lower bound and not its upper one, in either direction; nil is no bound.
func ExampleTable_RangeBackward() {
	run(func(db *zerodb.DB) error {
		return db.View(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			for name := range people.Range([]byte("alan"), nil) {
				fmt.Printf("%s ", name)
			}
			for name := range people.RangeBackward(nil, []byte("grace")) {
				fmt.Printf("%s ", name)
			}
			return tx.Err()
		})
	})
	// Output: alan grace alan ada
}

// A read transaction that stays too long is reported, and here ended, so that the file does not grow for its sake.
func ExampleOldReaders() {
	withFolder(func(path string) error {
		db, err := zerodb.Open(path, zerodb.Options{
			MaxReaderAge: 5 * time.Millisecond, ReaderCheckInterval: 2 * time.Millisecond, OldReaders: zerodb.EndOldReaders,
		})
		if err != nil {
			return err
		}
		defer func() { fmt.Println("closed:", db.Close()) }()
		if err := putOne(db, "ada", "1815"); err != nil {
			return err
		}
		tx, err := db.BeginRead()
		if err != nil {
			return err
		}
		if err := putOne(db, "ada", "10 December 1815"); err != nil { // now the reader sees something old
			return err
		}
		for err == nil {
			_, err = tx.Table("people")
		}
		fmt.Println(errors.Is(err, zerodb.ErrReaderEnded))
		return tx.Rollback()
	})
	// Output:
	// true
	// closed: <nil>
}

// damageTable flips a bit in the middle of each page of the data file that has a text in it.
func damageTable(path, text string) error {
	name := filepath.Join(path, "data")
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	const pageSize = 4096
	for at := 0; at+pageSize <= len(content); at += pageSize {
		page := content[at : at+pageSize]
		for i := 0; i+len(text) <= pageSize; i++ {
			if string(page[i:i+len(text)]) == text {
				page[i] ^= 1
			}
		}
	}
	return os.WriteFile(name, content, 0o600)
}

// twoTables makes a database with two tables, closes it and damages one of them.
func twoTables(path string) error {
	db, err := zerodb.Open(path, zerodb.Options{})
	if err != nil {
		return err
	}
	for _, name := range []string{"people", "places"} {
		if err := db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.CreateTable(name, zerodb.TableOptions{})
			if err != nil {
				return err
			}
			return table.Put([]byte("first"), []byte("one of the "+name))
		}); err != nil {
			return err
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	return damageTable(path, "one of the people")
}

// printFirst prints the first entry of both tables, or that the page which holds it is damaged.
func printFirst(db *zerodb.DB) error {
	return db.View(func(tx *zerodb.Tx) error {
		for _, name := range []string{"people", "places"} {
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			value, err := table.Get([]byte("first"))
			var damage *zerodb.CorruptionError
			if errors.As(err, &damage) {
				fmt.Println(name, "- damaged:", damage.Kind)
			} else {
				fmt.Printf("%s - %s\n", name, value)
			}
		}
		return nil
	})
}

// A page that is not as it was written is an error that names it; everything else can be read.
func ExampleChecksumMode() {
	withFolder(func(path string) error {
		if err := twoTables(path); err != nil {
			return err
		}
		db, err := zerodb.Open(path, zerodb.Options{Checksums: zerodb.ChecksumAlways}) // by default once for each state of a page
		if err != nil {
			return err
		}
		return errors.Join(printFirst(db), db.Close())
	})
	// Output:
	// people - damaged: checksum
	// places - one of the places
}

// quarantined prints what an opening in recovery mode has done.
type quarantined struct{}

// Event implements zerodb.EventListener.
func (quarantined) Event(e zerodb.Event) {
	if action, ok := e.(zerodb.RecoveryAction); ok {
		fmt.Println(action.Kind)
	}
}

// In recovery mode an opening checks everything first, tells what it does about damage, and serves the rest.
func ExampleRecoveryMode() {
	withFolder(func(path string) error {
		if err := twoTables(path); err != nil {
			return err
		}
		db, err := zerodb.Open(path, zerodb.Options{Recovery: zerodb.RecoverWhatIsWhole, Events: quarantined{}})
		if err != nil {
			return err
		}
		return errors.Join(printFirst(db), db.Close())
	})
	// Output:
	// damage in quarantine
	// people - damaged: checksum
	// places - one of the places
}

// grown prints how an event tells its facts.
type grown struct{ checkpoints int }

// Event implements zerodb.EventListener.
func (g *grown) Event(e zerodb.Event) {
	switch e := e.(type) {
	case zerodb.Grown:
		fmt.Println("the file has grown:", e.Bytes > 0)
	case zerodb.CheckpointDone:
		g.checkpoints++
	}
}

// Events tell what happens seldom, with its facts.
func ExampleEvent() {
	listener := new(grown)
	db, err := zerodb.Open("my.db", zerodb.Options{FS: memfs.New(memfs.Options{}), Events: listener})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = db.Update(func(tx *zerodb.Tx) error {
		numbers, err := tx.CreateTable("numbers", zerodb.TableOptions{Order: zerodb.OrderReverse}) // keys are compared from their end
		if err != nil {
			return err
		}
		return numbers.Put(binary.BigEndian.AppendUint64(nil, 1), nil)
	})
	fmt.Println(errors.Join(err, db.Checkpoint(context.Background()), db.Close()), listener.checkpoints > 0)
	// Output:
	// the file has grown: true
	// <nil> true
}
