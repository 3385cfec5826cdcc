package zerodb

import (
	"bytes"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/btree"
	"github.com/aerolith/aerolith/zerodb/internal/catalog"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/meta"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// tables copies what can be reached from a checkpoint's catalog.
func (s *salvage) tables(m meta.Meta) (err error) {
	defer catchFaults(s.i.pager).done(&err)
	pages := s.i.steadyOf(m)
	return catalog.Walk(pages, btree.State(m.Catalog), func(v btree.Visit) error {
		s.note("", v)
		return s.ctx.Err()
	}, func(name string, e catalog.Entry, err error) error {
		switch {
		case err != nil:
			s.lostTables = true
			s.report.Gaps = append(s.report.Gaps, Finding{Table: name, Page: uint64(m.Catalog.Root.ID), Pages: 1, Lost: true, Err: err})
			return nil
		case name == catalog.RemainsName:
			return catalog.WalkRemains(pages, e.State, s.noteRemains)
		}
		return s.copyTable(pages, name, e)
	})
}

// note notes which pages a tree refers to and what is wrong with them.
func (s *salvage) note(table string, v btree.Visit) {
	s.reached.set(v.Ref.ID, max(v.Pages, 1))
	s.progress(max(v.Pages, 1))
	if v.Fault == nil {
		return
	}
	s.lostTables = s.lostTables || table == ""
	s.report.Gaps = append(s.report.Gaps, Finding{
		Table: table, Page: uint64(v.Ref.ID), Pages: max(v.Pages, 1), Lost: true, Low: bytes.Clone(v.Low), High: bytes.Clone(v.High), Err: v.Fault,
	})
}

// noteRemains notes which pages belong to tables that were dropped and wait to be freed, so that nobody takes them for cut off.
func (s *salvage) noteRemains(v btree.Visit) error {
	s.reached.set(v.Ref.ID, v.Pages)
	s.staleTrees = s.staleTrees || v.Fault != nil
	return s.ctx.Err()
}

// copyTable copies what can be reached of a table.
func (s *salvage) copyTable(pages *steadyAudit, name string, e catalog.Entry) error {
	if s.known[name] {
		return nil
	}
	if err := s.create(name, catalog.EncodeForm(e.Form)); err != nil {
		return err
	}
	s.report.Tables++
	tree := btree.Tree{State: e.State}
	return tree.Walk(pages, func(v btree.Visit) error {
		s.note(name, v)
		if v.Fault != nil || v.Kind != page.KindLeaf {
			return s.ctx.Err()
		}
		copied, err := s.copyLeaf(pages, page.Node(pages.page))
		s.report.Entries += copied
		return err
	})
}

// create makes a table and goes on with it.
func (s *salvage) create(name string, options []byte) error {
	s.known[name] = true
	return s.load.create(s.tx, name, options)
}

// progress counts pages that were looked at, and tells who watches.
func (s *salvage) progress(pages uint64) {
	if s.looked += pages; s.o.Progress != nil {
		s.o.Progress(min(s.looked, s.i.Pages()), s.i.Pages())
	}
}

// copyLeaf copies the entries of a leaf into the table of the loader, apart from large values that cannot be read, which the
// walk reports.
func (s *salvage) copyLeaf(pages *steadyAudit, n page.Node) (copied uint64, err error) {
	for i := range n.Count() {
		value, inline := n.Inline(i)
		if !inline {
			run, length := n.Run(i)
			s.reached.set(run.ID, page.RunPages(s.i.opts.PageSize, length))
			if value, err = pages.ReadRun(run, length); err != nil {
				continue
			}
		}
		if err := s.load.put(s.tx, n.AppendKey(nil, i), value); err != nil {
			return copied, err
		}
		copied++
	}
	return copied, nil
}

// lostName is the name of the table for pages below one that nothing attributes.
func lostName(id ids.PageID) string { return fmt.Sprintf("%spage %d", LostAndFound, id) }
