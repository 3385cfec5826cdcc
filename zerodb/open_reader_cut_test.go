package zerodb

import (
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// sizedFile is a file of which somebody asks the length: then something happens first, once.
type sizedFile struct {
	vfs.File
	first func()
}

// Size lets happen what happens.
func (f *sizedFile) Size() (int64, error) {
	if first := f.first; first != nil {
		f.first = nil
		first()
	}
	return f.File.Size()
}

// TestFileIsCutWhileAReaderOpens compacts a database between the looks of an opening process at its meta pages and at the length of its file: the pages that the file has lost belong to a checkpoint that is
// no longer the last one, and nothing is damaged.
func TestFileIsCutWhileAReaderOpens(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 5000)
	must(t, db.Checkpoint(t.Context()))
	must(t, db.Update(func(tx *Tx) error { return tx.DropTable("t") }))
	put(t, db, "t", 0, 10)
	file, err := opts.FS.OpenReadOnly("db/" + dataName)
	must(t, err)
	before, err := file.Size()
	must(t, err)
	o := opener{path: "db", opts: opts.withDefaults()}
	_, err = o.openStore(&sizedFile{file, func() {
		_, err := db.Compact(t.Context(), CompactOptions{})
		must(t, err)
	}})
	if err != nil {
		t.Errorf("opened while the file was cut: %v", err)
	}
	if after, err := file.Size(); err != nil || after >= before {
		t.Fatalf("the file was not cut: %d bytes of %d, %v", after, before, err)
	}
	must(t, o.close())
	must(t, db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("found %v", f) }))
}
