package proof

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestKilledAndThenPowerFailure kills the process after each operation of the file system in turn, from the creation of the
// database on, lets a second process open what is then in the page cache and commit, and loses the power. What the first
// process left half done and not synced may not take the second one's commits with it.
//
// The story: a process was killed between making the database's folder and syncing its name. The next one found the folder,
// created the database in it, acknowledged commits, and lost the folder with them.
func TestKilledAndThenPowerFailure(t *testing.T) {
	seed := seedOf(t)
	operations := killedRun(t, seed, 0)
	for n := 1; n <= operations; n++ {
		if n > creationOperations && n%pick(t, 13*slowdown, 1, 1) != 0 {
			continue
		}
		if killedRun(t, seed, n); t.Failed() {
			t.Fatalf("killed after operation %d of %d", n, operations)
		}
	}
}

// killedRun kills the first process after operation n, or not at all if n is 0, and returns how many operations it made.
func killedRun(t *testing.T, seed uint64, n int) int {
	r := newFaultRun(t)
	first := &process{FS: r.files}
	before := r.files.Ops()
	r.files.OnOp(func(operation int, _ memfs.Op) {
		if operation-before == n {
			first.killed.Store(true)
		}
	})
	if err := r.killedLife(first); err != nil && !errors.Is(err, errKilled) {
		t.Error(err)
	}
	r.files.OnOp(nil)
	made := r.files.Ops() - before
	must(t, first.kill())
	w := &watcher{t: t, seed: seed, history: r.history, options: smallOptions(nil)}
	second := &crashRun{watcher: w, random: randomOf(seed, uint64(n)), files: r.files}
	second.begin()
	for i := range 3 {
		must(t, r.commit(second.db, 20+i))
		must(t, r.imagesAgree(fmt.Sprintf("commit %d of the second process", i)))
	}
	must(t, second.process.kill())
	second.abandon()
	return made
}

// killedLife opens the database, makes commits and a checkpoint, and closes it, until the process is killed.
func (r *faultRun) killedLife(p *process) error {
	db, err := zerodb.Open(databasePath, smallOptions(p))
	if err != nil {
		return err
	}
	for i := range 4 {
		n, err := r.history.commit(db, func(tx *zerodb.Tx, next *draft) error { return bulk(tx, next, i) })
		if err != nil {
			return errors.Join(err, db.Close())
		}
		r.history.keep(n)
		if i == 2 {
			err = db.Checkpoint(tContext())
		}
		if err != nil {
			return errors.Join(err, db.Close())
		}
	}
	return db.Close()
}

// imagesAgree opens what each kind of power failure leaves now.
func (r *faultRun) imagesAgree(when string) error {
	_, least := r.history.last()
	w := watcher{history: r.history, options: smallOptions(nil)}
	for i, kind := range memfs.Kinds() {
		files, err := r.files.CrashImage(kind, randomOf(uint64(i), 13))
		if err != nil {
			return err
		}
		db, _, err := w.open(files, least)
		if err != nil {
			return fmt.Errorf("after %s, image %v: %w", when, kind, err)
		}
		if err := db.Close(); err != nil {
			return err
		}
	}
	return nil
}
