package zerodb

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

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

// fileTree returns the files below a folder with their content.
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
