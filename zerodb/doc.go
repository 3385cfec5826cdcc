// Package zerodb is an embedded, ordered, transactional key/value store in a folder: one writer at a time, any number of
// readers that never wait, and nothing acknowledged is ever lost.
//
// # In a minute, coming from bbolt
//
//	db, err := zerodb.Open("my.db", zerodb.Options{})
//	err = db.Update(func(tx *zerodb.Tx) error {
//		people, err := tx.CreateTable("people", zerodb.TableOptions{}) // a bucket; tables do not nest
//		if err != nil {
//			return err
//		}
//		return people.Put([]byte("ada"), []byte("1815"))
//	})
//	err = db.View(func(tx *zerodb.Tx) error {
//		people, err := tx.Table("people")
//		if err != nil {
//			return err
//		}
//		for name, year := range people.Prefix([]byte("a")) { // also All, Backward, Range, Cursor
//			fmt.Printf("%s %s\n", name, year)
//		}
//		return nil
//	})
//
// A missing key is ErrNotFound, not nil; an empty value is a slice of no bytes. Values are valid until the transaction ends, in a
// write transaction until its next change; keys, and values of duplicates, until the next step of their cursor or loop. AppendValue and AppendKey copy.
// There is no map size to choose and no Sync to remember: Update returns when its changes are on the disk, and commits of several
// goroutines share one sync. CommitAsync separates committing from waiting. Savepoint undoes a part of a transaction. A long
// reader keeps only the pages that it can see.
//
// TableOptions give a table another order of keys, or several values per key. DeleteRange, Clear, DropTable and RenameTable work
// on much at once, Load fills a table in packed pages, Count and Estimate tell how much a range holds. Metrics and
// Options.Observer tell what it does. Package typed has tables of Go values. docs/engine/coming-from.md has a table for who knows
// bbolt or LMDB.
//
// # Place in the map
//
// The package is the engine's whole public face. Below it, each importing only what stands further down the list:
//
//   - internal/checker: whether a database is sound
//   - internal/catalog: its tables; internal/btree: trees of pages; internal/keyform: the keys in them
//   - internal/pager: verified pages of the file, private copies of the write transaction, contents that wait in memory
//   - internal/space: free pages by lifetime, in sets of internal/pairset; internal/meta: the two roots on disk
//   - internal/wal: the log, of files that internal/wal/segment lays out; internal/journal: what a record of it says
//   - internal/peers: memory that processes share, over internal/mvcc: reader slots; internal/backup: the stream form of a database
//   - internal/page: the layout of a page; internal/fault: what is wrong with one
//   - internal/checked, internal/ids, internal/latency, internal/prefetch: sizes, numbers, histograms, the processor's cache
//
// Files are reached through zerodb/vfs only. The engine imports the standard library and golang.org/x/sys. internal/proof attacks it from outside.
// The first word of a file's name says its behaviour; ARCHITECTURE.md has them in a table.
//
// # What always holds
//
//   - A version (tx_version.go) never changes once published; its pages are not reused while anybody can see it.
//   - The log write precedes publication; with DurabilityAlways readers see a version only when it is durable.
//   - From the log write on, any failure stops the database for writes, for good; before it, it ends one transaction.
//   - The data file without the log is the last checkpoint, complete; the log behind it brings it to the last commit.
//   - No bytes on disk make the package panic: they are checked before use, and faults in the map become errors.
//
// # Locks
//
// DB.ending (Close) and DB.compacting (Compact), then checkpointer.turn, then checkpointer.laying or drain.turn, then the writer lock
// (DB.writing, guards DB.w), then publisher.mu, which is a leaf, as are watchers.mu, neighbours.reaping and, in a process that
// only reads, follower.refreshing, before which neighbours.using is taken. Read transactions take none but the last two. Log and pager have their own, which are never held
// while the engine is called, except that the log reports durable positions to the publisher.
//
// # Where to start
//
// Read db.go (transactions begin), tx.go and table.go (what they do), tx_commit.go and tx_publish.go (how they become
// durable and visible), checkpoint.go, then open.go, recovery.go and recovery_replay.go. docs/decisions/crash-cases.md argues crash by crash.
package zerodb
