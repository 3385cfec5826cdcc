package zerodb

import (
	"bytes"
	"io"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestBackupOnFullDisk: neither a process that has written nothing yet nor a reading process needs room to back up.
func TestBackupOnFullDisk(t *testing.T) {
	files := memfs.New(memfs.Options{})
	opts := Options{FS: files}
	const path = "/db"
	first, err := Open(path, opts)
	must(t, err)
	must(t, first.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		if err != nil {
			return err
		}
		return table.Put([]byte("k"), []byte("v"))
	}))
	must(t, first.Close())
	writer, err := Open(path, opts)
	must(t, err)
	defer func() { must(t, writer.Close()) }()
	reader, err := OpenReadOnly(path, opts)
	must(t, err)
	must(t, reader.Close())
	files.SetQuota(files.Used())
	defer files.SetQuota(0)
	if info, err := writer.Backup(t.Context(), io.Discard, BackupOptions{}); err != nil || info.Entries != 1 {
		t.Errorf("backup by the writer: %+v, %v", info, err)
	}
	reader, err = OpenReadOnly(path, opts)
	must(t, err)
	var stream bytes.Buffer
	info, err := reader.Backup(t.Context(), &stream, BackupOptions{})
	if err != nil || info.Entries != 1 {
		t.Errorf("backup by a reading process: %+v, %v", info, err)
	}
	must(t, reader.Close())
}

// TestBackupBeforeTheFirstWrite takes backups of a database that was closed in order, of a new one and of one that was never written, in the process that
// has it open and in one that only reads, then writes, and restores each backup with the log behind it to the last commit.
func TestBackupBeforeTheFirstWrite(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, opts Options){
		"new":           func(*testing.T, Options) {},
		"never written": func(t *testing.T, opts Options) { closeTest(t, openTest(t, "db", opts)) },
		"closed": func(t *testing.T, opts Options) {
			db := openTest(t, "db", opts)
			put(t, db, "t", 0, 700)
			closeTest(t, db)
		},
	} {
		t.Run(name, func(t *testing.T) {
			files := memfs.New(memfs.Options{CrashImages: true})
			opts := smallOptions(files)
			prepare(t, opts)
			db := openTest(t, "db", opts)
			reader := openReader(t, "db", opts)
			asleep := db.w.asleep
			var backups [2]bytes.Buffer
			for i, from := range []*DB{db, reader} {
				_, err := from.Backup(t.Context(), &backups[i], BackupOptions{})
				must(t, err)
			}
			if db.w.asleep != asleep {
				t.Error("a backup has begun a life of the log")
			}
			must(t, reader.Close())
			put(t, db, "u", 0, 20)
			put(t, db, "u", 10, 30)
			want, err := content(db)
			must(t, err)
			for i := range backups {
				restoresTo(t, files, backups[i].Bytes(), want)
			}
			closeTest(t, db)
		})
	}
}
