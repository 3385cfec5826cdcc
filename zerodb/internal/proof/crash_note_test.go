package proof

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestDoneCheckpointIsNotFallenPast loses the power after pages were moved, a checkpoint was taken, and later commits have written over the
// places where the pages were: of the log there is what was synced, while the disk has taken all of the data file, and the
// newest meta page is damaged too. No record of the log mentions the pages that the older checkpoint lacks, since moving them changes no
// entry. An opening that took it would succeed and show a database with holes: it must be refused, name the meta page, and change
// nothing.
func TestDoneCheckpointIsNotFallenPast(t *testing.T) {
	files := newFiles(t)
	options := smallOptions(files)
	options.Durability, options.SyncInterval = zerodb.DurabilityInterval, time.Hour
	options.LogSegmentSize = 16 * logSegment // no change of segments syncs anything
	db, err := zerodb.Open(databasePath, options)
	must(t, err)
	moveSome(t, db)
	for i := range 40 {
		must(t, putMany(db, "later", 2, 100+i*100))
		image := lateLog(t, files)
		options.FS = image
		if refused := refusedWithoutMeta(t, options, image); refused != 1 {
			t.Fatalf("%d commits after the checkpoint: %d openings were refused, want that without the newest meta page", 2*i+2, refused)
		}
	}
	must(t, db.Close())
}

// refusedWithoutMeta opens files without each of the meta pages in turn, and returns how often that is refused.
func refusedWithoutMeta(t *testing.T, options zerodb.Options, left *memfs.FS) (refused int) {
	t.Helper()
	kept := &specimen{}
	for slot := range 2 {
		image, err := left.CrashImage(memfs.Everything, nil)
		must(t, err)
		must(t, overwrite(image, dataFile, make([]byte, damagePage), int64(slot)*damagePage))
		before := kept.read(t, image, dataFile)
		options.FS = image
		damaged, err := zerodb.Open(databasePath, options)
		if err == nil {
			if err := damaged.Check(t.Context(), func(f zerodb.Finding) error { return f.Err }); err != nil {
				t.Errorf("without meta page %d it opens, and is broken: %v", slot, err)
			}
			must(t, damaged.Close())
			continue
		}
		refused++
		var c *zerodb.CorruptionError
		if !errors.As(err, &c) || int(c.Page) != slot {
			t.Errorf("meta page %d is damaged: %v", slot, err)
		}
		if string(kept.read(t, image, dataFile)) != string(before) {
			t.Errorf("meta page %d is damaged, and the refused opening changed the data file", slot)
		}
	}
	return refused
}

// moveSome stores entries at the end of the data file, frees what lies before them, moves some of their pages, and takes a
// checkpoint. A table is one transaction: many would leave freed pages near the beginning of the file, as many as checkpoints beside
// them happen to allow, and there may be room for all that has to lie at the end.
func moveSome(t *testing.T, db *zerodb.DB) {
	t.Helper()
	must(t, db.Update(func(tx *zerodb.Tx) error { return putAll(tx, "gone", 60, 20_000) }))
	must(t, db.Update(func(tx *zerodb.Tx) error { return putAll(tx, "stays", 200, 1_000) }))
	must(t, db.Update(func(tx *zerodb.Tx) error { return tx.DropTable("gone") }))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := db.Compact(ctx, zerodb.CompactOptions{PagesPerStep: 8, Progress: func(done, _ uint64) {
		if done > 0 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("compaction was not interrupted: %v", err)
	}
	must(t, db.Checkpoint(t.Context()))
}

// putMany stores so many values in a table, one commit for each.
func putMany(db *zerodb.DB, name string, count, size int) error {
	for i := range count {
		err := db.Update(func(tx *zerodb.Tx) error {
			table, err := tx.CreateTable(name, zerodb.TableOptions{})
			if err != nil {
				return err
			}
			return table.Put(fmt.Appendf(nil, "key %d", i), []byte(randomBytes(randomOf(uint64(i), 80), size)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// putAll stores so many values of such a size in a table.
func putAll(tx *zerodb.Tx, name string, count, size int) error {
	table, err := tx.CreateTable(name, zerodb.TableOptions{})
	if err != nil {
		return err
	}
	for i := range count {
		if err := table.Put(fmt.Appendf(nil, "key %d", i), []byte(randomBytes(randomOf(uint64(i), 80), size))); err != nil {
			return err
		}
	}
	return nil
}

// lateLog returns what a power failure leaves if the disk has taken everything but what was not synced of the log.
func lateLog(t *testing.T, files *memfs.FS) *memfs.FS {
	t.Helper()
	image, err := files.CrashImage(memfs.OnlySynced, nil)
	must(t, err)
	everything, err := files.CrashImage(memfs.Everything, nil)
	must(t, err)
	data := (&specimen{}).read(t, everything, dataFile)
	must(t, truncate(image, dataFile, int64(len(data))))
	must(t, overwrite(image, dataFile, data, 0))
	return image
}
