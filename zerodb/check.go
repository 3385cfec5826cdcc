package zerodb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/checker"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// Finding is one thing that DB.Check or Inspection.Check found wrong.
type Finding struct {
	// Table is the table concerned; empty for the catalog, the free space and the meta pages.
	Table string
	// Page is the first of the Pages concerned.
	Page, Pages uint64
	// Lost says that entries cannot be reached: those of Table with keys from Low, included, to High; nil is no bound.
	Lost      bool
	Low, High []byte
	// Mendable says that nothing that was stored is concerned: Mend puts it right, unless other findings hinder it.
	Mendable bool
	// Err says what is wrong, in general a *CorruptionError.
	Err error
}

// String says where and what.
func (f Finding) String() string {
	return fmt.Sprintf("table %q, pages %d+%d: %v", f.Table, f.Page, f.Pages, f.Err)
}

// Check looks at the whole database as it is committed now, beside readers and writers: every page belongs to exactly one tree,
// large value, free-space list or free run, or is a meta page; trees are in order, counters right, and each checksum is
// computed from what is in the file, where pages that only wait in memory are written first. It calls fn for each finding; an error
// from fn ends the check. It waits for the writer lock once, and keeps checkpoints waiting for a moment. Of a database that has stopped it may call pages without an owner which the
// failed transaction had taken; the next opening has them again.
//
// It returns nil when it came to the end, whatever it found. Errors: fn's, ErrClosed, ErrReadOnly for a database that was opened by
// OpenReadOnly, whose account of pages another process has (Inspect checks its files), one that wraps ctx.Err(), ErrCommitUnknown
// when the last commits cannot be made durable, ErrStopped when pages cannot be written, and those of BeginRead.
func (db *DB) Check(ctx context.Context, fn func(Finding) error) error {
	if db.closed.Load() {
		return ErrClosed
	}
	if db.follow != nil {
		return fmt.Errorf("zerodb: check: %w: it was opened by OpenReadOnly; check its files with Inspect", ErrReadOnly)
	}
	c := check{db: db, report: func(f checker.Finding) error {
		return fn(shownFinding(f))
	}}
	defer c.end()
	state, err := c.take(ctx)
	if err != nil {
		return err
	}
	return c.walk(ctx, state)
}

// shownFinding is a checker's finding for the public.
func shownFinding(f checker.Finding) Finding {
	return Finding{
		Table: f.Table, Page: uint64(f.Page), Pages: f.Pages, Lost: f.Lost, Low: f.Low, High: f.High, Err: f.Err,
		Mendable: isKind(f.Err, checker.NoOwner),
	}
}

// isKind reports whether an error is damage of the kind.
func isKind(err error, kind fault.Kind) bool {
	var damage *CorruptionError
	return errors.As(err, &damage) && damage.Kind == kind
}

// check is a check under way.
type check struct {
	db     *DB
	report func(checker.Finding) error
	// tx, if not nil, keeps the state that is checked.
	tx *Tx
}

// end gives the state up, also where who is told of a finding panics.
func (c *check) end() {
	if c.tx != nil {
		_ = c.tx.end() // the end of a read transaction does not fail
	}
}

// take opens a read transaction on the latest state and copies the account of pages of the same moment. What only the
// checkpointer knows is checked here, while it stands still.
func (c *check) take(ctx context.Context) (checker.State, error) {
	db := c.db
	if err := db.check.lock(ctx); err != nil {
		return checker.State{}, err
	}
	defer db.check.unlock()
	state, err := c.freeze(ctx)
	if err != nil {
		return state, err
	}
	if err := c.roots(); err != nil {
		return state, fmt.Errorf("zerodb: check: %w", err)
	}
	return state, nil
}

// freeze does what take does under the writer lock.
func (c *check) freeze(ctx context.Context) (checker.State, error) {
	db := c.db
	if err := db.lockWriter(ctx); err != nil {
		return checker.State{}, err
	}
	defer db.unlockWriter()
	if err := db.pendingFor(db.w.latest).Wait(ctx); err != nil {
		return checker.State{}, err
	}
	if err := db.settlePagesLocked(); err != nil {
		return checker.State{}, err
	}
	tx, err := db.BeginRead()
	if err != nil {
		return checker.State{}, err
	}
	c.tx = tx
	return checker.State{
		Pages:     &guardedAudit{pager.Audit{View: tx.view}},
		Catalog:   tx.base.State.catalog,
		HighWater: db.w.free.HighWater(),
		Free:      db.w.free.AppendFree(nil),
		FreeSpace: db.check.freeSpacePages(),
	}, nil
}

// settlePagesLocked writes the pages to the data file that are only in memory yet. The caller holds the writer lock.
func (db *DB) settlePagesLocked() error {
	if db.stopped.Load() != nil {
		return nil // nothing more is written; the memory is as good
	}
	if err := db.storeWaiting(db.pager.WriteKept); err != nil {
		return db.stop(err)
	}
	return nil
}

// freeSpacePages are the pages that belong to checkpoints. Those of one that could not be concluded may have been taken over already. The caller holds mu and the writer lock.
func (c *checkpointer) freeSpacePages() []space.Run {
	pages := append([]space.Run(nil), c.chain...)
	if c.unconcluded != nil && c.chainBorn != c.unconcluded.written.Head.Birth {
		pages = append(pages, c.unconcluded.written.Chain...)
		pages = append(pages, c.unconcluded.written.Unused...)
	}
	return pages
}

// roots checks the meta pages and the free set of the last durable checkpoint.
func (c *check) roots() error {
	db := c.db
	if db.log == nil {
		return nil
	}
	for slot := range 2 {
		err := c.root(slot)
		if err == nil {
			continue
		}
		if err := c.report(checker.Finding{Page: ids.PageID(slot), Pages: 1, Err: err}); err != nil {
			return err
		}
	}
	return nil
}

// root checks a meta page, and the free set of the one that counts.
func (c *check) root(slot int) (err error) {
	db := c.db
	defer catchFaults(db.pager).done(&err)
	b, err := db.pager.ReadMeta(ids.PageID(slot))
	if err != nil {
		return err
	}
	m, err := meta.Decode(b, slot)
	if err == nil && slot == db.check.slot {
		_, err = space.Decode(m.FreeSpace, m.HighWater, m.PageSize, db.pager.ReadMeta)
	}
	return err
}

// walk checks the trees and the ownership of pages.
func (c *check) walk(ctx context.Context, state checker.State) (err error) {
	defer catchFaults(c.db.pager).done(&err)
	_, err = checker.Run(ctx, state, c.report)
	return err
}
