package zerodb

import (
	"errors"
	"maps"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/space"
)

// withoutMeta salvages from a file without a usable meta page: it looks through all pages for the newest root of a catalog, takes
// the tables that this lists, and then the whole log.
func (s *salvage) withoutMeta() error {
	s.tx = firstTx
	top, err := s.findCatalog()
	if err != nil {
		return err
	}
	if top == nil {
		s.note("", btree.Visit{Kind: page.KindLeaf, Fault: fault0("catalog")})
	} else {
		s.tx = top.Birth()
		s.noteCatalog(top)
		found := s.catalogOf(top)
		if err := errors.Join(s.copyTables(found), s.otherLeaves(found)); err != nil {
			return err
		}
	}
	if err := s.orphans(txMax-1, space.Persisted{}, s.i.Damage()); err != nil {
		return err
	}
	source := logSource{fs: s.i.opts.FS, path: s.i.path}
	if err := source.readIdentity(); err != nil {
		return s.logDamage(err)
	}
	return s.log(source.identity, Position{})
}

// copyTables copies the tables that a catalog lists, or a part of one.
func (s *salvage) copyTables(tables map[string]catalog.Entry) error {
	for name, e := range tables {
		if name == catalog.RemainsName {
			continue
		}
		if err := s.copyTable(s.i.steadyAll(), name, e); err != nil {
			return err
		}
	}
	return nil
}

// noteCatalog notes the pages of a catalog that was found, and those of them that cannot be read.
func (s *salvage) noteCatalog(top page.Node) {
	for n := range s.below(top) {
		s.reached.set(n.Ref().ID, 1)
		if n.Kind() != page.KindBranch {
			continue
		}
		for i := range n.Count() {
			if _, ok := s.child(n, i); !ok {
				s.note("", btree.Visit{Ref: n.Child(i), Kind: page.KindLeaf, Pages: 1, Fault: fault0("catalog")})
			}
		}
	}
}

// findCatalog looks through all pages for the newest root of a catalog: every change of a catalog writes its root, so that is the newest
// page of all catalogs, and of those written by one transaction the one above the others. It notes the leaves of catalogs on the way.
func (s *salvage) findCatalog() (best page.Node, err error) {
	for id := ids.PageID(page.FirstID); id < ids.PageID(s.i.Pages()); id++ {
		if err := s.ctx.Err(); err != nil {
			return nil, err
		}
		n, err := s.i.intact(id)
		if err != nil || n.Birth() > txLoaded {
			continue
		}
		s.newest = max(s.newest, n.Birth())
		if n.Kind() == page.KindLeaf {
			if s.catalogLeafOf(n) == nil {
				continue
			}
			s.listing = append(s.listing, n.Ref())
		}
		newer := best == nil || n.Birth() > best.Birth() || n.Birth() == best.Birth() && n.Kind() == page.KindBranch
		if newer && s.catalogOf(n) != nil {
			best = n
		}
	}
	return best, nil
}

// catalogOf returns the tables that a page and those below it list, or nil if they are no part of a catalog. What lies below pages
// that are damaged is left out.
func (s *salvage) catalogOf(top page.Node) map[string]catalog.Entry {
	all := map[string]catalog.Entry{}
	for n := range s.below(top) {
		if n.Kind() != page.KindLeaf {
			continue
		}
		tables := s.catalogLeafOf(n)
		if tables == nil {
			return nil
		}
		maps.Copy(all, tables)
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// catalogLeafOf returns the tables of a leaf, or nil unless every entry of it is one of a catalog and a root of a table is where one of
// them says.
func (s *salvage) catalogLeafOf(n page.Node) map[string]catalog.Entry {
	tables := map[string]catalog.Entry{}
	rooted := false
	for i := range n.Count() {
		entry, err := catalog.EntryAt(s.i.auditAll(), n, i, n.Ref())
		if err != nil {
			return nil
		}
		root, err := s.i.intact(entry.State.Root.ID)
		rooted = rooted || entry.State.Root.IsZero() || err == nil && root.Ref() == entry.State.Root
		tables[string(n.AppendKey(nil, i))] = entry
	}
	if !rooted {
		return nil
	}
	return tables
}
