package zerodb

import "sync/atomic"

// counters are the figures behind Stats.
type counters struct {
	commits, latest, pages, available, retired, spilled atomic.Uint64
}

// Stats describes a database at one moment.
type Stats struct {
	// VisibleTx is the transaction that new readers see, LatestTx the last one that was committed.
	VisibleTx, LatestTx uint64
	// Readers is the number of open read transactions, those of other processes included where this one writes.
	Readers int
	// Tables is the number of tables.
	Tables uint64
	// PageSize is the size of a page in bytes. Pages is the number of pages that the data file needs, AvailablePages how many of
	// them are free, RetiredPages how many will be once no reader and no checkpoint sees them.
	PageSize                            int
	Pages, AvailablePages, RetiredPages uint64
	// FileBytes is the size of the data file.
	FileBytes int64
	// Commits counts the write transactions that changed something since the database was opened.
	Commits uint64
	// CheckpointTx is the last durable checkpoint's transaction. LogBytes is what was logged since.
	CheckpointTx uint64
	LogBytes     int64
	// RolledBack counts the write transactions that were given up, as in Metrics, which also has those that were committed and had changed nothing; Checkpoints
	// the finished checkpoints, LoggedBytes all bytes of journals, since the database was opened.
	RolledBack, Checkpoints, LoggedBytes uint64
	// UpdateTime is how long Update took, waiting for its turn and the disk included, of one in sixteen that succeeded;
	// CheckpointTime is that of checkpoints.
	UpdateTime, CheckpointTime Latency
	// SpilledPages counts the pages that large transactions wrote to the data file before they ended.
	SpilledPages uint64
	// Errors counts what Update and View returned.
	Errors ErrorCounts
}

// Stats returns figures about the database. It never waits, may be called at any time, also after Close; figures of a commit that is under way may be old or new each for
// itself.
func (db *DB) Stats() Stats {
	readers := db.countReaders()
	visible := db.readers.Visible()
	tables := visible.State.catalog.Count
	if visible.State.remains {
		tables-- // the entry of what waits to be freed
	}
	return Stats{
		VisibleTx: uint64(commitOf(visible)), LatestTx: db.counters.latest.Load(),
		Readers: readers, Tables: tables,
		PageSize: db.opts.PageSize, Pages: db.counters.pages.Load(),
		AvailablePages: db.counters.available.Load(), RetiredPages: db.counters.retired.Load(),
		FileBytes: db.pager.Size(), Commits: db.counters.commits.Load(),
		CheckpointTx: db.check.last.Load(), LogBytes: db.check.logged.Load(),
		RolledBack: db.measures.rolledBack.Load(), Checkpoints: db.measures.checkpoints.Load(),
		LoggedBytes: db.measures.logged.Load(), Errors: db.measures.errorCounts(),
		SpilledPages: db.counters.spilled.Load(),
		UpdateTime:   latencyOf(&db.measures.updateTime), CheckpointTime: latencyOf(&db.measures.checkpointTime),
	}
}

// countReaders returns the number of open read transactions, those of other processes included where this one writes.
func (db *DB) countReaders() int {
	if !db.peers.enter() {
		return 0
	}
	defer db.peers.exit()
	_, readers := db.readers.Pins(nil)
	if db.follow == nil {
		readers += len(db.foreignPins())
	}
	return readers
}

// countPages brings the figures up to date. The caller holds the writer lock.
func (db *DB) countPages() {
	highWater, available, retired := db.w.free.Counts()
	db.counters.latest.Store(uint64(commitOf(db.w.latest)))
	db.counters.pages.Store(uint64(highWater))
	db.counters.available.Store(available)
	db.counters.retired.Store(retired)
	allocated, freed := db.w.free.Turnover()
	db.measures.allocated.Store(allocated)
	db.measures.freed.Store(freed)
	db.judgePressure()
}
