package zerodb

import (
	"context"
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/checker"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// MendReport tells what Mend has done.
type MendReport struct {
	// Findings is how many findings there were; with 0 nothing was changed.
	Findings uint64
	// FreePages is how many pages the rebuilt free set has.
	FreePages uint64
}

// Mend puts right what can be put right without a guess: a free set that is damaged, that has lost pages or that claims pages in
// use is built anew from what no table refers to, and a damaged meta page beside an intact newest one is written again. Nothing
// that was stored is touched. It opens the database for that, which brings in what the log has behind the checkpoint, takes a
// checkpoint, and closes it.
//
// Errors: ErrNotMendable when entries are lost or the log is damaged (nothing was changed then), ErrLocked while somebody has the
// database open, or has changed it between looking and mending, one that wraps ctx.Err() while it is looked through, and those of Inspect, Open and Close.
func Mend(ctx context.Context, path string, opts Options) (MendReport, error) {
	report, rebuilt, err := planMend(ctx, path, opts)
	if err != nil || report.Findings == 0 {
		return report, err
	}
	opts.Create = CreateNever
	db, err := openWith(path, opts, rebuilt)
	if err != nil {
		return report, fmt.Errorf("zerodb: mend: %w", err)
	}
	return report, db.Close()
}

// planMend checks the database and computes its free set.
func planMend(ctx context.Context, path string, opts Options) (report MendReport, rebuilt *rebuiltSet, err error) {
	i, err := Inspect(path, opts)
	if err != nil {
		return report, nil, err
	}
	defer func() { err = errors.Join(err, i.Close()) }()
	if i.InUse() {
		return report, nil, fmt.Errorf("zerodb: mend %s: %w", path, ErrLocked)
	}
	var worst error
	sum, err := i.Check(ctx, CheckOptions{}, func(f Finding) error {
		if !f.Mendable && worst == nil {
			worst = f.Err
		}
		return nil
	})
	if err != nil {
		return report, nil, err
	}
	report.Findings = sum.Findings
	switch {
	case worst != nil:
		return report, nil, fmt.Errorf("%w: %w", ErrNotMendable, worst)
	case sum.Findings == 0:
		return report, nil, nil
	}
	rebuilt, err = i.rebuildFreeSet(ctx, i.choice.Current())
	if err == nil {
		for _, r := range rebuilt.Free {
			report.FreePages += r.Count
		}
	}
	return report, rebuilt, err
}

// rebuiltSet is a free set that was computed for one checkpoint of one database. The lock of the database is given back between that and its use.
type rebuiltSet struct {
	space.Persisted
	database   [16]byte
	checkpoint ids.TxID
}

// isOf reports whether the set was computed for a checkpoint.
func (s *rebuiltSet) isOf(m meta.Meta) bool { return s.database == m.UUID && s.checkpoint == m.Tx }

// errOvertaken says that a set was computed in vain.
var errOvertaken = fmt.Errorf("%w: another process has opened it meanwhile and has taken a checkpoint, for which the rebuilt free set is not: try again", ErrLocked)

// rebuildFreeSet finds the pages that nothing of a checkpoint refers to. The pages of the old free set stay as they are where it
// can be read and no table has them, so that a crash in the middle of mending leaves what was there.
func (i *Inspection) rebuildFreeSet(ctx context.Context, m meta.Meta) (*rebuiltSet, error) {
	if old, err := i.freeSet(m); err == nil {
		set, shared, err := i.unreferred(ctx, m, old.Chain)
		if err != nil || !shared {
			return &rebuiltSet{Persisted: set, database: m.UUID, checkpoint: m.Tx}, err
		}
	}
	set, _, err := i.unreferred(ctx, m, nil)
	return &rebuiltSet{Persisted: set, database: m.UUID, checkpoint: m.Tx}, err
}

// unreferred returns the pages that neither a table nor the chain of the old free set has, and whether both have one.
func (i *Inspection) unreferred(ctx context.Context, m meta.Meta, chain []space.Run) (set space.Persisted, shared bool, err error) {
	defer catchFaults(i.pager).done(&err)
	set = space.Persisted{Chain: chain}
	state := checker.State{Pages: i.audit(m), Catalog: btree.State(m.Catalog), HighWater: i.limit(m), FreeSpace: chain}
	_, err = checker.Run(ctx, state, func(f checker.Finding) error {
		if isKind(f.Err, checker.NoOwner) {
			set.Free = append(set.Free, space.Run{Start: f.Page, Count: f.Pages})
			return nil
		}
		shared = true
		return nil
	})
	return set, shared, err
}
