package proof

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/aerolith/aerolith/zerodb"
	"github.com/aerolith/aerolith/zerodb/vfs"
	"github.com/aerolith/aerolith/zerodb/vfs/faultfs"
)

// tContext is the context of calls that nothing ends.
func tContext() context.Context { return context.Background() }

// TestFailureOfEachCall makes one call of the file system fail, or all from one on, for each call of a workload in turn
// and each kind of failure. A commit that is acknowledged stays; one that is in doubt stops the database for
// good, which goes on showing the last acknowledged state; one that fails otherwise leaves nothing, and the next may succeed.
// Afterwards every kind of power failure must leave a state that agrees with that. The short form takes some of the calls.
func TestFailureOfEachCall(t *testing.T) {
	failEachCall(t, pick(t, 23*slowdown, 1, 1), func() *faultRun { return newFaultRun(t) })
}

// TestFailureOfEachArchivingCall does the same to a database that archives its log and compacts its file.
func TestFailureOfEachArchivingCall(t *testing.T) {
	failEachCall(t, pick(t, 97*slowdown, 1, 1), func() *faultRun {
		r := newFaultRun(t)
		r.archives = true
		return r
	})
}

// TestFailureOfEachCallWhileSpilling does the same where transactions write to data file and log before they commit.
func TestFailureOfEachCallWhileSpilling(t *testing.T) {
	failEachCall(t, pick(t, 41*slowdown, 1, 1), func() *faultRun {
		r := newFaultRun(t)
		r.change = spillAtOnce
		return r
	})
}

// failEachCall lets one call of each so many fail in the run that newRun returns.
func failEachCall(t *testing.T, step int, newRun func() *faultRun) {
	t.Helper()
	count := newRun()
	must(t, count.run())
	calls := count.faulty.Calls()
	seed := seedOf(t)
	for _, times := range []int{1, faultfs.Forever} {
		for fault := faultfs.IOError; fault <= faultfs.ShortNoSpace; fault++ {
			t.Run(fmt.Sprintf("%v, %d times", fault, times), func(t *testing.T) {
				t.Parallel()
				hit, random := 0, randomOf(seed, uint64(fault))
				for n := random.IntN(step); n < calls; n += step {
					r := newRun()
					must(t, r.faulty.Inject(faultfs.Rule{Skip: n, Times: times, Fault: fault}))
					if err := r.run(); err != nil {
						t.Fatalf("call %d: %v", n, err)
					}
					hit += min(1, r.faulty.Injected())
				}
				t.Logf("%d of %d calls hit", hit, calls)
				if hit == 0 {
					t.Error("no call was hit")
				}
			})
		}
	}
}

// TestFailedSyncOfDataStopsForGood lets each sync of the data file fail once: the checkpoint that it belongs to fails, and
// from then on the database writes nothing, though the disk is well again; reads go on, and the next opening has it all.
func TestFailedSyncOfDataStopsForGood(t *testing.T) {
	for skip := range 2 {
		r := newFaultRun(t)
		db, err := zerodb.Open(databasePath, smallOptions(r.faulty))
		must(t, err)
		must(t, r.commit(db, 1))
		must(t, r.faulty.Inject(faultfs.Rule{Op: vfs.OpSyncData, Name: "data", Skip: skip, Fault: faultfs.IOError}))
		if err := db.Checkpoint(t.Context()); !errors.Is(err, zerodb.ErrStopped) {
			t.Fatalf("sync %d failed, and the checkpoint says: %v", skip, err)
		}
		written, synced := r.faulty.CallsOf(vfs.OpWrite), r.faulty.CallsOf(vfs.OpSyncData)
		for range 3 {
			if err := db.Update(func(*zerodb.Tx) error { return nil }); !errors.Is(err, zerodb.ErrStopped) {
				t.Fatalf("a stopped database says: %v", err)
			}
			if err := db.Checkpoint(t.Context()); !errors.Is(err, zerodb.ErrStopped) {
				t.Fatalf("a stopped database says: %v", err)
			}
		}
		must(t, r.shows(db))
		must(t, db.Close())
		if r.faulty.CallsOf(vfs.OpWrite) != written || r.faulty.CallsOf(vfs.OpSyncData) != synced {
			t.Error("a stopped database wrote or synced something")
		}
		must(t, r.aftermath())
	}
}

// TestFailedSyncOfLogStopsForGood lets each sync of the log fail once, under commits: the one that waits for it is in doubt,
// every later one refused, and nothing is written any more.
func TestFailedSyncOfLogStopsForGood(t *testing.T) {
	for skip := range 5 {
		r := newFaultRun(t)
		options := smallOptions(r.faulty)
		options.LogSegmentSize = 16 * logSegment // only the active segment is synced
		db, err := zerodb.Open(databasePath, options)
		must(t, err)
		must(t, db.Update(func(*zerodb.Tx) error { return nil })) // the log's life begins
		must(t, r.faulty.Inject(faultfs.Rule{Op: vfs.OpSyncData, Name: "[^d]*", Skip: skip, Fault: faultfs.IOError}))
		for i := range skip {
			must(t, r.commit(db, i))
		}
		_, err = r.history.commit(db, func(tx *zerodb.Tx, next *draft) error { return bulk(tx, next, skip) })
		if !errors.Is(err, zerodb.ErrCommitUnknown) || !errors.Is(err, zerodb.ErrStopped) {
			t.Fatalf("sync %d failed, and the commit says: %v", skip, err)
		}
		written := r.faulty.CallsOf(vfs.OpWrite)
		if err := db.Update(func(*zerodb.Tx) error { return nil }); !errors.Is(err, zerodb.ErrStopped) {
			t.Fatalf("a stopped database says: %v", err)
		}
		must(t, r.shows(db))
		must(t, db.Close())
		if r.faulty.CallsOf(vfs.OpWrite) != written {
			t.Error("a stopped database wrote something")
		}
		must(t, r.aftermath())
	}
}
