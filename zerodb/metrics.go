package zerodb

import (
	"math/bits"
	"sync/atomic"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/latency"
)

// Metrics is what a database has counted since it was opened, for a monitoring system that asks at intervals. Beside Stats, which says how
// it is now, it says what has happened. Everything is always counted, without locks and without memory.
type Metrics struct {
	// Writes counts write transactions, ReadsBegun read transactions: those of View and Renew sixteen at a time for each goroutine, so that
	// the last few of each may be missing.
	Writes     WriteCounts
	ReadsBegun uint64
	// Pages counts pages, LoggedBytes the bytes of journals.
	Pages       PageCounts
	LoggedBytes uint64
	// UpdateTime is how long Update took, waiting for its turn and the disk included, of one in sixteen that succeeded; CheckpointTime how long
	// checkpoints took beside the writers; LogSyncTime how long each sync of the log took that a commit or a checkpoint waited for, and
	// DataSyncTime each of the data file.
	UpdateTime, CheckpointTime, LogSyncTime, DataSyncTime Times
	// Readers is the number of open read transactions of this process and, where this one writes, of others. OldestReaderTx is the commit whose
	// result the oldest of them sees, 0 without readers, and OldestReaderAge how long it has been known to see something old: from
	// the first call of Metrics or the first check of readers (Options.ReaderCheckInterval) that met it. It is never too high.
	Readers         int
	OldestReaderTx  uint64
	OldestReaderAge time.Duration
	// Errors counts what Update and View returned.
	Errors ErrorCounts
}

// WriteCounts counts write transactions.
type WriteCounts struct {
	// Begun counts all; each that has ended is in one of the others. Unchanged are those that were committed and had changed nothing.
	Begun, Committed, Unchanged, RolledBack uint64
}

// PageCounts counts pages.
type PageCounts struct {
	// Allocated are those that write transactions and checkpoints took and kept, Freed those that commits and checkpoints gave up, and
	// Spilled those that large transactions wrote to the data file before they ended.
	Allocated, Freed, Spilled uint64
}

// Times is a histogram of durations.
type Times struct {
	Latency
	// Counts[i] is how many took longer than TimesBound(i-1) and at most TimesBound(i), to within a quarter; the last has no upper bound.
	Counts [TimesCounts]uint64
}

// TimesCounts is the number of buckets of Times.
const TimesCounts = 28

// leastBits is the number of bits of the first bucket's upper bound in nanoseconds.
const leastBits = 10

// TimesBound returns the upper bound of a bucket of Times, from 0 to TimesCounts-1: about a microsecond for the first, and twice that of the one before for each
// that follows, up to 68 seconds. The last, TimesCounts-1, has none; its bound is returned as if it had.
func TimesBound(bucket int) time.Duration { return 1 << (leastBits + bucket) }

// timesOf returns what a histogram says.
func timesOf(h *latency.Histogram) Times {
	s := h.Snapshot()
	t := Times{Latency: Latency{Count: s.Count, Sum: s.Sum, Median: s.Quantile(0.5), P99: s.Quantile(0.99), Max: s.Max}}
	s.Each(func(upper, count uint64) {
		bucket := bits.Len64(upper) - leastBits
		t.Counts[min(max(bucket, 0), TimesCounts-1)] += count
	})
	return t
}

// Metrics returns what the database has counted. It never waits and may be called at any time, also after Close.
func (db *DB) Metrics() Metrics {
	m := Metrics{
		Writes: WriteCounts{
			Begun: db.measures.begun.Load(), Committed: db.counters.commits.Load(),
			Unchanged: db.measures.unchanged.Load(), RolledBack: db.measures.rolledBack.Load(),
		},
		ReadsBegun: db.measures.reads.Load(),
		Pages: PageCounts{
			Allocated: db.measures.allocated.Load(), Freed: db.measures.freed.Load(), Spilled: db.counters.spilled.Load(),
		},
		LoggedBytes: db.measures.logged.Load(),
		UpdateTime:  timesOf(&db.measures.updateTime), CheckpointTime: timesOf(&db.measures.checkpointTime),
		LogSyncTime: timesOf(&db.measures.logSyncTime), DataSyncTime: timesOf(&db.measures.dataSyncTime),
		Errors: db.measures.errorCounts(),
	}
	if !db.peers.enter() {
		return m // other processes cannot be seen any more
	}
	defer db.peers.exit()
	m.Readers, m.OldestReaderTx, m.OldestReaderAge = db.oldestReader()
	return m
}

// readerAge remembers since when the oldest reader has seen something old.
type readerAge struct {
	tx, since atomic.Uint64
}

// oldestReader looks at the readers and remembers the oldest.
func (db *DB) oldestReader() (readers int, oldest uint64, age time.Duration) {
	pins, readers := db.readers.Pins(nil)
	if db.follow == nil {
		foreign := db.foreignPins()
		readers += len(foreign)
		pins = append(pins, foreign...)
	}
	if len(pins) == 0 {
		return readers, 0, 0
	}
	first := pins[0]
	for _, tx := range pins {
		first = min(first, tx)
	}
	if first >= db.readers.Visible().Tx {
		return readers, uint64(first), 0
	}
	now := uint64(db.opts.Now().UnixNano())
	known := &db.measures.oldest
	if known.tx.Load() != uint64(first) {
		known.since.Store(now)
		known.tx.Store(uint64(first))
	}
	since := known.since.Load()
	return readers, uint64(first), time.Duration(now - min(now, since))
}

// readsCounted is how many of the read transactions of one Tx are counted at a time: a number that all goroutines share costs each
// of them the time of a cache miss.
const readsCounted = 16

// countRead counts a read transaction that begins in the memory of tx.
func (db *DB) countRead(tx *Tx) {
	if tx.reads++; tx.reads == readsCounted {
		db.countReads(tx)
	}
}

// countReads adds what tx has counted to the figures of the database.
func (db *DB) countReads(tx *Tx) {
	db.measures.reads.Add(tx.reads)
	tx.reads = 0
}

// syncData syncs the data file and measures it.
func (db *DB) syncData() error {
	began := db.opts.Now()
	err := db.pager.Sync()
	took := db.opts.Now().Sub(began)
	db.measures.dataSyncTime.Observe(took)
	return db.observeSync(Sync{File: SyncedData, Took: took, Err: err})
}

// logSynced counts a sync of the log, and returns what it has come to.
func (db *DB) logSynced(took time.Duration, err error) error {
	db.measures.logSyncTime.Observe(took)
	return db.observeSync(Sync{File: SyncedLog, Took: took, Err: err})
}
