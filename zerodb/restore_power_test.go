package zerodb

import (
	"bytes"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestAssembledIsDurable lets the power fail when Restore and Salvage have returned: what they have made is there, whole.
func TestAssembledIsDurable(t *testing.T) {
	opts := memOptions()
	db := openTest(t, "db", opts)
	put(t, db, "a", 0, 300)
	stream, _ := takeBackup(t, db)
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	for name, assemble := range map[string]func(Options) error{
		"restore": func(opts Options) error {
			_, err := Restore(t.Context(), "new", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
			return err
		},
		"salvage": func(opts Options) error {
			source := openTest(t, "db", opts)
			put(t, source, "a", 0, 300)
			closeTest(t, source)
			_, err := Salvage(t.Context(), "db", "new", opts, SalvageOptions{})
			return err
		},
	} {
		files := memfs.New(memfs.Options{CrashImages: true})
		must(t, assemble(smallOptions(files)))
		for _, left := range []vfs.FS{leftBy(t, files, memfs.OnlySynced), leftBy(t, files, memfs.Everything)} {
			made, err := Open("new", smallOptions(left))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			wantContent(t, made, want)
			wantSound(t, made)
			closeTest(t, made)
		}
	}
}
