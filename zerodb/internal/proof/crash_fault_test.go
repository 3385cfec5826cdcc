package proof

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
	"github.com/aerolith/aerolith/zerodb/vfs/memfs"
)

// TestCrashAfterFailedSync lets a sync fail, so that the disk does not have what the page cache has and no later sync
// brings it there. The database stops, is opened again by the next process, which reads the page cache, and goes on; then
// the power fails, after each operation in turn. What the second process has shown may not be lost.
func TestCrashAfterFailedSync(t *testing.T) {
	seed := seedOf(t)
	for _, file := range []string{"data", "[^d]*"} {
		for skip := range pick(t, 3, 6, 12) {
			t.Run(fmt.Sprintf("sync %d of %s", skip, file), func(t *testing.T) {
				crashAfterFailedSync(t, seed, faultfs.Rule{Op: vfs.OpSyncData, Name: file, Skip: skip, Fault: faultfs.IOError})
			})
		}
	}
}

// TestCrashAfterFailedSyncInClosing is the same with a sync that fails while the database is closed: the next process finds a
// checkpoint that says that it was closed in order, but that only the page cache has.
func TestCrashAfterFailedSyncInClosing(t *testing.T) {
	seed := seedOf(t)
	for skip := range 2 {
		t.Run(fmt.Sprintf("sync %d", skip), func(t *testing.T) {
			r, db := faultStart(t)
			must(t, r.faulty.Inject(faultfs.Rule{Op: vfs.OpSyncData, Name: "data", Skip: skip, Fault: faultfs.IOError}))
			if err := db.Close(); err == nil {
				t.Fatal("closing did not meet the failed sync")
			}
			r.faulty.Heal()
			crashInNextLife(t, seed, r)
		})
	}
}

// faultStart returns a database of three commits and checkpoints on a file system that can fail.
func faultStart(t *testing.T) (*faultRun, *zerodb.DB) {
	t.Helper()
	r := newFaultRun(t)
	db, err := zerodb.Open(databasePath, smallOptions(r.faulty))
	must(t, err)
	for i := range 3 {
		must(t, r.commit(db, i))
		must(t, r.checkpoint(db))
	}
	must(t, r.commit(db, 3))
	return r, db
}

// crashAfterFailedSync does that for one sync.
func crashAfterFailedSync(t *testing.T, seed uint64, rule faultfs.Rule) {
	r, db := faultStart(t)
	must(t, r.faulty.Inject(rule))
	for i := range 4 {
		must(t, r.commit(db, i))
		must(t, r.checkpoint(db))
	}
	if r.faulty.Injected() == 0 {
		t.Fatal("no sync failed")
	}
	r.faulty.Heal()
	if !r.stopped {
		t.Skip("the sync was of a file in reserve, which was given up")
	}
	must(t, db.Close())
	crashInNextLife(t, seed, r)
}

// crashInNextLife lets the next process go on with what a failed one has left, and the power fail after each of its operations. While
// it opens the database, which is when it repairs what the sync has not done, all kinds of image are taken in every form.
func crashInNextLife(t *testing.T, seed uint64, r *faultRun) {
	t.Helper()
	w := &watcher{t: t, seed: seed, history: r.history, options: smallOptions(nil)}
	kinds := memfs.Kinds()
	var opened atomic.Bool
	w.kinds = func(n int) []memfs.Kind {
		if opened.Load() {
			return pick(t, kinds[n%len(kinds):n%len(kinds)+1], kinds, kinds)
		}
		return creationKinds()
	}
	w.nested = func(int) nesting { return noStep }
	w.thorough = func(n, i int) bool { return opened.Load() || i == n%len(kinds) }
	w.start()
	defer w.stop()
	w.watch(r.files)
	life := &crashRun{watcher: w, random: randomOf(seed, 78), files: r.files}
	life.begin()
	opened.Store(true)
	life.mixed(pick(t, 4, 9, 30))
	must(t, life.process.kill())
	life.abandon()
}
