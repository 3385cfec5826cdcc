package zerodb

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCrashWithLeavesLeftBehind crashes, as TestCrashAtEachStep does, after every third change of the file system while transactions fill leaves in ascending order, which are written
// before the commit: one is rolled back, one takes a savepoint back, one goes on beside a checkpoint, and each is followed by one that changes leaves in their place.
func TestCrashWithLeavesLeftBehind(t *testing.T) {
	for name, durability := range map[string]Durability{"always": DurabilityAlways, "none": DurabilityNone} {
		t.Run(name, func(t *testing.T) {
			r := &crashRun{t: t, seed: 3, durability: durability, states: []map[string]string{{}}}
			fs := memfs.New(memfs.Options{CrashImages: true})
			must(t, fs.Mkdir("/d", 0o700))
			must(t, fs.SyncDir("/"))
			db, err := Open("/d/db", r.options(fs))
			must(t, err)
			fs.OnOp(func(n int, op memfs.Op) {
				if n%3 == 0 { // a third of the steps, which are many
					r.crash(fs, n, op)
				}
			})
			r.ascend(db, 0, nil)
			errUndo := errors.New("undo")
			if err := db.Update(func(tx *Tx) error { return errors.Join(putBehind(tx, 1, r.last()), errUndo) }); !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
			r.replaceOne(db, 1)
			must(t, db.Checkpoint(t.Context()))
			r.promise()
			r.replaceOne(db, 2)
			r.ascend(db, 2, func(tx *Tx) error {
				err := tx.Savepoint(func() error { return errors.Join(putBehind(tx, 3, r.last()), errUndo) })
				if !errors.Is(err, errUndo) {
					return err
				}
				return nil
			})
			r.ascendBeside(db, 4)
			if db.Stats().SpilledPages == 0 {
				t.Error("no leaf was written before its commit")
			}
			must(t, db.Close())
			r.promise()
			t.Logf("%d images of %d states", r.images, len(r.states))
		})
	}
}

// ascendBeside takes a checkpoint with ascending transactions between its steps.
func (r *crashRun) ascendBeside(db *DB, n int) {
	must(r.t, db.check.lock(r.t.Context()))
	defer db.check.unlock()
	c, err := db.capture(r.t.Context(), isNeeded)
	must(r.t, err)
	r.ascend(db, n, nil)
	must(r.t, db.writeCheckpoint(c))
	r.replaceOne(db, n)
	r.ascend(db, n+1, nil)
	must(r.t, db.conclude())
}

// ascend makes one transaction that puts entries behind all others, and does something in the middle of it.
func (r *crashRun) ascend(db *DB, n int, middle func(*Tx) error) {
	next := r.last()
	must(r.t, db.Update(func(tx *Tx) error {
		if err := putBehind(tx, 2*n, next); err != nil {
			return err
		}
		if middle != nil {
			if err := middle(tx); err != nil {
				return err
			}
		}
		if err := putBehind(tx, 2*n+1, next); err != nil {
			return err
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.states = append(r.states, maps.Clone(next))
		return nil
	}))
	if r.durability == DurabilityAlways {
		r.promise()
	}
}

// putBehind puts some entries, more than the leaves that are written together, in ascending order.
func putBehind(tx *Tx, part int, next map[string]string) error {
	const count, size = 130, 500
	table, err := tx.CreateTable("table 1", TableOptions{})
	if err != nil {
		return err
	}
	for i := range count {
		k, v := key(part*count+i), fmt.Appendf(make([]byte, size), "%d", part)
		if err := table.Put(k, v); err != nil {
			return err
		}
		next["table 1/"+string(k)] = string(v)
	}
	next["table 1/"] = fmt.Sprint(table.Len())
	return nil
}
