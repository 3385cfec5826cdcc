package zerodb

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestLongestName makes and opens a database whose folder has a name of the greatest length, to which nothing can be added: looking for what a restore may have left beside it cannot find anything, and keeps nobody out.
func TestLongestName(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 255))
	for range 2 {
		db := openTest(t, path, Options{})
		put(t, db, "t", 0, 10)
		closeTest(t, db)
	}
}

// TestSecondAssemblingKeepsTheName begins to build a database of a name that another one has given and was killed before it made that durable: the second one, who ends because it is there, takes nothing away
// by which the next opening would know, unless it has made the name durable.
func TestSecondAssemblingKeepsTheName(t *testing.T) {
	for _, fails := range []bool{false, true} {
		all, _, source := assemblings(t)
		files := leftBy(t, source, memfs.Everything)
		if err := all["restore"](smallOptions(&dyingFS{FS: files, at: "new"})); err == nil {
			t.Fatal("the killed process has ended well")
		}
		failing := faultfs.New(files)
		if fails {
			must(t, failing.Inject(faultfs.Rule{Name: ".", Fault: faultfs.IOError}))
		}
		err := assemble(failing, "new", func(string) error { return errors.New("built again") })
		wantError(t, err, fs.ErrExist)
		db := openTest(t, "new", smallOptions(files))
		put(t, db, "b", 0, 10)
		want, err := content(db)
		must(t, err)
		again := openTest(t, "new", smallOptions(leftBy(t, files, memfs.OnlySynced)))
		wantContent(t, again, want)
	}
}

// TestAssembledIsSettledByAnyName opens a database, whose name a restore that was killed has not made durable, by a link and from inside its folder: its name is made durable all the same.
func TestAssembledIsSettledByAnyName(t *testing.T) {
	root := t.TempDir()
	parent, link := filepath.Join(root, "parent"), filepath.Join(root, "link")
	path := filepath.Join(parent, "db")
	must(t, os.Mkdir(parent, 0o700))
	closeTest(t, openTest(t, path, Options{}))
	note := path + restoringSuffix + turnSuffix
	must(t, os.WriteFile(note, nil, 0o600))
	must(t, os.Symlink(path, link))
	t.Chdir(path)
	failing := faultfs.New(vfs.OS())
	must(t, failing.Inject(faultfs.Rule{Op: vfs.OpSyncDir, Name: "parent", Fault: faultfs.IOError, Times: faultfs.Forever}))
	for _, name := range []string{path, link, "."} {
		db, err := Open(name, Options{FS: failing})
		if !errors.Is(err, faultfs.ErrInjected) {
			t.Errorf("%s was opened without a sync of the folder that has its name: %v", name, err)
		}
		if err == nil {
			closeTest(t, db)
		}
	}
	must(t, os.Remove(note))
	for _, name := range []string{path, link, "."} {
		closeTest(t, openTest(t, name, Options{FS: failing}))
	}
}
