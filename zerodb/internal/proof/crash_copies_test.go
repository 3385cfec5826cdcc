package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestWhatIsToldOutlivesACrash lets the power fail right after a backup, and right after a position was told: the database still has
// what they tell of, whatever its durability, else the log that is archived later would not continue them.
func TestWhatIsToldOutlivesACrash(t *testing.T) {
	backup := func(db *zerodb.DB) (uint64, error) {
		info, err := db.Backup(t.Context(), new(bytes.Buffer), zerodb.BackupOptions{})
		return info.Position.Tx, err
	}
	position := func(db *zerodb.DB) (uint64, error) {
		at, err := db.Position(t.Context())
		return at.Tx, err
	}
	for name, durability := range durabilities() {
		for what, tell := range map[string]func(*zerodb.DB) (uint64, error){"backup": backup, "position": position} {
			t.Run(what+", "+name, func(t *testing.T) {
				files := newFiles(t)
				options := smallOptions(files)
				options.Durability = durability
				db, err := zerodb.Open(databasePath, options)
				must(t, err)
				h, random := newHistory(), randomOf(seedDefault, 80)
				for range 4 {
					_, err := h.commit(db, func(tx *zerodb.Tx, next *draft) error { return mix(tx, next, random, 10, 100) })
					must(t, err)
				}
				told, err := tell(db)
				must(t, err)
				left, err := files.CrashImage(memfs.OnlySynced, nil)
				must(t, err)
				must(t, db.Close())
				options.FS = left
				again, err := zerodb.Open(databasePath, options)
				must(t, err)
				at, err := again.Position(t.Context())
				must(t, errors.Join(err, again.Close()))
				if at.Tx < told {
					t.Errorf("transaction %d was told of, but the database goes on from %d", told, at.Tx)
				}
			})
		}
	}
}

// TestArchiveOutlivesACrash lets the power fail after each operation of a database that archives its log: archive and log together still
// hold every transaction from the first to the last that is found.
func TestArchiveOutlivesACrash(t *testing.T) {
	for name, durability := range durabilities() {
		for _, size := range []int{10, logSegment * 2 / 3} { // many transactions in a segment, and one or two
			t.Run(fmt.Sprintf("%s, %d bytes", name, size), func(t *testing.T) { archiveOutlivesACrash(t, durability, size) })
		}
	}
}

// archiveOutlivesACrash does that for one durability and size of values.
func archiveOutlivesACrash(t *testing.T, durability zerodb.Durability, size int) {
	files, h := newFiles(t), newHistory()
	must(t, files.Mkdir(archivePath, 0o755))
	must(t, files.SyncDir("/home"))
	failures := 0
	files.OnOp(func(n int, op memfs.Op) {
		for _, kind := range pick(t, []memfs.Kind{memfs.Kinds()[n%len(memfs.Kinds())], memfs.OnlySynced}, memfs.Kinds(), memfs.Kinds()) {
			left, err := files.CrashImage(kind, randomOf(seedDefault, uint64(n)<<8|uint64(kind)))
			must(t, err)
			if err := archiveIsWhole(t.Context(), left); err != nil && failures < failuresMax {
				failures++
				t.Errorf("crash after operation %d (%s %s), image %v: %v", n, op.Kind, op.Name, kind, err)
			}
		}
	})
	options := smallOptions(files)
	options.ArchivePath, options.Durability = archivePath, durability
	db, err := zerodb.Open(databasePath, options)
	must(t, err)
	random := randomOf(seedDefault, 81)
	for i := range pick(t, 8, 20, 60) {
		_, err := h.commit(db, func(tx *zerodb.Tx, next *draft) error {
			return errors.Join(mix(tx, next, random, 10, 100), ballast(tx, next, i, size))
		})
		must(t, err)
		must(t, db.Checkpoint(t.Context()))
	}
	must(t, db.Close())
	files.OnOp(nil)
	names, err := files.ReadDir(archivePath)
	must(t, err)
	if len(names) == 0 && size > logSegment/2 {
		t.Error("nothing was archived")
	}
}

// archiveIsWhole opens what a crash has left, which may be nothing yet, and compares the number of transactions in its history with the
// state that is found.
func archiveIsWhole(ctx context.Context, files vfs.FS) error {
	options := smallOptions(files)
	options.ArchivePath = archivePath
	db, err := zerodb.Open(databasePath, options)
	if err != nil {
		return err
	}
	n, err := serialOf(db)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	found := 0
	for _, err := range zerodb.ReadHistory(ctx, zerodb.HistorySource{FS: files, Path: databasePath, ArchivePath: archivePath}, zerodb.Position{}) {
		if err != nil {
			return fmt.Errorf("state %d, history after %d transactions: %w", n, found, err)
		}
		found++
	}
	if found != n {
		return fmt.Errorf("state %d has %d transactions in its history", n, found)
	}
	return nil
}

// ballast overwrites a value of the given size, so that segments fill and are archived.
func ballast(tx *zerodb.Tx, next *draft, i, size int) error {
	table, err := tx.CreateTable("ballast", zerodb.TableOptions{})
	if err != nil {
		return err
	}
	value := bytes.Repeat([]byte{byte('a' + i%26)}, size)
	next.create("ballast")
	next.put("ballast", "key", string(value))
	return table.Put([]byte("key"), value)
}
