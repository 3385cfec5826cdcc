package zerodb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// accounts is how many numbers the transfers move value between; their sum never changes.
const accounts = 64

// TestConcurrentReadersAndWriters runs writers that move amounts between accounts, readers that add all of them up, a parked
// reader that must always see its first sum account by account, checkpoints, and the checker, all at once.
func TestConcurrentReadersAndWriters(t *testing.T) {
	for _, durability := range []Durability{DurabilityAlways, DurabilityNone} {
		opts := memOptions()
		opts.Durability = durability
		db := openTest(t, "db", opts)
		deposit(t, db)
		parked, leave := park(t, db)
		var stop atomic.Bool
		var all sync.WaitGroup
		run := func(pause time.Duration, task func(i int) error) {
			all.Go(func() {
				for i := 0; !stop.Load(); i++ {
					<-time.After(pause)
					if err := task(i); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for w := range 3 {
			run(0, func(i int) error { return transfer(db, w*31+i*7) })
		}
		for range 3 {
			run(0, func(int) error { return addUp(db) })
		}
		run(time.Millisecond, func(int) error { return parked() })
		run(10*time.Millisecond, func(int) error { return db.Checkpoint(t.Context()) })
		run(10*time.Millisecond, func(int) error {
			return db.Check(t.Context(), func(f Finding) error { return fmt.Errorf("check: %v", f) })
		})
		for end := time.Now().Add(10 * time.Second); db.Stats().Commits < 300 && time.Now().Before(end); {
			<-time.After(10 * time.Millisecond)
		}
		stop.Store(true)
		all.Wait()
		if commits := db.Stats().Commits; commits < 50 {
			t.Errorf("only %d commits", commits)
		}
		leave()
		closeTest(t, db)
	}
}

// deposit gives every account 1000.
func deposit(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.Update(func(tx *Tx) error {
		table, err := tx.CreateTable("accounts", TableOptions{})
		for i := range accounts {
			err = errors.Join(err, setAccount(table, i, 1000, i))
		}
		return err
	}))
}

// setAccount stores an amount in a value whose length varies, sometimes a large one.
func setAccount(table *Table, i int, amount uint64, n int) error {
	v := make([]byte, 8+n%7*100)
	if n%11 == 0 {
		v = make([]byte, 9000)
	}
	binary.LittleEndian.PutUint64(v, amount)
	return table.Put(key(i), v)
}

// account reads an amount.
func account(table *Table, i int) (uint64, error) {
	v, err := table.Get(key(i))
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(v), nil
}

// transfer moves 1 from one account to another.
func transfer(db *DB, n int) error {
	return db.Update(func(tx *Tx) error {
		table, err := tx.Table("accounts")
		if err != nil {
			return err
		}
		from, to := n%accounts, (n*13+1)%accounts
		a, err := account(table, from)
		if err != nil || a == 0 || from == to {
			return err
		}
		b, err := account(table, to)
		if err != nil {
			return err
		}
		return errors.Join(setAccount(table, from, a-1, n), setAccount(table, to, b+1, n+1))
	})
}

// addUp checks the sum of all accounts, once by key and once by iterator.
func addUp(db *DB) error {
	return db.View(func(tx *Tx) error {
		table, err := tx.Table("accounts")
		if err != nil {
			return err
		}
		var byKey, byLoop uint64
		for i := range accounts {
			a, err := account(table, i)
			if err != nil {
				return err
			}
			byKey += a
		}
		for _, v := range table.All() {
			byLoop += binary.LittleEndian.Uint64(v)
		}
		if byKey != accounts*1000 || byLoop != byKey {
			return fmt.Errorf("the sum is %d by key, %d by loop", byKey, byLoop)
		}
		return nil
	})
}

// park opens a reader and returns the check of what it sees, and its end.
func park(t *testing.T, db *DB) (check func() error, leave func()) {
	t.Helper()
	tx := begin(t, db, false)
	table, err := tx.Table("accounts")
	must(t, err)
	return func() error {
		for i := range accounts {
			if a, err := account(table, i); err != nil || a != 1000 {
				return fmt.Errorf("the parked reader sees %d in account %d: %w", a, i, err)
			}
		}
		return nil
	}, func() { must(t, tx.Rollback()) }
}

// TestGroupCommit commits from many goroutines, then without waiting: commits that are on their way share a sync, and no more of them wait than
// MaxPendingCommits allows.
func TestGroupCommit(t *testing.T) {
	const pending = 8
	opts := memOptions()
	opts.MaxPendingCommits, opts.LogSegmentSize, opts.CheckpointLogBytes = pending, 0, 0
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 1)
	var all sync.WaitGroup
	for g := range 16 {
		all.Go(func() {
			for i := range 20 {
				err := db.Update(func(tx *Tx) error {
					table, err := tx.Table("t")
					if err != nil {
						return err
					}
					return table.Put(key(g*100+i), value(i))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	wantShared(t, db, 3*pending, pending)
	must(t, db.View(func(tx *Tx) error {
		table, err := tx.Table("t")
		must(t, err)
		if table.Len() != 320+3*pending {
			return fmt.Errorf("%d entries, want %d", table.Len(), 320+3*pending)
		}
		return nil
	}))
	wantSound(t, db)
}

// wantShared makes so many commits without waiting for one: each time that too many are pending one sync is for all of these, and one more for the last.
func wantShared(t *testing.T, db *DB, commits, pending int) {
	t.Helper()
	before := db.Metrics().LogSyncTime.Count
	var last Pending
	for i := range commits {
		tx := begin(t, db, true)
		table, err := tx.Table("t")
		must(t, err)
		must(t, table.Put(key(10_000+i), value(i)))
		last, err = tx.CommitAsync()
		must(t, err)
		db.published.mu.Lock()
		waiting := len(db.published.waiting) - db.published.head
		db.published.mu.Unlock()
		if waiting > pending {
			t.Fatalf("%d commits wait for the disk, %d may", waiting, pending)
		}
	}
	must(t, last.Wait(t.Context()))
	if syncs, most := int(db.Metrics().LogSyncTime.Count-before), commits/pending+1; syncs > most {
		t.Errorf("%d commits took %d syncs, want at most %d", commits, syncs, most)
	}
}
