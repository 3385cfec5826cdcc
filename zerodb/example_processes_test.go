package zerodb_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb"
)

// ExampleOpenReadOnly reads a database beside the process that writes it, which here is the same one.
func ExampleOpenReadOnly() {
	withFolder(func(path string) error {
		db, err := zerodb.Open(path, zerodb.Options{})
		if err != nil {
			return err
		}
		defer func() { fmt.Println("closed:", db.Close()) }()
		if err := putOne(db, "ada", "1815"); err != nil {
			return err
		}
		reader, err := zerodb.OpenReadOnly(path, zerodb.Options{})
		if err != nil {
			return err
		}
		defer func() { fmt.Println("reader closed:", reader.Close()) }()
		if err := putOne(db, "alan", "1912"); err != nil {
			return err
		}
		return reader.View(func(tx *zerodb.Tx) error {
			people, err := tx.Table("people")
			if err != nil {
				return err
			}
			for name, year := range people.All() {
				fmt.Printf("%s %s\n", name, year)
			}
			return nil
		})
	})
	// Output:
	// ada 1815
	// alan 1912
	// reader closed: <nil>
	// closed: <nil>
}

// ExampleDB_Compact deletes a table and makes the file shorter while the database is open.
func ExampleDB_Compact() {
	withFolder(func(path string) error {
		db, err := zerodb.Open(path, zerodb.Options{})
		if err != nil {
			return err
		}
		defer func() { fmt.Println("closed:", db.Close()) }()
		if err := putOne(db, "large", string(make([]byte, 8<<20))); err != nil {
			return err
		}
		if err := db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("people") }); err != nil {
			return err
		}
		report, err := db.Compact(context.Background(), zerodb.CompactOptions{})
		fmt.Println("shorter:", report.BytesAfter < report.BytesBefore/4)
		return err
	})
	// Output:
	// shorter: true
	// closed: <nil>
}

// ExampleDB_Readers shows what an open read transaction keeps.
func ExampleDB_Readers() {
	withFolder(func(path string) error {
		db, err := zerodb.Open(path, zerodb.Options{})
		if err != nil {
			return err
		}
		defer func() { fmt.Println("closed:", db.Close()) }()
		tx, err := db.BeginRead()
		if err != nil {
			return err
		}
		readers, err := db.Readers(context.Background())
		for _, r := range readers {
			fmt.Println("other process:", r.Process != 0, "age:", r.Age)
		}
		if err != nil {
			return err
		}
		return tx.Rollback()
	})
	// Output:
	// other process: false age: 0s
	// closed: <nil>
}

// withFolder calls fn with the path of a database in a folder that is removed afterwards.
func withFolder(fn func(path string) error) {
	folder, err := os.MkdirTemp("", "zerodb")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() {
		if err := os.RemoveAll(folder); err != nil {
			fmt.Println(err)
		}
	}()
	if err := fn(filepath.Join(folder, "my.db")); err != nil {
		fmt.Println(err)
	}
}

// putOne stores one entry in the table people.
func putOne(db *zerodb.DB, key, value string) error {
	return db.Update(func(tx *zerodb.Tx) error {
		people, err := tx.CreateTable("people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		return people.Put([]byte(key), []byte(value))
	})
}
