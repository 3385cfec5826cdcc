package zerodb_test

import (
	"bytes"
	"context"
	"fmt"
	"log"

	"github.com/aerolith/aerolith/zerodb"
)

// archivedExample makes a database with an archive of its log, one entry, a backup, and another entry behind that.
func archivedExample() (opts zerodb.Options, stream *bytes.Buffer) {
	opts = exampleOptions()
	opts.ArchivePath = "archive"
	db, err := zerodb.Open("example.db", opts)
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	stream = new(bytes.Buffer)
	if _, err := db.Backup(context.Background(), stream, zerodb.BackupOptions{}); err != nil {
		log.Fatal(err)
	}
	examplePut(db, "grace", "1906")
	if err := db.Close(); err != nil {
		log.Fatal(err)
	}
	return opts, stream
}

// ExampleReadHistory reads what was committed behind a backup from the files, without opening the database.
func ExampleReadHistory() {
	opts, stream := archivedExample()
	info, err := zerodb.VerifyBackup(context.Background(), stream, zerodb.BackupOptions{})
	if err != nil {
		log.Fatal(err)
	}
	source := zerodb.HistorySource{FS: opts.FS, Path: "example.db", ArchivePath: opts.ArchivePath}
	for commit, err := range zerodb.ReadHistory(context.Background(), source, info.Position) {
		if err != nil {
			log.Fatal(err)
		}
		for change, err := range commit.Changes() {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Printf("%v %s: %q\n", change.Kind, change.Table, change.Key)
		}
	}
	// Output: put people: "grace"
}

// ExampleVerifyBackup makes sure that a backup is whole before it is needed, and that one which was cut short is not taken for it.
func ExampleVerifyBackup() {
	_, stream := archivedExample()
	whole := stream.Bytes()
	info, err := zerodb.VerifyBackup(context.Background(), bytes.NewReader(whole), zerodb.BackupOptions{})
	fmt.Println(info.Tables, "table,", info.Entries, "entry", err)
	_, err = zerodb.VerifyBackup(context.Background(), bytes.NewReader(whole[:len(whole)-1]), zerodb.BackupOptions{})
	fmt.Println(err != nil)
	// Output:
	// 1 table, 1 entry <nil>
	// true
}

// ExamplePruneArchive removes the archived log that no backup needs which is still kept.
func ExamplePruneArchive() {
	opts, stream := archivedExample()
	oldest, err := zerodb.VerifyBackup(context.Background(), stream, zerodb.BackupOptions{})
	if err != nil {
		log.Fatal(err)
	}
	report, err := zerodb.PruneArchive(context.Background(), opts.ArchivePath, opts, oldest.Position)
	fmt.Println(report.Segments, "files removed", err)
	// Output: 0 files removed <nil>
}

// ExampleMend puts right what concerns nothing that was stored; of a sound database it leaves everything as it is.
func ExampleMend() {
	opts, _ := archivedExample()
	report, err := zerodb.Mend(context.Background(), "example.db", opts)
	fmt.Println(report.Findings, "findings", err)
	// Output: 0 findings <nil>
}

// ExampleOpenMemory keeps tables without any file.
func ExampleOpenMemory() {
	db, err := zerodb.OpenMemory(zerodb.Options{})
	if err != nil {
		log.Fatal(err)
	}
	examplePut(db, "ada", "1815")
	fmt.Println(db.Stats().Tables, "table, path", db.Path(), db.Close())
	// Output: 1 table, path  <nil>
}
