package zerodb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/pager"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// SalvageOptions configures Salvage.
type SalvageOptions struct {
	// Guess also takes pages that nothing proves to be current: where the free set cannot be read, a page that no table refers to may be
	// an old state. With it, keys that were deleted long ago may come back.
	Guess bool
	// ArchivePath is the ArchivePath that the database had, if it had one.
	ArchivePath string
	// Progress is told now and then how many of how many pages have been looked at; nil means nobody watches.
	Progress func(done, total uint64)
}

// SalvageReport tells what Salvage has found.
type SalvageReport struct {
	// CheckpointTx is the transaction of the checkpoint that was read; 0 when no meta page could be read and the tables were found by
	// looking through all pages.
	CheckpointTx uint64
	// Tables and Entries count what was copied out of the trees.
	Tables, Entries uint64
	// AdoptedPages is how many pages were found again that damage had cut off from their tree, AdoptedEntries what they had.
	// UnclearPages is how many of them went into tables of their own whose names begin with LostAndFound, since nothing says which
	// table they belong to. UnprovenPages were found but left out, see SalvageOptions.Guess.
	AdoptedPages, AdoptedEntries, UnclearPages, UnprovenPages uint64
	// PlainTables are the tables that were made without the options that they had, because their entry of the catalog is lost, those of LostAndFound included: they are
	// ordered by the bytes of what the pages have as keys, or of what the log has, and keep one value for each key, whatever the table did. In one that had duplicates a
	// page has key and value together as the key, and of several values that the log has for a key the last one stays.
	PlainTables []string
	// LogTransactions is how many transactions of the log were repeated, LastTx the last of them. LogDamage says why the log could not
	// be read to its end, be it damage or an error of the file system, with which another salvage may come further; what stands behind that place is left out. A transaction is repeated as a whole or not at all.
	LogTransactions, LastTx uint64
	LogDamage               error
	// Gaps are the places that could not be read: for each a table, a range of keys, and what is wrong. Entries in them that AdoptedPages
	// or the log have are there all the same. A change that the log has and that fits no table as it was found is one too, and so are transactions that may be
	// missing between tables that were found without a meta page and the beginning of the log.
	Gaps []Finding
}

// LostAndFound begins the names of the tables that Salvage makes for what it cannot attribute.
const LostAndFound = "lost+found/"

// Salvage copies everything that is provably intact from a database, however damaged, into a new one in the folder to, which
// must not exist: all entries of the last checkpoint that can be reached, those on pages that damage has cut off, and then what the log
// has behind the checkpoint, so the newest version of each key. Nothing in from is changed. The new database gets its name when it is
// complete.
//
// Errors: fs.ErrExist, those of Inspect for from, ErrLocked while somebody has it open, one that wraps ctx.Err(), and
// those of Open for the new database. Damage is none: SalvageReport tells of it.
func Salvage(ctx context.Context, from, to string, opts Options, o SalvageOptions) (SalvageReport, error) {
	s := &salvage{ctx: ctx, o: o, opts: opts, to: to, known: map[string]bool{}}
	if err := s.run(from); err != nil {
		return s.report, fmt.Errorf("zerodb: salvage %s: %w", from, err)
	}
	return s.report, nil
}

// salvage is a salvage under way.
type salvage struct {
	ctx    context.Context
	o      SalvageOptions
	opts   Options
	to     string
	i      *Inspection
	load   *loader
	report SalvageReport
	// tx is the transaction that copied entries are given, newest the one that has written the newest page of all, where these were looked through for the catalog.
	tx, newest ids.TxID
	// listing are the leaves of catalogs, of whatever state, that were met then.
	listing []ids.PageRef
	// reached has a bit for each page that a tree refers to.
	reached *pageBits
	// looked is how many pages were looked at.
	looked uint64
	// known are the tables of the new database. lostTables says that the catalog itself has a gap, staleTrees that it is not known
	// which pages belong to dropped tables.
	known                  map[string]bool
	lostTables, staleTrees bool
}

// run does the steps of Salvage.
func (s *salvage) run(from string) (err error) {
	files := s.opts.withDefaults().FS
	if _, err := files.Stat(s.to); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	s.i, err = Inspect(from, s.opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.i.Close()) }()
	if s.i.InUse() {
		return ErrLocked
	}
	return assemble(files, s.to, func(work string) error { return s.build(work) })
}

// build makes the new database.
func (s *salvage) build(work string) (err error) {
	defer catchFaults(s.i.pager).done(&err) // a page that was intact a moment ago
	m, err := s.i.current()
	if err != nil {
		s.report.Gaps = append(s.report.Gaps, Finding{Pages: firstPages, Err: err})
		s.i.guessPageSize()
	}
	opts := s.opts
	opts.PageSize = s.i.opts.PageSize
	s.load, err = newLoader(work, opts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.load.close(err)) }()
	s.reached = newPageBits(s.i.Pages())
	if m.Tx == 0 {
		err = s.withoutMeta()
	} else {
		err = s.withMeta(m)
	}
	if err != nil {
		return err
	}
	return s.load.finish(max(s.tx, ids.TxID(s.report.LastTx)))
}

// withMeta salvages from a checkpoint.
func (s *salvage) withMeta(m meta.Meta) error {
	s.tx, s.report.CheckpointTx = m.Tx, uint64(m.Tx)
	if other := s.i.choice.Other(); other.Err != nil {
		s.report.Gaps = append(s.report.Gaps, Finding{Page: uint64(1 - s.i.choice.Newest), Pages: 1, Err: other.Err})
	}
	if err := s.tables(m); err != nil {
		return err
	}
	set, err := s.i.freeSet(m)
	if err := s.orphans(m.Tx, set, err); err != nil {
		return err
	}
	return s.log(m.UUID, Position{identity: m.UUID, log: logPosition(m)})
}

// guessPageSize takes the page size with which most of the first pages are intact.
func (i *Inspection) guessPageSize() {
	best, most := i.opts.PageSize, -1
	for size := page.MinSize; size <= page.MaxSize; size *= 2 {
		i.opts.PageSize = size
		i.pager = pager.New(i.pager.Store(), pagerOptions(i.opts))
		intact := 0
		const sample = 256
		for id := ids.PageID(page.FirstID); id < ids.PageID(min(i.Pages(), sample)); id++ {
			if _, err := i.intact(id); err == nil {
				intact++
			}
		}
		if intact*size > most {
			best, most = size, intact*size
		}
	}
	i.opts.PageSize = best
	i.pager = pager.New(i.pager.Store(), pagerOptions(i.opts))
}

// intact returns a copy of a leaf or branch that is intact by itself, whatever refers to it.
func (i *Inspection) intact(id ids.PageID) (n page.Node, err error) {
	defer catchFaults(i.pager).done(&err)
	b, err := i.readPage(id)
	if err != nil {
		return nil, err
	}
	if kind := page.KindOf(b); kind != page.KindLeaf && kind != page.KindBranch {
		return nil, fault0("page kind")
	}
	b = bytes.Clone(b)
	if err := page.VerifyChecksum(b, id); err != nil {
		return nil, err
	}
	return page.Node(b), page.Validate(b, ids.PageRef{ID: id, Birth: page.RefOf(b).Birth}, i.opts.PageSize)
}

// pageBits has a bit for each page.
type pageBits struct{ words []uint64 }

// newPageBits returns the bits of so many pages.
func newPageBits(pages uint64) *pageBits { return &pageBits{words: make([]uint64, pages/64+1)} }

// set sets the bits of pages that exist.
func (p *pageBits) set(first ids.PageID, count uint64) {
	for id := uint64(first); count > 0 && id/64 < uint64(len(p.words)); id, count = id+1, count-1 {
		p.words[id/64] |= 1 << (id % 64)
	}
}

// has reports whether a bit is set.
func (p *pageBits) has(id ids.PageID) bool {
	return uint64(id)/64 < uint64(len(p.words)) && p.words[id/64]>>(id%64)&1 != 0
}

// setRuns sets the bits of runs.
func (p *pageBits) setRuns(runs []space.Run) {
	for _, r := range runs {
		p.set(r.Start, r.Count)
	}
}
