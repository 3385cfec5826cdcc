package checker

import (
	"bytes"
	"context"
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// Kinds of damage that only a look at the whole file shows.
const (
	// TwoOwners says that a page has a second owner, or lies outside of the file.
	TwoOwners fault.Kind = "page has two owners"
	// NoOwner says that a page is neither used nor free.
	NoOwner fault.Kind = "page has no owner"
)

// CatalogName is the name under which findings in the catalog are reported; no table has it, since names are not empty.
const CatalogName = ""

// State is what is checked: one version of the database and its account of pages at the same moment.
type State struct {
	// Pages reads the pages of the version, from the file and verified each time.
	Pages btree.Reader
	// Catalog is the tree of tables, HighWater the number of pages.
	Catalog   btree.State
	HighWater ids.PageID
	// Free are the runs that the account has as free, FreeSpace the pages that hold the last checkpoint's free set.
	Free, FreeSpace []space.Run
	// Progress is told now and then how many pages have been looked at; nil means nobody watches.
	Progress func(pages uint64)
}

// Finding is one thing that is wrong.
type Finding struct {
	// Table is the table concerned, CatalogName for what belongs to none.
	Table string
	// Page is the first of the Pages concerned.
	Page  ids.PageID
	Pages uint64
	// Low and High bound the keys that the place can hold, Low included; nil is no bound. Lost says that entries between
	// them cannot be reached.
	Low, High []byte
	Lost      bool
	// Err says what is wrong.
	Err error
}

// Summary counts what a check has seen.
type Summary struct {
	// Tables, Entries and Pages are those of the trees that could be walked.
	Tables, Entries, Pages uint64
	// Whole says that every tree could be walked to its end, so that every owner of a page is known.
	Whole bool
}

// checker is one check under way.
type checker struct {
	ctx    context.Context
	state  State
	report func(Finding) error
	owners *owners
	// table is the one that is being walked; hidden says that some tree could not be walked to its end.
	table  string
	hidden bool
	seen   Summary
}

// progressStep is how many pages are looked at between two reports of progress.
const progressStep = 4096

// Run checks a state and reports each finding. It returns report's error, which ends the check, an error that wraps
// ctx's when ctx ends first, or nil when the check came to its end, whatever it found.
func Run(ctx context.Context, s State, report func(Finding) error) (Summary, error) {
	c := &checker{ctx: ctx, state: s, report: report, owners: newOwners(s.HighWater)}
	for _, runs := range [...][]space.Run{s.Free, s.FreeSpace} {
		for _, r := range runs {
			if err := c.claim(r); err != nil {
				return c.seen, err
			}
		}
	}
	if err := c.tables(); err != nil {
		return c.seen, err
	}
	c.seen.Whole = !c.hidden
	return c.seen, c.orphans()
}

// claim gives pages an owner and reports those that have one.
func (c *checker) claim(r space.Run) error {
	taken, ok := c.owners.claim(r)
	if ok {
		return nil
	}
	c.hidden = true // one of the two owners has lost a page that is then missing elsewhere
	return c.found(taken, 1, fault.New(taken, TwoOwners, 0, uint64(c.state.HighWater), uint64(taken)))
}

// found reports one finding.
func (c *checker) found(id ids.PageID, pages uint64, err error) error {
	return c.report(Finding{Table: c.table, Page: id, Pages: pages, Err: err})
}

// lost reports a finding that makes entries unreachable.
func (c *checker) lost(v btree.Visit) error {
	c.hidden = true
	return c.report(Finding{
		Table: c.table, Page: v.Ref.ID, Pages: max(v.Pages, 1), Err: v.Fault,
		Low: bytes.Clone(v.Low), High: bytes.Clone(v.High), Lost: true,
	})
}

// count counts a page, or a run of pages, and tells who watches.
func (c *checker) count(v btree.Visit) {
	before := c.seen.Pages / progressStep
	c.seen.Pages += v.Pages
	if v.Kind == page.KindLeaf && c.table != CatalogName {
		c.seen.Entries += uint64(v.Entries)
	}
	if c.state.Progress != nil && c.seen.Pages/progressStep != before {
		c.state.Progress(c.seen.Pages)
	}
}

// tables walks the catalog and every table that it lists.
func (c *checker) tables() error {
	root := c.state.Catalog.Root.ID
	return catalog.Walk(c.state.Pages, c.state.Catalog, func(v btree.Visit) error {
		c.table = CatalogName
		return c.visit(v)
	}, func(name string, entry catalog.Entry, err error) error {
		c.table = name
		switch {
		case err != nil:
			c.hidden = true
			return c.found(root, 1, err)
		case name == catalog.RemainsName:
			return catalog.WalkRemains(c.state.Pages, entry.State, c.visit)
		}
		return c.walkTable(entry)
	})
}

// visit takes one page of a tree in.
func (c *checker) visit(v btree.Visit) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	c.count(v)
	if v.Fault != nil {
		if err := c.lost(v); err != nil {
			return err
		}
	}
	if v.Fault != nil && (v.Pages == 0 || sharedAlready(v.Fault)) {
		return nil
	}
	return c.claim(space.Run{Start: v.Ref.ID, Count: v.Pages})
}

// sharedAlready reports whether a fault says itself that the page has an owner.
func sharedAlready(err error) bool {
	var damage *fault.CorruptionError
	return errors.As(err, &damage) && (damage.Kind == fault.Shared || damage.Kind == fault.Count || damage.Kind == fault.Reference)
}

// orphans reports the pages that nobody owns.
func (c *checker) orphans() error {
	if c.hidden {
		return nil
	}
	for r := c.owners.unowned(page.FirstID); r.Count > 0; r = c.owners.unowned(r.End()) {
		if err := c.found(r.Start, r.Count, fault.New(r.Start, NoOwner, 0, 1, 0)); err != nil {
			return err
		}
	}
	return nil
}
