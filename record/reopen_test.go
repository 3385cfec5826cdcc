package record

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/aero"
)

// TestReopeningWritesNothing: a store that was closed in order is opened, read and closed again without a change to its files,
// so that it is ready at once. Method: compare names, sizes and times of all files.
func TestReopeningWritesNothing(t *testing.T) {
	for name, enterprise := range map[string]bool{"community": false, "enterprise": true} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "store")
			options := memoryOptions(newClock())
			options.Enterprise = enterprise
			for i := range options.Namespaces {
				options.Namespaces[i].Storage = StorageFile
			}
			var before string
			for round := range 3 {
				s, err := Open(path, options)
				if err != nil {
					t.Fatal(err)
				}
				if round == 0 {
					want(t, s, inSet(put(1, "a", integer(7)), "numbers"), aero.CodeOK, "")
				}
				want(t, s, inSet(get(1), "numbers"), aero.CodeOK, "a=7")
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				after := filesBelow(t, path)
				if round > 0 && after != before {
					t.Errorf("before:\n%s\nafter:\n%s", before, after)
				}
				before = after
			}
		})
	}
}

// filesBelow describes all files of a folder but the memory that processes share.
func filesBelow(t *testing.T, path string) (text string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(path), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "lock" || entry.Name() == "gate" {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			text += fmt.Sprintln(name, info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
