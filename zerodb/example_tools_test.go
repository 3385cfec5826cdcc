package zerodb_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// exampleOptions are options on a file system in memory, so that the examples leave nothing behind.
func exampleOptions() zerodb.Options {
	return zerodb.Options{FS: memfs.New(memfs.Options{}), LogKeepBytes: 1 << 20, LogSegmentSize: 64 << 10}
}

// examplePut stores one entry.
func examplePut(db *zerodb.DB, key, value string) {
	err := db.Update(func(tx *zerodb.Tx) error {
		table, err := tx.CreateTable("people", zerodb.TableOptions{})
		if err != nil {
			return err
		}
		return table.Put([]byte(key), []byte(value))
	})
	if err != nil {
		log.Fatal(err)
	}
}

// ExampleDB_Watch follows what is committed from a position on.
func ExampleDB_Watch() {
	db, err := zerodb.Open("example.db", exampleOptions())
	if err != nil {
		log.Fatal(err)
	}
	from, err := db.Position(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for commit, err := range db.Watch(ctx, from) {
		if err != nil {
			break // the context has ended
		}
		for change, err := range commit.Changes() {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Printf("%v, table %s: %q %q\n", change.Kind, change.Table, change.Key, change.Value)
		}
		from = commit.Position // keep it together with what was made of the commit
		cancel()
	}
	fmt.Println(from.IsZero(), db.Close())
	// Output:
	// create table, table people: "" ""
	// put, table people: "ada" "1815"
	// false <nil>
}

// ExampleRestore backs a database up and restores it with what was committed behind the backup.
func ExampleRestore() {
	opts := exampleOptions()
	db, err := zerodb.Open("example.db", opts)
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	var stream bytes.Buffer
	if _, err := db.Backup(context.Background(), &stream, zerodb.BackupOptions{}); err != nil {
		log.Fatal(err)
	}
	examplePut(db, "grace", "1906")
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	report, err := zerodb.Restore(context.Background(), "restored.db", opts, zerodb.RestoreOptions{Backup: &stream, LogPath: "example.db"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(report.Backup.Entries, "entry in the backup,", report.Transactions, "transaction behind it")
	// Output: 1 entry in the backup, 1 transaction behind it
}

// ExampleInspect looks for damage in the files of a database.
func ExampleInspect() {
	opts := exampleOptions()
	db, err := zerodb.Open("example.db", opts)
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	i, err := zerodb.Inspect("example.db", opts)
	if err != nil {
		log.Fatal(err)
	}
	sum, err := i.Check(context.Background(), zerodb.CheckOptions{}, func(f zerodb.Finding) error {
		fmt.Println(f) // what is damaged, and which keys are concerned
		return nil
	})
	fmt.Println(sum.Tables, "table,", sum.Entries, "entry,", sum.Findings, "findings", err, i.Close())
	// Output: 1 table, 1 entry, 0 findings <nil> <nil>
}

// ExampleSalvage copies what is intact of a database into a new one.
func ExampleSalvage() {
	opts := exampleOptions()
	db, err := zerodb.Open("example.db", opts)
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	report, err := zerodb.Salvage(context.Background(), "example.db", "saved.db", opts, zerodb.SalvageOptions{})
	fmt.Println(report.Entries, "entry,", len(report.Gaps), "gaps", err)
	// Output: 1 entry, 0 gaps <nil>
}
