package zerodb

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what a restore or a salvage leaves that fails, is killed or loses the power is nothing or the whole database, and the next try of the same name succeeds. Method: each call fails in turn, the
// power fails at each change, and the process dies between giving the folder its name and making that durable.

// assembling makes the database "new" in a file system.
type assembling func(opts Options) error

// assemblings returns a restore and a salvage of one content, and the content. Each finds its source where it runs.
func assemblings(t *testing.T) (all map[string]assembling, want map[string]string, source *memfs.FS) {
	t.Helper()
	source = memfs.New(memfs.Options{CrashImages: true})
	db := openTest(t, "db", smallOptions(source))
	put(t, db, "a", 0, 300)
	stream, _ := takeBackup(t, db)
	want, err := content(db)
	must(t, err)
	closeTest(t, db)
	return map[string]assembling{
		"restore": func(opts Options) error {
			_, err := Restore(t.Context(), "new", opts, RestoreOptions{Backup: bytes.NewReader(stream)})
			return err
		},
		"salvage": func(opts Options) error {
			_, err := Salvage(t.Context(), "db", "new", opts, SalvageOptions{})
			return err
		},
	}, want, leftBy(t, source, memfs.Everything)
}

// wantAssembled opens what an assembling has made, or makes it where there is nothing yet.
func wantAssembled(t *testing.T, what string, files vfs.FS, again assembling, want map[string]string) {
	t.Helper()
	opts := smallOptions(files)
	if _, err := files.Stat("new"); err != nil {
		if err := again(opts); err != nil {
			t.Fatalf("%s: the second try: %v", what, err)
		}
	}
	made, err := Open("new", opts)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	wantContent(t, made, want)
	closeTest(t, made)
	if _, err := files.Stat("new" + restoringSuffix); err == nil {
		t.Errorf("%s: something is left", what)
	}
}

// TestAssembleAgain lets each call of the file system fail once, in each way, and then tries again.
func TestAssembleAgain(t *testing.T) {
	all, want, source := assemblings(t)
	for name, assemble := range all {
		for _, fault := range []faultfs.Fault{faultfs.IOError, faultfs.NoSpace, faultfs.ShortWrite} {
			for n := 0; ; n += raceFactor {
				files := leftBy(t, source, memfs.Everything)
				failing := faultfs.New(files)
				must(t, failing.Inject(faultfs.Rule{Skip: n, Fault: fault}))
				err := assemble(smallOptions(failing))
				if failing.Injected() == 0 {
					must(t, err)
					break
				}
				if _, left := files.Stat("new" + restoringSuffix); err != nil && left == nil && !errors.Is(err, faultfs.ErrInjected) {
					t.Fatalf("%s, call %d: %v", name, n, err)
				}
				wantAssembled(t, name, files, assemble, want)
			}
		}
	}
}

// TestAssembleOnFullDisk tries on a disk that stays full, as far as each call, and again once there is room.
func TestAssembleOnFullDisk(t *testing.T) {
	all, want, source := assemblings(t)
	for name, assemble := range all {
		for n := 0; ; n += 3 * raceFactor {
			files := leftBy(t, source, memfs.Everything)
			failing := faultfs.New(files)
			must(t, failing.Inject(faultfs.Rule{Skip: n, Times: faultfs.Forever, Fault: faultfs.NoSpace}))
			err := assemble(smallOptions(failing))
			if failing.Injected() == 0 {
				must(t, err)
				break
			}
			wantAssembled(t, name, files, assemble, want)
		}
	}
}

// TestPowerFailsWhileAssembling lets the power fail at each change, and tries again.
func TestPowerFailsWhileAssembling(t *testing.T) {
	all, want, source := assemblings(t)
	random := rand.New(rand.NewPCG(3, 5))
	for name, assemble := range all {
		files := leftBy(t, source, memfs.Everything)
		var images []*memfs.FS
		changes := 0
		files.OnOp(func(int, memfs.Op) {
			if changes++; changes%(2*raceFactor) != 0 {
				return
			}
			for _, kind := range memfs.Kinds() {
				image, err := files.CrashImage(kind, random)
				must(t, err)
				images = append(images, image)
			}
		})
		must(t, assemble(smallOptions(files)))
		files.OnOp(nil)
		for _, image := range images {
			wantAssembled(t, name, image, assemble, want)
		}
	}
}

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
