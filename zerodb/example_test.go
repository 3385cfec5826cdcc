package zerodb_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb"
)

// openExample opens a database for the examples, in memory. With files it would be
//
//	db, err := zerodb.Open("my.db", zerodb.Options{})
func openExample() (*zerodb.DB, error) { return zerodb.OpenMemory(zerodb.Options{}) }

// run calls fn with a database that has a table of three people and their years of birth.
func run(fn func(db *zerodb.DB) error) {
	db, err := openExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = db.Update(func(tx *zerodb.Tx) error {
		people, err := tx.CreateTable("people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		return errors.Join(
			people.Put([]byte("ada"), []byte("1815")),
			people.Put([]byte("alan"), []byte("1912")),
			people.Put([]byte("grace"), []byte("1906")))
	})
	if err == nil {
		err = fn(db)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		fmt.Println(err)
	}
}

// Example stores a few entries and reads them back in order.
func Example() {
	db, err := openExample()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = db.Update(func(tx *zerodb.Tx) error {
		people, err := tx.CreateTable("people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		return errors.Join(
			people.Put([]byte("grace"), []byte("1906")),
			people.Put([]byte("ada"), []byte("1815")))
	})
	if err != nil {
		fmt.Println(err)
	}
	err = db.View(func(tx *zerodb.Tx) error {
		people, err := tx.Table("people")
		if err != nil {
			return err
		}
		for name, year := range people.All() {
			fmt.Printf("%s %s\n", name, year)
		}
		return nil
	})
	if err = errors.Join(err, db.Close()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ada 1815
	// grace 1906
}

// ExampleOpen opens a database in a folder, creating it, and opens it again.
func ExampleOpen() {
	folder, err := os.MkdirTemp("", "zerodb-example")
	if err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(folder, "my.db")
	for range 2 {
		db, err := zerodb.Open(path, zerodb.Options{Durability: zerodb.DurabilityInterval})
		if err == nil {
			fmt.Println(filepath.Base(db.Path()))
			err = db.Close()
		}
		if err != nil {
			fmt.Println(err)
		}
	}
	if err := os.RemoveAll(folder); err != nil {
		fmt.Println(err)
	}
	// Output:
	// my.db
	// my.db
}

// ExampleTable_Get looks a key up. A missing key is an error that is easily told apart.
func ExampleTable_Get() {
	run(func(db *zerodb.DB) error {
		return db.View(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			year, err := people.Get([]byte("ada"))
			fmt.Printf("%s %v\n", year, err)
			_, err = people.Get([]byte("bob"))
			fmt.Println(errors.Is(err, zerodb.ErrNotFound))
			return nil
		})
	})
	// Output:
	// 1815 <nil>
	// true
}

// ExampleTable_Prefix visits the keys that begin in the same way.
func ExampleTable_Prefix() {
	run(func(db *zerodb.DB) error {
		return db.View(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			for name := range people.Prefix([]byte("a")) {
				fmt.Printf("%s\n", name)
			}
			return nil
		})
	})
	// Output:
	// ada
	// alan
}

// ExampleTable_Cursor goes to the last key that is below a given one.
func ExampleTable_Cursor() {
	run(func(db *zerodb.DB) error {
		return db.View(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			c := people.Cursor()
			c.Seek([]byte("bob"))
			c.Prev()
			fmt.Printf("%s\n", c.Key())
			return c.Err()
		})
	})
	// Output: alan
}

// ExampleTx_Savepoint undoes a part of a transaction and keeps the rest.
func ExampleTx_Savepoint() {
	run(func(db *zerodb.DB) error {
		return db.Update(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			refused := tx.Savepoint(func() error {
				if err := people.Delete([]byte("ada")); err != nil {
					return err
				}
				return errors.New("on second thoughts, no")
			})
			fmt.Println(refused)
			fmt.Println(people.Len())
			return nil
		})
	})
	// Output:
	// on second thoughts, no
	// 3
}

// ExampleTx_CommitAsync commits several transactions and waits once until all are on the disk.
func ExampleTx_CommitAsync() {
	run(func(db *zerodb.DB) error {
		var last zerodb.Pending
		for _, name := range []string{"edsger", "barbara"} {
			tx, err := db.BeginWrite(context.Background())
			if err != nil {
				return err
			}
			people, err := tx.Table("people")
			if err == nil {
				err = people.Put([]byte(name), nil)
			}
			if err != nil {
				return errors.Join(err, tx.Rollback())
			}
			if last, err = tx.CommitAsync(); err != nil {
				return err
			}
		}
		return last.Wait(context.Background())
	})
	// Output:
}

// ExampleDB_BeginRead reads in a transaction that outlives a function: it must be ended.
func ExampleDB_BeginRead() {
	run(func(db *zerodb.DB) error {
		tx, err := db.BeginRead()
		if err != nil {
			return err
		}
		for name, info := range tx.Tables() {
			fmt.Println(name, info.Len)
		}
		return errors.Join(tx.Err(), tx.Rollback())
	})
	// Output: people 3
}

// ExampleDB_Check proves that a database is sound.
func ExampleDB_Check() {
	run(func(db *zerodb.DB) error {
		findings := 0
		err := db.Check(context.Background(), func(f zerodb.Finding) error {
			findings++
			fmt.Println(f)
			return nil
		})
		fmt.Println("findings:", findings)
		return err
	})
	// Output: findings: 0
}

// ExampleDB_Stats looks at a database from outside. Checkpoint is called by the database itself when it is time.
func ExampleDB_Stats() {
	run(func(db *zerodb.DB) error {
		if err := db.Checkpoint(context.Background()); err != nil {
			return err
		}
		s := db.Stats()
		fmt.Println(s.Tables, "table,", s.Commits, "commit,", s.Readers, "readers")
		return nil
	})
	// Output: 1 table, 1 commit, 0 readers
}

// ExampleLimitError shows what an error of a limit tells.
func ExampleLimitError() {
	run(func(db *zerodb.DB) error {
		err := db.Update(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			return people.Put(make([]byte, 2000), nil)
		})
		var limit *zerodb.LimitError
		if errors.As(err, &limit) {
			fmt.Println(limit.Limit, limit.Value, limit.Max, limit.Option)
		}
		return nil
	})
	// Output: key size 2000 982 MaxKeySize
}

// exampleListener prints events.
type exampleListener struct{ out io.Writer }

// Event prints what matters to the example.
func (l exampleListener) Event(e zerodb.Event) {
	if stopped, ok := e.(zerodb.Stopped); ok {
		if _, err := fmt.Fprintln(l.out, "no more writes:", stopped.Cause); err != nil {
			return // an example has nobody else to tell
		}
	}
}

// ExampleEventListener listens to what happens inside.
func ExampleEventListener() {
	db, err := zerodb.OpenMemory(zerodb.Options{Events: exampleListener{out: io.Discard}})
	if err == nil {
		err = db.Close()
	}
	fmt.Println(err)
	// Output: <nil>
}
