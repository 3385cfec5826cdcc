package zerodb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// faultRun is a workload on a file system that fails, and the states that it may leave.
type faultRun struct {
	fs *faultfs.FS
	// states are the contents that may be found: of the commits that were acknowledged only the last, and those that
	// are in doubt since.
	states []map[string]string
}

// TestFailureAtEachCall runs a small workload and makes one call of the file system fail, for each call in turn and with each
// kind of failure. Nothing may panic, a commit that fails in doubt may be there or not after reopening, one that fails
// otherwise must not be, and what was acknowledged must be there.
func TestFailureAtEachCall(t *testing.T) {
	count := faultfs.New(memfs.New(memfs.Options{}))
	r := faultRun{fs: count, states: []map[string]string{{}}}
	must(t, r.work())
	calls := count.Calls()
	for _, fault := range []faultfs.Fault{faultfs.IOError, faultfs.NoSpace, faultfs.ShortWrite, faultfs.ShortNoSpace} {
		failed := 0
		for n := range calls {
			inner := memfs.New(memfs.Options{CrashImages: true})
			r := faultRun{fs: faultfs.New(inner), states: []map[string]string{{}}}
			must(t, r.fs.Inject(faultfs.Rule{Skip: n, Fault: fault}))
			if err := r.work(); err != nil {
				failed++
				if !errors.Is(err, faultfs.ErrInjected) {
					t.Fatalf("%v at call %d: %v", fault, n, err)
				}
			}
			if err := r.reopen(inner); err != nil {
				t.Fatalf("after %v at call %d: %v", fault, n, err)
			}
		}
		t.Logf("%v: %d of %d calls failed something", fault, failed, calls)
	}
}

// work opens the database, makes commits and a checkpoint, and closes it. It returns the first failure, which ends the work.
func (r *faultRun) work() error {
	db, err := Open("db", smallOptions(r.fs))
	if err != nil {
		return err
	}
	err = r.commits(db)
	return errors.Join(err, db.Close())
}

// commits makes some commits, with a checkpoint between them.
func (r *faultRun) commits(db *DB) error {
	for i := range 6 {
		if i == 3 {
			if err := db.Checkpoint(context.Background()); err != nil {
				return err
			}
		}
		next := maps.Clone(r.states[len(r.states)-1])
		if err := r.commit(db, i, next); err != nil {
			return err
		}
	}
	return nil
}

// commit makes one commit and notes what may be found from now on.
func (r *faultRun) commit(db *DB, i int, next map[string]string) error {
	err := db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		if err != nil {
			return err
		}
		v := make([]byte, 3000*i)
		next["t/"+string(key(i))] = string(v)
		if err := table.Put(key(i), v); err != nil {
			return err
		}
		next["t/"] = fmt.Sprint(table.Len())
		return nil
	})
	switch {
	case err == nil:
		r.states = []map[string]string{next}
	case errors.Is(err, ErrCommitUnknown):
		r.states = append(r.states, next)
	}
	return err
}

// reopen opens what is in the file system now, and what a power failure would have left, without failures.
func (r *faultRun) reopen(inner *memfs.FS) error {
	image, err := inner.CrashImage(memfs.OnlySynced, nil)
	if err != nil {
		return err
	}
	for name, fs := range map[string]vfs.FS{"as it is": inner, "after a crash": image} {
		if err := r.lookAt(fs); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// lookAt opens a file system and compares.
func (r *faultRun) lookAt(fs vfs.FS) error {
	db, err := Open("db", smallOptions(fs))
	if err != nil {
		return err
	}
	got, err := content(db)
	if err != nil {
		return err
	}
	sound := db.Check(context.Background(), func(f Finding) error { return fmt.Errorf("check: %v", f) })
	if err := errors.Join(sound, db.Close()); err != nil {
		return err
	}
	for _, want := range r.states {
		if maps.Equal(got, want) {
			return nil
		}
	}
	return fmt.Errorf("content is of no possible state: %s", difference(got, r.states[0]))
}
