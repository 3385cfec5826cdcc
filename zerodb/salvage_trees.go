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
	top := btree.Tree{State: btree.State(m.Catalog)}
	return top.Walk(pages, func(v btree.Visit) error {
		s.note("", v)
		if v.Fault != nil || v.Kind != page.KindLeaf {
			return s.ctx.Err()
		}
		return s.catalogLeaf(pages, page.Node(pages.page), m.Catalog.Root)
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

// catalogLeaf copies the tables that a leaf of the catalog lists.
func (s *salvage) catalogLeaf(pages *steadyAudit, n page.Node, root ids.PageRef) error {
	for i := range n.Count() {
		name := string(n.AppendKey(nil, i))
		value, inline := n.Inline(i)
		if !inline {
			continue
		}
		state, options, err := decodeEntry(value, root)
		if err != nil {
			s.lostTables = true
			s.report.Gaps = append(s.report.Gaps, Finding{Table: name, Page: uint64(root.ID), Pages: 1, Lost: true, Err: err})
			continue
		}
		if name == catalog.RemainsName {
			err = surveyRemains(s.ctx, pages, state, s.noteRemains)
		} else {
			err = s.copyTable(pages, name, state, options)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noteRemains notes which pages belong to tables that were dropped and wait to be freed, so that nobody takes them for cut off.
func (s *salvage) noteRemains(v btree.Visit) {
	s.reached.set(v.Ref.ID, v.Pages)
	s.staleTrees = s.staleTrees || v.Fault != nil
}

// decodeEntry reads an entry of the catalog: where the table's tree is, and the table's options as the log has them.
func decodeEntry(value []byte, root ids.PageRef) (btree.State, []byte, error) {
	entry, err := catalog.Decode(value, root)
	return entry.State, catalog.EncodeForm(entry.Form), err
}

// copyTable copies what can be reached of a table.
func (s *salvage) copyTable(pages *steadyAudit, name string, state btree.State, options []byte) error {
	if s.known[name] {
		return nil
	}
	if err := s.create(name, options); err != nil {
		return err
	}
	s.report.Tables++
	tree := btree.Tree{State: state}
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
