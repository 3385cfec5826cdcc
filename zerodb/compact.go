package zerodb

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// CompactOptions says how Compact works. The zero value of each field means its default.
type CompactOptions struct {
	// PagesPerStep is about how many pages one write transaction moves, from 1 to 65536; default 256. It moves no more than a sixteenth of
	// MaxTxBytes, whatever is asked for. Other writers wait for one step at most.
	PagesPerStep int
	// Pause is how long to wait after each step, so that others have the disk meanwhile; default none.
	Pause time.Duration
	// Progress is told after each step how many of about how many pages have been moved, which may become more on the way; nil means
	// nobody watches.
	Progress func(done, total uint64)
}

// CompactReport tells what Compact has done.
type CompactReport struct {
	// Steps is the number of write transactions, PagesMoved how many pages they wrote anew.
	Steps, PagesMoved uint64
	// BytesBefore and BytesAfter are the sizes of the data file in bytes.
	BytesBefore, BytesAfter int64
}

// Bounds and defaults of compaction.
const (
	pagesPerStepMax     = 1 << 16
	pagesPerStepDefault = 256
	// leavesPerMove is how many leaves a step visits at most for each page that it may move.
	leavesPerMove = 16
	// moveShare is how much smaller than the largest transaction what a step moves is.
	moveShare = 16
	// passesMax bounds how often Compact goes through the tables; each pass ends at a lower bound, or is the last.
	passesMax = 8
	// compactSlack is which part of the used pages is left free, for the copies that moving a page makes of those above it.
	compactSlack = 32
	// compactRoom is the least number of pages that are left free.
	compactRoom = 64
)

// Compact makes the data file shorter: it moves pages from the end of the file into free space before it, in write transactions of a bounded size, beside readers and other writers, and cuts the
// file off behind the last page in use once a checkpoint without those pages is durable. What is stored does not change. A long read transaction keeps the pages that it can see, at the end of the
// file too. Where the system forbids to cut a mapped file (Windows), it is cut by Close.
//
// Errors: ErrClosed, ErrReadOnly, ErrCompacting while another call runs, one that wraps ctx.Err() (what was moved stays moved), those of Tx.Commit and of Checkpoint, *CorruptionError, and one that
// names an option out of its range. On a database in memory it does nothing.
func (db *DB) Compact(ctx context.Context, opts CompactOptions) (CompactReport, error) {
	if opts.PagesPerStep < 0 || opts.PagesPerStep > pagesPerStepMax {
		return CompactReport{}, fmt.Errorf("zerodb: option PagesPerStep: %d is outside 1 to %d", opts.PagesPerStep, pagesPerStepMax)
	}
	return db.compactTo(ctx, opts, maxFloor)
}

// compactTo is Compact for a file that may have so many pages at most, if that can be.
func (db *DB) compactTo(ctx context.Context, opts CompactOptions, most ids.PageID) (CompactReport, error) {
	opts.PagesPerStep = min(cmp.Or(opts.PagesPerStep, pagesPerStepDefault), db.movesAtOnce())
	if db.log == nil && db.follow == nil {
		return CompactReport{}, nil
	}
	if !db.compacting.TryLock() {
		return CompactReport{}, ErrCompacting
	}
	defer db.compacting.Unlock()
	c := &compaction{db: db, opts: opts, most: most}
	c.report.BytesBefore = db.pager.Size()
	err := c.run(ctx)
	c.report.BytesAfter = db.pager.Size()
	if err == nil {
		db.emit(Compacted{CompactReport: c.report})
	}
	return c.report, err
}

// movesAtOnce is how many pages a transaction may move without coming near MaxTxBytes; the pages above them count too.
func (db *DB) movesAtOnce() int {
	return int(max(1, min(pagesPerStepMax, db.opts.MaxTxBytes/int64(db.opts.PageSize)/moveShare)))
}

// compaction is a run of Compact.
type compaction struct {
	db     *DB
	opts   CompactOptions
	report CompactReport
	// expected is about how many pages are moved in all.
	expected uint64
	// most is how many pages the file may have, bound the page from which on what is to move. table, not below firstName, and key are where the next step goes on; catalog says that the
	// tables are done.
	most, bound ids.PageID
	what        btree.Movable
	table       string
	key         []byte
	catalog     bool
	// stuck says that the last step found no room below the bound.
	stuck bool
}

// run frees what was dropped, then makes passes over all tables as long as the file becomes shorter.
func (c *compaction) run(ctx context.Context) error {
	for more := c.db.follow == nil; more; {
		var err error
		if more, err = c.sweep(ctx); err != nil {
			return err
		}
	}
	pages, err := c.settle(ctx)
	for range passesMax {
		if err != nil {
			return err
		}
		worth, err := c.plan(ctx)
		if err != nil || !worth {
			return err
		}
		before := pages
		for _, what := range [...]btree.Movable{btree.LargeValues, btree.AllPages} {
			c.what, c.table, c.key, c.catalog = what, firstName, nil, false
			if err := c.pass(ctx); err != nil {
				return err
			}
			if pages, err = c.settle(ctx); err != nil {
				return err
			}
		}
		if pages >= before {
			return nil
		}
	}
	return err
}

// firstName is the least name that a table can have; the trees that wait to be freed are kept before it.
const firstName = "\x00"

// sweep frees what dropped tables have left behind, and reports whether there may be more.
func (c *compaction) sweep(ctx context.Context) (more bool, err error) {
	more, err = c.db.sweepRemains(ctx)
	if more {
		c.report.Steps++
	}
	return more, err
}

// settlements bounds the checkpoints of a settlement: the first gives up what the one before it needed, the second is written without
// those pages, and where the first had to keep its own free set at the end of the file, one more is.
const settlements = 4

// settle takes checkpoints until the last of them no longer needs a page at the end of the file that is free, two at least, and cuts
// the file. It returns the number of pages that are left.
func (c *compaction) settle(ctx context.Context) (ids.PageID, error) {
	shorter := true
	for n := 0; n < 2 || n < settlements && shorter; n++ {
		if c.db.closed.Load() {
			return 0, ErrClosed
		}
		if c.db.follow != nil {
			return 0, ErrReadOnly
		}
		err := c.db.checkpoint(ctx, isNeeded)
		if err == nil {
			shorter, err = c.db.couldShrink(ctx)
		}
		if err != nil {
			return 0, err
		}
	}
	return c.db.shrink(ctx)
}

// plan sets the bound behind which nothing shall stay, and reports whether enough lies there to be worth it.
func (c *compaction) plan(ctx context.Context) (worth bool, err error) {
	db := c.db
	if err := db.lockWriter(ctx); err != nil {
		return false, err
	}
	defer db.unlockWriter()
	if db.closed.Load() {
		return false, ErrClosed // Close looks at the account of pages by itself then
	}
	figures := db.w.free.Stats(nil)
	used := uint64(figures.HighWater) - figures.Available
	c.bound = min(c.most, ids.PageID(used+used/compactSlack+compactRoom))
	if figures.HighWater > c.bound {
		c.expected = c.report.PagesMoved + uint64(figures.HighWater-c.bound)
	}
	return figures.HighWater > min(c.most, c.bound+c.bound/compactSlack), nil
}

// pass goes over all tables and the catalog once. When no room is left below the bound, a checkpoint gives back what the moves
// have left behind; a pass that is stuck all the same ends.
func (c *compaction) pass(ctx context.Context) error {
	for fresh := true; ; {
		moved, more, err := c.step(ctx)
		if err != nil || !more {
			return err
		}
		if c.stuck {
			if !fresh && moved == 0 {
				return nil
			}
			if _, err := c.settle(ctx); err != nil {
				return err
			}
		}
		fresh = !c.stuck
		if c.opts.Pause > 0 && !pause(ctx, c.opts.Pause) {
			return fmt.Errorf("zerodb: compact: %w", ctx.Err())
		}
	}
}

// step moves some pages in one write transaction.
func (c *compaction) step(ctx context.Context) (moved int, more bool, err error) {
	if ctx.Err() != nil {
		return 0, false, fmt.Errorf("zerodb: compact: %w", ctx.Err())
	}
	tx, err := c.db.BeginWrite(ctx)
	if err != nil {
		return 0, false, err
	}
	r := btree.Relocation{Bound: c.bound, What: c.what, MovesMax: c.opts.PagesPerStep, LeavesMax: c.opts.PagesPerStep * leavesPerMove}
	more, err = c.relocate(tx, &r)
	c.stuck = r.Stuck
	if err != nil || r.Moved == 0 {
		return 0, more, errors.Join(err, c.db.abandon(tx))
	}
	c.report.Steps++
	c.report.PagesMoved += uint64(r.Moved)
	_, err = tx.commit() // checkpoints wait until it is durable
	c.progress()
	return r.Moved, more, err
}

// progress tells who watches.
func (c *compaction) progress() {
	if c.opts.Progress != nil {
		c.opts.Progress(c.report.PagesMoved, max(c.expected, c.report.PagesMoved))
	}
}

// relocate does a piece of the present table, or of the catalog once all tables are done.
func (c *compaction) relocate(tx *Tx, r *btree.Relocation) (more bool, err error) {
	defer catchFaults(tx.db.pager).done(&err)
	if c.catalog {
		c.key, more, err = tx.catalog.Relocate(tx.write.work, c.key, r)
		return more, err
	}
	name, ok, err := c.nextTable(tx)
	if err != nil {
		return false, err
	}
	if !ok {
		c.catalog, c.key = true, nil
		return true, nil
	}
	if name != c.table {
		c.table, c.key = name, nil
	}
	t, err := tx.Table(name)
	if err != nil {
		return false, err
	}
	c.key, more, err = t.tree.Relocate(tx.write.work, c.key, r)
	if !more {
		c.table, c.key = name+"\x00", nil // the least name behind it
	}
	return true, err
}

// nextTable returns the first table that is not below the present name.
func (c *compaction) nextTable(tx *Tx) (name string, ok bool, err error) {
	var cursor btree.Cursor
	cursor.AttachSnapshot(tx.pages, &tx.catalog)
	if !cursor.Seek([]byte(c.table)) {
		return "", false, cursor.Err()
	}
	return string(cursor.Key()), true, nil
}

// compactIfWorth compacts when the options ask for it and enough of the file is free.
func (db *DB) compactIfWorth(ctx context.Context) error {
	free, pages := db.counters.available.Load(), db.counters.pages.Load()
	percent := uint64(db.opts.CompactFreePercent)
	if percent == 0 || free*100 <= pages*percent || free*uint64(db.opts.PageSize) < mebibyte {
		return nil
	}
	_, err := db.Compact(ctx, CompactOptions{})
	if errors.Is(err, ErrCompacting) || errors.Is(err, ErrClosed) {
		return nil
	}
	return err
}
