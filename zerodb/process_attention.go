package zerodb

import (
	"context"
	"fmt"
	"time"
)

// Pages of committed transactions wait in memory for a checkpoint. Other processes see only what is in the data file, so a
// writer must know whether any of them is there: as long as one is, it attends to them, which means that each commit
// writes its pages and shows its root. Otherwise the root in the shared memory may be old, its pages even overwritten, and
// the memory says so. A process that comes registers first and then waits for attention; a writer withdraws its
// attention first and then looks once more whether somebody has registered. So one of the two sees the other.

// attentionPoll is how often a writer that does not commit looks whether a reading process has come: a few loads each
// time, and the time that such a process may have to wait when it opens the database.
const attentionPoll = 20 * time.Millisecond

// attentionTries is how often, gatePoll apart, a process that has registered looks for attention before it starts over:
// the writer may have ended.
const attentionTries = 500

// attentionReap is after how many polls the writer looks whether the processes that it attends to are alive. As long as it takes one
// that was killed for alive, each commit writes its pages.
const attentionReap = 10

// attentionLoop attends to processes that come while nothing is committed, and notices those that were killed.
func (db *DB) attentionLoop(ctx context.Context) {
	ticker := time.NewTicker(attentionPoll)
	defer ticker.Stop()
	for polls := 1; ; polls++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		memory := db.peers.memory
		if !memory.Joined() {
			continue
		}
		db.syncWanted(ctx)
		if memory.Attended() {
			if polls%attentionReap == 0 {
				db.reapReaders()
			}
			continue
		}
		if db.attendOrStop(ctx) != nil {
			return
		}
	}
}

// attendOrStop attends to other processes, or says that the database has stopped. The error is that of ctx.
func (db *DB) attendOrStop(ctx context.Context) error {
	if err := db.lockWriter(ctx); err != nil {
		return err
	}
	defer db.unlockWriter()
	if db.stopped.Load() == nil {
		db.attendNow()
	} else {
		db.peers.memory.SayStopped() // what is in memory cannot be shown any more
	}
	return nil
}

// syncWanted makes the log durable up to where a reading process waits for it.
func (db *DB) syncWanted(ctx context.Context) {
	memory := db.peers.memory
	lsn := min(memory.Wanted(), db.log.Written())
	if lsn <= db.log.Durable() {
		return
	}
	if err := db.log.WaitDurable(ctx, lsn); err != nil && ctx.Err() == nil {
		_ = db.stop(err) // the next transaction gets the error
		memory.SayStopped()
	}
}

// attendNow attends to other processes. Where there is no room to copy pages that must not be shown as they are, it is for a later try. The caller holds
// the writer lock.
func (db *DB) attendNow() {
	if db.copyOverlaid() != nil {
		return
	}
	if err := db.attend(); err != nil {
		_ = db.stop(err) // the next transaction gets the error
	}
}

// watched reports whether other processes need to see each commit, and withdraws the attention when they have gone. The caller
// holds the writer lock.
func (db *DB) watched() bool {
	if db.peers == nil {
		return false
	}
	memory := db.peers.memory
	if memory.Joined() {
		return true
	}
	if !memory.Attended() {
		return false
	}
	memory.Neglect()
	if memory.Joined() {
		memory.Attend()
		return true
	}
	db.published.neglect()
	return false
}

// attend writes all pages that are only in memory and shows other processes what readers here see, from now on with each
// commit. The caller holds the writer lock.
//
// In the file a page has one content, the youngest. So the latest state must be the one that is shown first: an earlier one may need contents that are
// only in memory, and show changes that are not durable yet.
func (db *DB) attend() error {
	attended := db.peers == nil || db.peers.memory.Attended()
	if !attended {
		if err := db.pendingFor(db.w.latest).wait(); err != nil {
			return err
		}
	}
	if err := db.storeWaiting(db.pager.WriteKept); err != nil {
		return err
	}
	if attended {
		return nil
	}
	db.published.attend(db.peers.memory)
	db.published.reached(db.log.Durable())
	db.peers.memory.Attend()
	return nil
}

// reapReaders gives back what killed reading processes have left.
func (db *DB) reapReaders() {
	if err := db.reap(); err != nil {
		db.emit(ReaderCheckFailed{Err: fmt.Errorf("zerodb: look for dead readers: %w", err)})
	}
}

// reap looks for reading processes that have ended. Their locks are found by name, so it takes nobody for dead where the names are another folder's.
func (db *DB) reap() error {
	if err := checkNamed(db.lock, db.path); err != nil {
		return err
	}
	_, err := db.peers.reap()
	return err
}
