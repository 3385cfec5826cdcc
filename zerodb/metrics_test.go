package zerodb

import (
	"errors"
	"sync"
	"testing"
	"time"
)

// watcher keeps what it was told as Observer.
type watcher struct {
	mu     sync.Mutex
	writes []WriteEnd
	syncs  map[SyncedFile]int
	failed int
}

// WriteEnded implements Observer.
func (w *watcher) WriteEnded(e WriteEnd) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes = append(w.writes, e)
}

// Synced implements Observer.
func (w *watcher) Synced(s Sync) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.syncs == nil {
		w.syncs = map[SyncedFile]int{}
	}
	w.syncs[s.File]++
	if s.Err != nil {
		w.failed++
	}
}

// TestMetrics makes one of each thing that is counted and looks at the figures and at what an observer was told.
func TestMetrics(t *testing.T) {
	opts, seen := memOptions(), new(watcher)
	opts.Observer = seen
	now := time.Unix(1_000_000, 0)
	var clock sync.Mutex
	opts.Now = func() time.Time {
		clock.Lock()
		defer clock.Unlock()
		now = now.Add(time.Millisecond)
		return now
	}
	db := openTest(t, "db", opts)
	before := db.Metrics()
	put(t, db, "t", 0, 500) // more leaves than a transaction may have twins
	must(t, db.Update(func(*Tx) error { return nil }))
	wantError(t, db.Update(func(tx *Tx) error {
		table, err := tx.Table("t")
		return errors.Join(err, table.Put(key(1), value(2)), errUndo)
	}), errUndo)
	reader := begin(t, db, false)
	put(t, db, "t", 0, 500)
	must(t, db.Checkpoint(t.Context()))
	first, second := db.Metrics(), db.Metrics()
	if want := (WriteCounts{Begun: 4, Committed: 2, Unchanged: 1, RolledBack: 1}); first.Writes != want {
		t.Errorf("write transactions: %+v, want %+v", first.Writes, want)
	}
	if first.Pages.Allocated < 4 || first.Pages.Freed == 0 || first.Pages.Freed > first.Pages.Allocated {
		t.Errorf("pages: %+v", first.Pages)
	}
	if syncs := first.LogSyncTime.Count - before.LogSyncTime.Count; syncs < 2 || first.LogSyncTime.Max < time.Millisecond {
		t.Errorf("syncs of the log: %+v", first.LogSyncTime)
	}
	if first.DataSyncTime.Count < 2 || first.CheckpointTime.Count != 1 || first.LoggedBytes == 0 {
		t.Errorf("figures: %+v", first)
	}
	if first.Readers != 1 || first.OldestReaderTx != reader.ID() || first.ReadsBegun == 0 {
		t.Errorf("readers: %d, oldest %d, begun %d", first.Readers, first.OldestReaderTx, first.ReadsBegun)
	}
	again := begin(t, db, false)
	for range 2 * readsCounted { // as View does, in the memory of one transaction
		must(t, errors.Join(again.Reset(), again.Renew()))
	}
	must(t, again.Rollback())
	if more := db.Metrics().ReadsBegun - second.ReadsBegun; more != 1+2*readsCounted {
		t.Errorf("%d read transactions were counted, want %d", more, 1+2*readsCounted)
	}
	if first.OldestReaderAge < 0 || second.OldestReaderAge <= first.OldestReaderAge {
		t.Errorf("age of the oldest reader: %v, then %v", first.OldestReaderAge, second.OldestReaderAge)
	}
	must(t, reader.Rollback())
	if m := db.Metrics(); m.Readers != 0 || m.OldestReaderTx != 0 || m.OldestReaderAge != 0 || m.Errors.Other != 1 {
		t.Errorf("afterwards: %+v", m)
	}
	wantWatched(t, seen, first)
}

// wantWatched compares what an observer was told with the figures.
func wantWatched(t *testing.T, seen *watcher, m Metrics) {
	t.Helper()
	seen.mu.Lock()
	defer seen.mu.Unlock()
	var outcomes []WriteOutcome
	var pages PageCounts
	for _, w := range seen.writes {
		outcomes = append(outcomes, w.Outcome)
		pages.Allocated += w.PagesAllocated
		pages.Freed += w.PagesFreed
		if w.Outcome == WriteCommitted && (w.LogBytes == 0 || w.PagesAllocated == 0) || w.Tx == 0 {
			t.Errorf("a write transaction: %+v", w)
		}
	}
	want := []WriteOutcome{WriteCommitted, WriteUnchanged, WriteRolledBack, WriteCommitted}
	if len(outcomes) != len(want) || outcomes[0] != want[0] || outcomes[1] != want[1] || outcomes[2] != want[2] || outcomes[3] != want[3] {
		t.Errorf("outcomes %v, want %v", outcomes, want)
	}
	if pages.Allocated > m.Pages.Allocated || pages.Freed > m.Pages.Freed {
		t.Errorf("pages of transactions %+v, of all %+v", pages, m.Pages)
	}
	if seen.syncs[SyncedLog] < 2 || seen.syncs[SyncedData] < 2 || seen.failed != 0 {
		t.Errorf("syncs: %v, %d failed", seen.syncs, seen.failed)
	}
}

// TestMetricsOfSpilling makes a transaction larger than the pages that it may hold: the pages that left the memory are counted, and the
// observer is told of all of its journal.
func TestMetricsOfSpilling(t *testing.T) {
	opts, seen := memOptions(), new(watcher)
	opts.Observer, opts.MaxDirtyPages = seen, 20
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 3000)
	if m := db.Metrics(); m.Pages.Spilled == 0 || m.Pages.Spilled != db.Stats().SpilledPages {
		t.Errorf("pages: %+v", m.Pages)
	}
	ascending := db.Metrics().Pages.Spilled
	must(t, db.Update(func(tx *Tx) error { // now in no order: pages leave when there are too many, not because they are left behind
		table, err := tx.Table("t")
		for i := 0; i < 3000 && err == nil; i++ {
			err = table.Put(key(i*7919%3000), value(i))
		}
		return err
	}))
	if spilled := db.Metrics().Pages.Spilled; spilled < ascending+20 {
		t.Errorf("%d pages spilled, %d before", spilled, ascending)
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	if len(seen.writes) != 2 || seen.writes[0].LogBytes < 3000*100 {
		t.Errorf("writes: %+v", seen.writes)
	}
}

// TestTimes puts one duration into each bucket and one beyond the last, and finds each where its bound says.
func TestTimes(t *testing.T) {
	var m measures
	for i := range TimesCounts {
		m.logSyncTime.Observe(TimesBound(i) - TimesBound(i)/8)
	}
	got := timesOf(&m.logSyncTime)
	for i, n := range got.Counts {
		if n != 1 {
			t.Errorf("bucket %d, up to %v: %d", i, TimesBound(i), n)
		}
	}
	m.logSyncTime.Observe(time.Hour)
	if got := timesOf(&m.logSyncTime); got.Counts[TimesCounts-1] != 2 || got.Count != TimesCounts+1 {
		t.Errorf("beyond the last: %+v", got)
	}
}

// TestMetricsCostNoMemory counts and observes without allocating.
func TestMetricsCostNoMemory(t *testing.T) {
	if raceFactor > 1 || testing.CoverMode() != "" {
		t.Skip("allocations differ")
	}
	opts := memOptions()
	opts.Observer = nothing{}
	db := openTest(t, "db", opts)
	put(t, db, "t", 0, 10)
	got := testing.AllocsPerRun(200, func() {
		tx := db.idleTx()
		must(t, db.startRead(tx))
		db.endView(tx)
		db.observeCommit(tx, 1)
		db.logSynced(time.Millisecond, nil)
		_ = db.Metrics()
	})
	if got > 0 {
		t.Errorf("%v allocations", got)
	}
}

// nothing is an Observer that does nothing.
type nothing struct{}

// WriteEnded implements Observer.
func (nothing) WriteEnded(WriteEnd) {}

// Synced implements Observer.
func (nothing) Synced(Sync) {}

// BenchmarkCounting measures what all the counting of one read transaction costs, beside the transaction itself, and that of one write
// transaction.
func BenchmarkCounting(b *testing.B) {
	db, err := OpenMemory(Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }() // in memory
	fill := func(tx *Tx) error {
		table, err := tx.CreateTable("t", TableOptions{})
		if err != nil {
			return err
		}
		return table.Put(key(1), value(1))
	}
	if err := db.Update(fill); err != nil {
		b.Fatal(err)
	}
	b.Run("read, counting alone", func(b *testing.B) {
		tx := new(Tx)
		for b.Loop() {
			db.countRead(tx)
		}
	})
	b.Run("read, get", func(b *testing.B) {
		for b.Loop() {
			_ = db.View(func(tx *Tx) error {
				table, err := tx.Table("t")
				if err == nil {
					_, err = table.Get(key(1))
				}
				return err
			})
		}
	})
	b.Run("write, counting alone", func(b *testing.B) {
		for b.Loop() {
			db.measures.begun.Add(1)
			_, _ = db.w.free.Turnover()
			allocated, freed := db.w.free.Turnover()
			db.measures.allocated.Store(allocated)
			db.measures.freed.Store(freed)
		}
	})
	b.Run("write, put", func(b *testing.B) {
		for b.Loop() {
			if err := db.Update(fill); err != nil {
				b.Fatal(err)
			}
		}
	})
}
