package zerodb

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// Goal: what a restore or a salvage leaves that fails or loses the power is nothing or the whole database, and the next try of the same name succeeds. Method: each call fails in turn, and the power
// fails at each change.

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
