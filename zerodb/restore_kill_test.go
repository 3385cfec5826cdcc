package zerodb

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// dyingFS is the file system as a process sees it that is killed once a folder has got a name.
type dyingFS struct {
	vfs.FS
	at   string
	dead bool
}

// errDead is what a killed process would be told.
var errDead = errors.New("the process is dead")

// Rename implements vfs.FS.
func (f *dyingFS) Rename(from, to string) error {
	if f.dead {
		return errDead
	}
	err := f.FS.Rename(from, to)
	f.dead = to == f.at
	return err
}

// SyncDir implements vfs.FS.
func (f *dyingFS) SyncDir(name string) error {
	if f.dead {
		return errDead
	}
	return f.FS.SyncDir(name)
}

// Remove implements vfs.FS.
func (f *dyingFS) Remove(name string) error {
	if f.dead {
		return errDead
	}
	return f.FS.Remove(name)
}

// TestAssembledNameOutlivesAKill has a process end, or fail, between giving the new database its name and making that durable. The next one opens it and commits: a power failure then takes
// neither the name nor the commits.
func TestAssembledNameOutlivesAKill(t *testing.T) {
	all, _, source := assemblings(t)
	for name, assemble := range all {
		for _, killed := range []bool{true, false} {
			files := leftBy(t, source, memfs.Everything)
			var seen vfs.FS = &dyingFS{FS: files, at: filepath.Clean("new")}
			if !killed {
				failing := faultfs.New(files)
				must(t, failing.Inject(faultfs.Rule{Op: vfs.OpSyncDir, Name: ".", Skip: syncsOfParent(t, source, assemble) - 1, Fault: faultfs.IOError}))
				seen = failing
			}
			if err := assemble(smallOptions(seen)); err == nil {
				t.Fatalf("%s: the last step has not failed", name)
			}
			db := openTest(t, "new", smallOptions(files))
			put(t, db, "b", 0, 10)
			want, err := content(db)
			must(t, err)
			for _, kind := range []memfs.Kind{memfs.OnlySynced, memfs.Everything} {
				again, err := Open("new", smallOptions(leftBy(t, files, kind)))
				if err != nil {
					t.Fatalf("%s, killed %t: %v", name, killed, err)
				}
				wantContent(t, again, want)
				closeTest(t, again)
			}
			closeTest(t, db)
		}
	}
}

// syncsOfParent counts how often an assembling syncs the folder in which it works.
func syncsOfParent(t *testing.T, source *memfs.FS, assemble assembling) int {
	t.Helper()
	for n := 0; ; n++ {
		failing := faultfs.New(leftBy(t, source, memfs.Everything))
		must(t, failing.Inject(faultfs.Rule{Op: vfs.OpSyncDir, Name: ".", Skip: n, Fault: faultfs.IOError}))
		_ = assemble(smallOptions(failing))
		if failing.Injected() == 0 {
			return n
		}
	}
}
