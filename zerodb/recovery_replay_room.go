package zerodb

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// Repeating transactions must take no more of the file than they have taken themselves: else a database that is nearly as large as it may become, or whose disk is full, could not be
// opened after a kill. But a batch of them holds back what each of them gave up, until the batch is written.

const (
	// heldShare is which part of the room that the file has left a batch may hold back.
	heldShare = 8
	// journalPages is how many bytes of pages a byte of journal may change.
	journalPages = 64
	// batchHolds is how many pages a batch may hold back where the file may still become longer by twice as many.
	batchHolds = 512
)

// replayManner says how much a batch may hold back.
type replayManner uint8

const (
	// ordinarily: some pages, where the file may still become longer.
	ordinarily replayManner = iota
	// sparingly: the disk has no room for those.
	sparingly
)

// boundByFile makes the replay keep to the file as the killed process has left it.
func (r *replay) boundByFile(how replayManner) {
	r.how = how
	r.end = min(ids.PageID(r.db.pager.Size()/int64(r.db.opts.PageSize)), pageLimit(r.db.opts))
	r.db.w.work.HoldBackAfter(r.choice.Current().Tx)
}

// makeRoom writes the batch before a transaction with a journal of so many bytes is repeated, where the batch holds back much of what the file has left, or what the transaction may need.
func (r *replay) makeRoom(journal int) error {
	if r.end == 0 || r.tx == nil || !r.mayWrite() {
		return nil
	}
	w := &r.db.w
	held, least := w.work.HeldBack(), uint64(batchHolds)
	if r.how == sparingly || r.end+2*batchHolds > pageLimit(r.db.opts) {
		least = min(keptForDeleting, uint64(r.end/keptShare)) / 2
	}
	if held < least {
		return nil
	}
	high, room, _ := w.free.Counts()
	room += uint64(r.end - min(r.end, high))
	if held < room/heldShare && uint64(journal)*journalPages < room*uint64(r.db.opts.PageSize) {
		return nil
	}
	return r.flush()
}

// freeRemains frees as much of what waits to be freed as the transaction that was repeated can have freed: sweepRemains frees most. Damage in what nobody reads is no reason not to open.
func (r *replay) freeRemains() error {
	err := r.tx.freeRemainsPages(idleStepPages)
	if err == nil {
		err = r.tx.freeRemains()
	}
	return r.tx.skipRemains(err)
}

// holdsBack reports whether a batch holds back much of what the database has in use from the next commit, which is repeated in a savepoint.
func (l *loader) holdsBack() bool {
	w := &l.db.w
	high, available, _ := w.free.Counts()
	least := min(keptForDeleting, uint64(pageLimit(l.db.opts)/keptShare)) / 2
	return w.work.HeldBack()+w.work.Spare() > max(least, (uint64(high)-available)/heldShare)
}
