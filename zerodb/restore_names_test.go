package zerodb

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

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
