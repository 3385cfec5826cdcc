package pager

import (
	"bytes"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// A twin of a page that the file has, as a checkpoint saw it, is an overlay: the file cannot take it under that reference. Before the next
// checkpoint takes its state, such pages are copied with the pages above them, all in one transaction, so that pages above many of
// them are copied once.

// overlaidBytes is how much memory overlays may take before they are copied.
const overlaidBytes = 64 << 20

// renamingsKept is for how many renamings memory waits for the next transaction.
const renamingsKept = 1 << 10

// overlaid are the pages with overlays.
type overlaid struct {
	list []Overlaid
	// above are the pages that refer to them, room is how many numbers copying all takes at most. branches is how many branches the open transaction has made, or given children of others: each may come to stand above some.
	above    map[ids.PageRef]struct{}
	room     uint64
	branches uint64
	// bytes is how much memory they take, max from how much on there are no more. Patches among them will take as much as pages once they are laid out; together with unwritten, the memory of pages
	// that are not in the file, that may come to total. pageSize is the size of each.
	bytes, max, total, pageSize int64
	unwritten                   *atomic.Int64
	// announced says that PatchesDue has said so; patches is how many patches came to these pages.
	announced bool
	patches   int
	// keys is memory for keys.
	keys []byte
	// renamed are the tables that the open transaction has given other names, in this order.
	renamed []renaming
}

// renaming is one change of a table's name.
type renaming struct{ from, to string }

// Overlaid is a page with an overlay.
type Overlaid struct {
	// Ref is its reference.
	Ref ids.PageRef
	// Table names the table that it belonged to when it got the overlay; Catalog says that it is a page of the catalog.
	Table   string
	Catalog bool
	// Key leads to the page, as long as it is in that tree.
	Key []byte
}

// full reports whether there can be no more of them.
func (o *overlaid) full() bool { return o.over(1, 1) }

// over reports whether they take such a share of what they may.
func (o *overlaid) over(share, of int64) bool {
	return of*o.bytes >= share*o.max || of*(int64(len(o.list))*o.pageSize+o.unwritten.Load()) >= share*o.total
}

// add takes in a page whose twin was kept.
func (o *overlaid) add(t *openTwin, catalogDepth uint32) {
	o.room++
	if _, known := o.above[t.above]; !known {
		if o.above == nil {
			o.above = make(map[ids.PageRef]struct{})
		}
		o.above[t.above] = struct{}{}
		o.room += uint64(t.depth) + uint64(catalogDepth)
	}
	start := len(o.keys)
	o.keys = t.page.appendKey(o.keys)
	o.list = append(o.list, Overlaid{Ref: t.page.ref, Table: t.of.Name, Catalog: t.of.Catalog, Key: o.keys[start:len(o.keys):len(o.keys)]})
}

// LimitOverlays sets how much memory overlays take at most beside what is fixed. None are allowed by 0.
func (w *Workspace) LimitOverlays(bytes int64) {
	w.twins.overlaid.max = max(0, min(bytes, overlaidBytes)) &^ int64(w.PageSize()-1)
}

// LimitLaidOut sets how much memory overlays and pages that are not in the file may take together once all are laid out.
func (w *Workspace) LimitLaidOut(bytes int64) { w.twins.overlaid.total = bytes }

// Overlaid returns the pages with overlays. It is valid until the next commit.
func (w *Workspace) Overlaid() []Overlaid { return w.twins.overlaid.list }

// SortOverlaid brings the pages with overlays into the order of tables, the catalog first, and keys.
func (w *Workspace) SortOverlaid() { slices.SortFunc(w.twins.overlaid.list, Overlaid.compare) }

// compare orders pages by tables and keys.
func (o Overlaid) compare(other Overlaid) int {
	if o.Catalog != other.Catalog {
		if o.Catalog {
			return -1
		}
		return 1
	}
	if o.Table != other.Table {
		return strings.Compare(o.Table, other.Table)
	}
	return bytes.Compare(o.Key, other.Key)
}

// OverlaidFull reports whether the pages with overlays should be copied, so that there can be more.
func (w *Workspace) OverlaidFull() bool {
	o := &w.twins.overlaid
	return o.max > 0 && o.full()
}

// OverlaidRoom returns how many page numbers copying the pages with overlays may take, those of the open transaction included.
func (w *Workspace) OverlaidRoom() uint64 {
	room := w.twins.overlaid.room
	for i := range w.twins.open {
		if t := &w.twins.open[i]; t.fresh {
			room += 1 + uint64(t.depth) + uint64(w.twins.catalogDepth)
		}
	}
	if room > 0 {
		room += w.twins.overlaid.branches
	}
	return room
}

// Regroup implements btree.Writer.
func (w *Workspace) Regroup() { w.twins.overlaid.branches++ }

// grow takes in that a transaction has succeeded that has made branches, or given them children of others.
func (o *overlaid) grow() {
	if o.room > 0 {
		o.room += o.branches
	}
}

// ForgetOverlaid says that a transaction has copied all pages with overlays, so that none is in a tree.
func (w *Workspace) ForgetOverlaid(copied ids.TxID) {
	s := &w.twins
	for _, o := range s.overlaid.list {
		if head := w.pager.kept.at(o.Ref); head != nil && head.overlay {
			s.formers = append(s.formers, formerContent{until: copied, page: head})
		}
	}
	clear(s.overlaid.list)
	s.overlaid.list, s.overlaid.keys, s.overlaid.room, s.overlaid.bytes, s.overlaid.announced = s.overlaid.list[:0], nil, 0, 0, false
	clear(s.overlaid.above)
	s.overlaid.patches = 0
}

// RenameTable says that the open transaction gives a table another name, so that the pages with overlays are found in it if it commits.
func (w *Workspace) RenameTable(from, to string) {
	o := &w.twins.overlaid
	o.renamed = append(o.renamed, renaming{from, to})
}

// rename goes over to the names that the tables have after the open transaction.
func (o *overlaid) rename() {
	if len(o.renamed) == 0 {
		return
	}
	last := make(map[string]string) // what each name has become in the end
	for _, r := range slices.Backward(o.renamed) {
		to, again := last[r.to]
		if !again {
			to = r.to
		}
		last[r.from] = to
	}
	for i := range o.list {
		p := &o.list[i]
		if to, renamed := last[p.Table]; renamed && !p.Catalog {
			p.Table = to
		}
	}
}

// renamedTo forgets the changes of names but for the first so many.
func (o *overlaid) renamedTo(n int) {
	clear(o.renamed[n:])
	if o.renamed = o.renamed[:n]; n == 0 && cap(o.renamed) > renamingsKept {
		o.renamed = nil
	}
}

// appendKey appends a key to dst that leads to the leaf.
func (p *private) appendKey(dst []byte) []byte {
	if p.patch != nil {
		return append(dst, p.patch.entry[:p.patch.key]...)
	}
	return page.Node(p.buffer).AppendKey(dst, 0)
}

// count takes in the memory that a twin takes which is going to be kept before what its page has in memory.
func (o *overlaid) count(t *openTwin, kept *residents) {
	p := t.page
	if !p.overlay {
		return
	}
	if p.patch == nil {
		if head := kept.at(p.ref); t.fresh || head != nil && head.patch != nil {
			o.bytes += int64(p.length())
		}
		return
	}
	for {
		o.bytes += p.patch.memory()
		o.patches++
		if p == t.bottom {
			return
		}
		p = p.former.Load()
	}
}
