package zerodb

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestBackupOnFullDisk: a process that has written nothing yet needs room to back up beside its log; a reading process needs none.
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
	if _, err := writer.Backup(t.Context(), io.Discard, BackupOptions{}); !errors.Is(err, ErrNoSpace) {
		t.Errorf("backup by the writer: %v", err)
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
