package zerodb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/checker"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/journal"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/internal/wal"
)

// CheckOptions configures Inspection.Check.
type CheckOptions struct {
	// Progress is told now and then how many of how many pages have been looked at; nil means nobody watches.
	Progress func(done, total uint64)
}

// CheckSummary tells what a check has looked at.
type CheckSummary struct {
	// CheckpointTx is the transaction of the checkpoint that was checked, Pages how many pages it has, FreePages how many of
	// them are free.
	CheckpointTx, Pages, FreePages uint64
	// Tables and Entries count what could be reached.
	Tables, Entries uint64
	// LogTransactions is how many transactions the log has behind the checkpoint, LogBytes the size of what was read, LastTx the
	// last of them, or the checkpoint.
	LogTransactions, LogBytes, LastTx uint64
	// Findings counts what was found wrong, Mendable how much of it Mend puts right, Lost how many places have lost entries.
	Findings, Mendable, Lost uint64
	// Overtaken says that the database was in use and went on to another checkpoint, so that the findings mean nothing.
	Overtaken bool
}

// Check looks at the whole database as it lies on the disk: the meta pages, the free set, every page of every tree with its
// checksum and the order of its keys, that each page belongs to exactly one owner, and the log behind the checkpoint. It calls
// fn for each finding; an error from fn ends the check.
//
// It returns a nil error when it came to the end, whatever it found; else fn's error, one that wraps ctx.Err(), or the file system's.
func (i *Inspection) Check(ctx context.Context, o CheckOptions, fn func(Finding) error) (CheckSummary, error) {
	c := &fileCheck{i: i, o: o, ctx: ctx, fn: fn}
	err := c.run()
	if err != nil {
		return c.sum, fmt.Errorf("zerodb: check %s: %w", i.path, err)
	}
	return c.sum, nil
}

// fileCheck is a check of files under way.
type fileCheck struct {
	i   *Inspection
	o   CheckOptions
	ctx context.Context
	fn  func(Finding) error
	sum CheckSummary
	set space.Persisted
}

// run does the steps of Check.
func (c *fileCheck) run() error {
	if err := c.metas(); err != nil {
		return err
	}
	m, err := c.i.current()
	if err != nil {
		return nil // reported by metas; without a checkpoint there is nothing to walk
	}
	c.sum.CheckpointTx, c.sum.LastTx, c.sum.Pages = uint64(m.Tx), uint64(m.Tx), uint64(m.HighWater)
	known, err := c.freeSpace(m)
	if err != nil {
		return err
	}
	if err := c.trees(m, known); err != nil {
		return err
	}
	if err := c.log(m); err != nil {
		return err
	}
	c.sum.Overtaken = c.i.InUse() && !c.i.sameCheckpoint(m)
	return nil
}

// report counts a finding and shows it.
func (c *fileCheck) report(f Finding) error {
	c.sum.Findings++
	if f.Mendable {
		c.sum.Mendable++
	}
	if f.Lost {
		c.sum.Lost++
	}
	return c.fn(f)
}

// metas reports damaged meta pages, and a file that is too short. One damaged meta page is mendable where the log does not need
// it, which log finds out.
func (c *fileCheck) metas() error {
	i := c.i
	if i.unreadable != nil {
		return c.report(Finding{Pages: firstPages, Lost: true, Err: i.Damage()})
	}
	if other := i.choice.Other(); other.Err != nil {
		slot := uint64(1 - i.choice.Newest)
		if err := c.report(Finding{Page: slot, Pages: 1, Mendable: true, Err: other.Err}); err != nil {
			return err
		}
	}
	m := i.choice.Current()
	if have := ids.PageID(i.Pages()); have < m.HighWater {
		err := fault.New(have, fault.Size, 0, uint64(m.HighWater), uint64(have))
		return c.report(Finding{Page: uint64(have), Pages: uint64(m.HighWater - have), Err: err})
	}
	return nil
}

// freeSpace reads the free set and reports whether it could.
func (c *fileCheck) freeSpace(m meta.Meta) (known knowledge, err error) {
	set, err := c.i.freeSet(m)
	if err != nil {
		return unknown, c.report(Finding{Page: uint64(m.FreeSpace.ID), Pages: 1, Mendable: true, Err: fmt.Errorf("free space: %w", err)})
	}
	c.set = set
	for _, r := range set.Free {
		c.sum.FreePages += r.Count
	}
	return complete, nil
}

// knowledge says whether something could be read.
type knowledge uint8

const (
	unknown knowledge = iota
	complete
)

// trees walks the tables and the ownership of pages. Without a free set nobody can say which pages are lost.
func (c *fileCheck) trees(m meta.Meta, free knowledge) (err error) {
	defer catchFaults(c.i.pager).done(&err)
	limit := c.i.limit(m) // metas has reported it where the checkpoint says that there are more
	state := checker.State{
		Pages: c.i.audit(m), Catalog: btree.State(m.Catalog), HighWater: limit, Free: below(c.set.Free, limit), FreeSpace: c.set.Chain,
	}
	if c.o.Progress != nil {
		total := c.sum.Pages - c.sum.FreePages
		state.Progress = func(pages uint64) { c.o.Progress(pages, total) }
	}
	seen, err := checker.Run(c.ctx, state, func(f checker.Finding) error {
		shown := shownFinding(f)
		if shown.Mendable && free == unknown {
			return nil
		}
		shown.Mendable = shown.Mendable || isKind(f.Err, checker.TwoOwners) && holds(c.set.Free, f.Page)
		return c.report(shown)
	})
	c.sum.Tables, c.sum.Entries = seen.Tables, seen.Entries
	return err
}

// below returns the parts of runs that lie below a page.
func below(runs []space.Run, limit ids.PageID) []space.Run {
	var inside []space.Run
	for _, r := range runs {
		if r.Start < limit {
			inside = append(inside, space.Run{Start: r.Start, Count: min(r.Count, uint64(limit-r.Start))})
		}
	}
	return inside
}

// holds reports whether one of the runs has the page.
func holds(runs []space.Run, id ids.PageID) bool {
	for _, r := range runs {
		if id >= r.Start && id < r.End() {
			return true
		}
	}
	return false
}

// log reads the log behind the checkpoint.
func (c *fileCheck) log(m meta.Meta) error {
	visit := logVisit{check: c, last: m.Tx, lost: func(tx ids.TxID) error {
		return fault.New(ids.PageID(1-c.i.choice.Newest), lostCheckpoint, 0, uint64(tx), uint64(m.Tx))
	}, checkpoint: m.Tx}
	report, err := wal.Read(c.i.logOptions(m.UUID), wal.Position(m.Log), visit.record)
	c.sum.LogBytes = report.Bytes
	var damage *CorruptionError
	switch {
	case err == nil:
		return nil
	case c.ctx.Err() != nil:
		return err
	case errors.Is(err, fs.ErrNotExist):
		return c.report(Finding{Lost: true, Err: fault.New(0, lostLog, 0, 0, 0)})
	}
	if err = logCorruption(err); errors.As(err, &damage) {
		return c.report(Finding{Lost: true, Err: fmt.Errorf("after transaction %d: %w", visit.last, err)})
	}
	return err
}

// logVisit takes the records of the log in.
type logVisit struct {
	check            *fileCheck
	reader           journal.Reader
	chain            journal.Chain
	last, checkpoint ids.TxID
	lost             func(ids.TxID) error
}

// pieceError says that a piece of a transaction cannot be what was written, if err is not nil.
func pieceError(tx ids.TxID, err error) error {
	if err == nil {
		return nil
	}
	return journalDamage(tx, err)
}

// record checks one record.
func (v *logVisit) record(r wal.Record) error {
	if err := v.check.ctx.Err(); err != nil {
		return err
	}
	switch {
	case r.Type == recordCheckpoint && r.Tx > v.checkpoint:
		return v.lost(r.Tx)
	case r.Type != recordCommit && r.Type != recordPiece:
		v.chain.Drop()
		return nil
	}
	if err := checkTx(r.Tx, v.last); err != nil {
		return err
	}
	if err := v.reader.Reset(r.Payload); err != nil {
		return journalDamage(r.Tx, err)
	}
	for v.reader.Next() {
	}
	if err := v.reader.Err(); err != nil {
		return journalDamage(r.Tx, err)
	}
	if r.Type == recordPiece {
		_, err := v.chain.Add(r.Tx, v.reader.Header())
		return pieceError(r.Tx, err)
	}
	if err := v.chain.Commit(r.Tx, v.reader.Header()); err != nil {
		return journalDamage(r.Tx, err)
	}
	v.last = r.Tx
	v.check.sum.LogTransactions++
	v.check.sum.LastTx = uint64(r.Tx)
	return nil
}
