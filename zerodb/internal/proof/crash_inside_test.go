package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// crashInside recovers a copy of the image and crashes after each operation of that, or after a random one: each must open to the
// very state that the undisturbed recovery shows, because nothing that a recovery has read was ever at risk.
func (w *watcher) crashInside(i image, how nesting) error {
	undisturbed, err := i.files.CrashImage(memfs.Everything, nil)
	if err != nil {
		return err
	}
	db, found, err := w.open(undisturbed, i.least)
	if err != nil {
		return err
	}
	steps := undisturbed.Ops()
	if err := db.Close(); err != nil {
		return err
	}
	disturbed, err := i.files.CrashImage(memfs.Everything, nil)
	if err != nil {
		return err
	}
	only := 0
	if how == oneStep {
		only = 1 + randomOf(w.seed, uint64(i.number)).IntN(max(1, steps))
	}
	var failures []error
	disturbed.OnOp(func(n int, op memfs.Op) {
		if only != 0 && n != only {
			return
		}
		for _, kind := range memfs.Kinds() {
			if err := w.crashAgain(disturbed, kind, i, n, found); err != nil && len(failures) < failuresMax {
				failures = append(failures, fmt.Errorf("after operation %d (%s %s at %d+%d), image %v: %w", n, op.Kind, op.Name, op.Offset, op.Length, kind, err))
			}
		}
	})
	return w.finish(disturbed, i, &failures)
}

// crashAgain takes an image of a recovery after its n-th operation, which must show the state found.
func (w *watcher) crashAgain(disturbed *memfs.FS, kind memfs.Kind, i image, n, found int) error {
	w.inner.Add(1)
	left, err := disturbed.CrashImage(kind, randomOf(w.seed, uint64(i.number)<<32|uint64(n)<<8|uint64(kind)))
	if err != nil {
		return err
	}
	return w.same(left, found)
}

// finish recovers the files that are looked at, and returns what was found wrong on the way.
func (w *watcher) finish(disturbed *memfs.FS, i image, failures *[]error) error {
	db, _, err := w.open(vfs.FS(disturbed), i.least)
	disturbed.OnOp(nil)
	if err != nil {
		return errors.Join(append(*failures, err)...)
	}
	return errors.Join(append(*failures, db.Close())...)
}
