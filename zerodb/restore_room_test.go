package zerodb

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestRestoreTakesNoMoreRoom restores a backup and the log behind it, in which tables are loaded and dropped and large values are stored under the same key again and again: the result is about as
// large as the database.
func TestRestoreTakesNoMoreRoom(t *testing.T) {
	ways := map[string]func(db *DB, i int){
		"dropped tables": func(db *DB, i int) {
			fillTable(t, db, "big", 1500)
			must(t, db.Update(func(tx *Tx) error { return tx.DropTable("big") }))
			for j := range 10 {
				put(t, db, "t", 10*i+j, 10*i+j+1)
			}
		},
		"large values": func(db *DB, i int) {
			for j := range 10 {
				must(t, db.Update(func(tx *Tx) error {
					table, err := tx.CreateTable("large", TableOptions{})
					if err != nil {
						return err
					}
					return table.Put(key(j%3), bytes.Repeat([]byte{byte(i)}, 100_000))
				}))
			}
		},
	}
	for name, way := range ways {
		opts := smallOptions(memfs.New(memfs.Options{}))
		opts.MaxDatabaseSize, opts.CheckpointLogBytes, opts.GrowthStep = 6*mebibyte, gibibyte, 4096
		opts.MaxValueSize, opts.ArchivePath = 100_000, "archive"
		db := openTest(t, "db", opts)
		put(t, db, "t", 0, 100)
		var stream bytes.Buffer
		_, err := db.Backup(t.Context(), &stream, BackupOptions{})
		must(t, err)
		for i := range 20 {
			way(db, i)
		}
		want, err := content(db)
		must(t, err)
		closeTest(t, db)
		if _, err = Restore(t.Context(), "restored", opts, RestoreOptions{Backup: &stream, ArchivePath: "archive", LogPath: "db"}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		restored := openTest(t, "restored", opts)
		wantContent(t, restored, want)
		wantSound(t, restored)
	}
}
