package zerodb

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// TestChangedWorkingDirectory opens a database by a relative path and goes to another folder, in which a database of the same name lies: what the first writes, gives up and archives stays its own.
func TestChangedWorkingDirectory(t *testing.T) {
	root := t.TempDir()
	for _, name := range []string{"first", "second"} {
		must(t, os.Mkdir(filepath.Join(root, name), 0o700))
	}
	opts := smallOptions(vfs.OS())
	opts.ArchivePath = "archive"
	t.Chdir(filepath.Join(root, "second"))
	must(t, os.Mkdir("archive", 0o700))
	other := openTest(t, "db", opts)
	for i := range 3 {
		put(t, other, "other", 100*i, 100*i+100)
	}
	want, err := content(other)
	must(t, err)
	closeTest(t, other)
	before := fileTree(t, root, "second")

	t.Chdir(filepath.Join(root, "first"))
	must(t, os.Mkdir("archive", 0o700))
	db := openTest(t, "db", opts)
	put(t, db, "own", 0, 100)
	t.Chdir(filepath.Join(root, "second"))
	for i := range 50 {
		put(t, db, "own", 100*i, 100*i+100)
	}
	must(t, db.Checkpoint(t.Context()))
	for commit, err := range db.History(t.Context(), Position{}) {
		must(t, err)
		_ = commit
	}
	own, err := content(db)
	must(t, err)
	closeTest(t, db)
	if after := fileTree(t, root, "second"); !maps.Equal(before, after) {
		t.Errorf("the other database's files have changed:\n%v\n%v", before, after)
	}
	other = openTest(t, "db", opts)
	wantContent(t, other, want)
	closeTest(t, other)
	db = openTest(t, filepath.Join(root, "first", "db"), opts)
	wantContent(t, db, own)
}

// fileTree returns the files of a database, below a folder, with their content.
func fileTree(t *testing.T, root, name string) map[string]string {
	t.Helper()
	files := map[string]string{}
	must(t, filepath.WalkDir(filepath.Join(root, name), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		files[path] = string(b)
		return err
	}))
	return files
}

// TestAnotherDatabaseUnderItsName moves the folder of a database away while that is open, and makes another database in its place, as who restores one may who forgets that the first is still in use. The first
// stops, with an error that says why, and leaves the other alone; under its new name it has all that it acknowledged.
func TestAnotherDatabaseUnderItsName(t *testing.T) {
	root := t.TempDir()
	name, away := filepath.Join(root, "db"), filepath.Join(root, "away")
	opts := smallOptions(vfs.OS())
	opts.ReaderCheckInterval = time.Hour // it is to notice by itself
	other := openTest(t, name, opts)
	for i := range 20 {
		put(t, other, "other", 100*i, 100*i+100)
	}
	want, err := content(other)
	must(t, err)
	closeTest(t, other)
	spare := filepath.Join(root, "spare")
	must(t, os.Rename(name, spare))

	db := openTest(t, name, opts)
	for i := range 20 {
		put(t, db, "own", 100*i, 100*i+100)
	}
	reader, err := OpenReadOnly(name, opts)
	must(t, err)
	defer func() { must(t, reader.Close()) }()
	tx, err := reader.BeginRead()
	must(t, err)
	defer func() { must(t, tx.Rollback()) }()
	must(t, os.Rename(name, away))
	must(t, os.Rename(spare, name))
	_, err = db.Readers(t.Context())
	wantError(t, err, ErrReplaced) // who reads is not taken for dead because its lock is not found
	before := fileTree(t, root, "db")
	own, err := content(db)
	must(t, err)
	for i := range 50 {
		err = errors.Join(db.Update(func(tx *Tx) error {
			table, err := tx.Table("own")
			if err != nil {
				return err
			}
			for n := range 100 {
				if err := table.Put(key(100*i+n), value(n)); err != nil {
					return err
				}
			}
			return nil
		}), db.Checkpoint(t.Context()))
		if err != nil {
			break
		}
		own, err = content(db)
		must(t, err)
	}
	wantError(t, err, ErrReplaced)
	if err := db.Close(); err != nil { // what it leaves may need no name
		wantError(t, err, ErrReplaced)
	}
	if after := fileTree(t, root, "db"); !maps.Equal(before, after) {
		t.Error("the other database's files have changed")
	}
	other = openTest(t, name, opts)
	wantContent(t, other, want)
	closeTest(t, other)
	db = openTest(t, away, opts)
	got, err := content(db)
	must(t, err)
	for k, v := range own {
		if _, ok := got[k]; !ok {
			t.Fatalf("%q is missing, which had the value %.20q", k, v)
		}
	}
	wantSound(t, db)
}
