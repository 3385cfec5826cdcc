package zerodb

import (
	"errors"
	"fmt"
	"math"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// A database that was killed has its newest state in the log. Who only reads repeats the log on pages of its own memory,
// which lie behind the end of the file as this process sees it (R13).

// overlayOption names the option that limits that memory.
const overlayOption = "MaxOverlayBytes"

// loadReader takes the state of the newest checkpoint and repeats in memory what the log has behind it.
func (o *opener) loadReader(choice meta.Choice) error {
	db, file := o.db, o.db.pager
	r, err := o.replayInMemory(choice)
	if err != nil {
		return o.overlayError(err)
	}
	last := db.w.latest
	v := &version{Tx: r.last}
	v.State.catalog, v.State.highWater, v.State.end = last.State.catalog, last.State.highWater, last.State.end
	v.State.remains = last.State.remains
	v.State.sequence = o.peers.memory.Current()
	if r.transactions > 0 {
		v.State.pager = db.pager
	}
	db.pager, db.w = file, writer{}
	db.readers.Publish(v)
	return nil
}

// replayInMemory makes the database's present state that of the end of the log.
func (o *opener) replayInMemory(choice meta.Choice) (*replay, error) {
	db, current := o.db, choice.Current()
	pages := max(current.HighWater, ids.PageID(db.pager.Size()/int64(current.PageSize)))
	bytesMax := max(o.opts.MaxOverlayBytes, 0)
	overlay := pager.NewOverlayStore(db.pager.Store(), int64(pages)*int64(current.PageSize), bytesMax, overlayOption)
	db.pager = pager.New(overlay, pagerOptions(o.opts))
	account, err := space.NewManager(pages, math.MaxInt64, nil)
	if err != nil {
		return nil, fmt.Errorf("free space: %w", err)
	}
	first := &version{Tx: current.Tx}
	first.State.catalog, first.State.end = btree.State(current.Catalog), current.Log.LSN
	first.State.remains = db.hasRemains(first.State.catalog, pages)
	db.check.last.Store(uint64(current.Tx))
	db.beginAt(first, account)
	r := newReplay(db, choice)
	db.useWorkspace(bytesMax)
	db.w.work.SpillAbove(replayBatch)
	r.rewritten = true // nothing on disk is changed
	report, err := wal.Read(o.logOptions(current.UUID, nil), wal.Position(current.Log), r.visit)
	if err != nil {
		return nil, err
	}
	if err := r.dropPieces(); err != nil {
		return nil, err
	}
	if err := r.flush(); err != nil {
		return nil, err
	}
	if r.transactions > 0 {
		db.w.latest.State.end = report.Last
	}
	return r, nil
}

// overlayError says that the log has more than fits into the memory for it.
func (o *opener) overlayError(err error) error {
	var limit *LimitError
	if errors.As(err, &limit) {
		shown := &LimitError{Limit: "memory for what the log repeats", Value: limit.Value, Max: max(o.opts.MaxOverlayBytes, 0), Option: overlayOption}
		return fmt.Errorf("%w: %w", ErrNeedsRecovery, shown)
	}
	return o.logError(err)
}
