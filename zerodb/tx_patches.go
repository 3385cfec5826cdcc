package zerodb

import (
	"context"

	"github.com/aerolith/aerolith/zerodb/internal/pager"
)

// A small change of a leaf is kept as a patch where nobody reads: package pager lays the leaf out for who reads it later. docs/decisions/patches.md argues it.

// quietWrites is for how many write transactions nobody must have read before patches are made: they cost the first who reads a page.
const quietWrites = 4

// isQuiet reports whether nobody has read lately.
func (db *DB) isQuiet() bool {
	w := &db.w
	reads := db.measures.reads.Load()
	if w.oldestReader != 0 || reads != w.readsSeen {
		w.loud, w.readsSeen = quietWrites, reads
		return pager.PatchBesideReaders.Load()
	}
	if w.loud == 0 {
		return true
	}
	w.loud--
	return pager.PatchBesideReaders.Load()
}

// Patches of pages that the file has are laid out on another processor before they have to be: when half of the memory for them is taken, and before a checkpoint takes its state. The
// writer then copies no page when he gives them other references.

// layOutLoop lays patches out when many have come.
func (db *DB) layOutLoop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-db.check.patches:
		}
		if err := db.layOut(ctx); err != nil {
			return // the context has ended
		}
	}
}

// layOut lays out the patches of pages that the file has, beside everything else. What cannot be read is left to who needs it. The error is that of ctx.
func (db *DB) layOut(ctx context.Context) error {
	if err := db.check.laying.lock(ctx, "until patches are laid out"); err != nil {
		return err
	}
	defer db.check.laying.unlock()
	patches, err := db.pinPatches(ctx)
	if err != nil {
		return err
	}
	defer db.check.laid.Store(0)
	db.layOutAll(ctx, patches)
	return ctx.Err()
}

// pinPatches returns the patches that the latest state has, and pins it: the file keeps what lies under them.
func (db *DB) pinPatches(ctx context.Context) (pager.Patches, error) {
	if err := db.lockWriter(ctx); err != nil {
		return pager.Patches{}, err
	}
	defer db.unlockWriter()
	patches := db.w.work.Patches()
	if patches.Len() > 0 {
		db.check.laid.Store(uint64(db.w.latest.Tx))
	}
	return patches, nil
}

// layOutAll lays out patches until ctx ends or one cannot be read.
func (db *DB) layOutAll(ctx context.Context, patches pager.Patches) {
	for i := 0; i < patches.Len() && ctx.Err() == nil; i++ {
		if db.layOutOne(patches, i) != nil {
			return
		}
	}
}

// layOutOne lays one patch out.
func (db *DB) layOutOne(patches pager.Patches, i int) (err error) {
	defer catchFaults(db.pager).done(&err)
	return patches.LayOut(i)
}

// endTwins is settleTwins before the transaction does more to trees than to put and remove single entries. It has no twins after that.
func (tx *Tx) endTwins() error {
	tx.write.work.ForbidPatches()
	err := tx.settleTwins()
	if err != nil {
		tx.failed = err
	}
	return err
}
