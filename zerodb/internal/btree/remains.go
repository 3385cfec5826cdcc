package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Remains is a tree that nobody reads any more and whose pages are freed step by step, from its lowest key on. No page of it is
// ever changed: Next says how far that has come.
type Remains struct {
	// Root is the topmost page, Depth the number of levels.
	Root  ids.PageRef
	Depth uint32
	// Next gives, for the page at each depth of the path to the place that was reached, the entry from which on everything is
	// still there.
	Next [MaxDepth]uint16
}

// RemainsOf returns what is to be freed of a tree: all of it.
func RemainsOf(s State) Remains { return Remains{Root: s.Root, Depth: s.Depth} }

// Validate checks that depth and root can belong together. It fails with fault.CorruptionError of the kind Depth.
func (m *Remains) Validate() error {
	if m.Depth > MaxDepth || m.Root.IsZero() != (m.Depth == 0) {
		return fault.New(m.Root.ID, fault.Depth, 0, MaxDepth, uint64(m.Depth))
	}
	return nil
}

// Free frees pages until about limit pages and runs are freed, and the leaf that was begun, and reports whether nothing is left. It fails with
// fault.CorruptionError and the Writer's errors; also then Next says what is left.
func (m *Remains) Free(w Writer, limit int) (bool, error) {
	if err := m.Validate(); err != nil || m.Depth == 0 {
		return err == nil, err
	}
	f := freer{w: w, remains: m, left: limit, seen: make(pageSet)}
	return f.free(m.Root, 0, m.Root.Birth)
}

// freer is one step of Free.
type freer struct {
	w       Writer
	remains *Remains
	left    int
	seen    pageSet
}

// free frees what is left below a page of the path, then the page, and reports whether it came so far.
func (f *freer) free(ref ids.PageRef, depth uint32, parentBirth ids.TxID) (bool, error) {
	if !f.seen.add(ref.ID) {
		return false, fault.New(ref.ID, fault.Shared, 0, 1, 2)
	}
	level := f.remains.Depth - 1 - depth
	n, err := readNode(f.w, ref, level, parentBirth)
	if err != nil {
		return false, err
	}
	below := f.child
	if level == 0 {
		below = f.value
	}
	next := &f.remains.Next[depth]
	for ; int(*next) < n.Count(); *next++ {
		if done, err := below(n, depth); err != nil || !done {
			return false, err
		}
	}
	if err := f.w.Free(ref); err != nil {
		return false, err
	}
	*next = 0
	f.left--
	return true, nil
}

// child frees the next child of a branch.
func (f *freer) child(n page.Node, depth uint32) (bool, error) {
	if f.left <= 0 {
		return false, nil
	}
	return f.free(n.Child(int(f.remains.Next[depth])), depth+1, n.Birth())
}

// value frees the run of the next entry of a leaf, if it has one. A leaf is freed as a whole, whatever the limit: another step may find other content
// under its reference, which has the same runs but at other places.
func (f *freer) value(n page.Node, depth uint32) (bool, error) {
	r := runAt(n, int(f.remains.Next[depth]))
	if r.ref.IsZero() {
		return true, nil
	}
	f.left--
	return true, r.free(f.w)
}

// Walk shows visit every page and run that is left, as Tree.Walk does, but without regard to the order of keys.
func (m *Remains) Walk(r Reader, visit func(Visit) error) error {
	if err := m.Validate(); err != nil {
		return unlessSkip(visit(Visit{Ref: m.Root, Kind: page.KindLeaf, Fault: err}))
	}
	if m.Depth == 0 {
		return nil
	}
	w := walker{r: r, visit: visit, seen: make(pageSet), complete: complete}
	return w.remains(m, m.Root, 0, m.Root.Birth, onPath)
}

// route tells whether a page lies on the path to the place that the freeing of a tree has reached.
type route uint8

const (
	// onPath: what lies before the place is gone.
	onPath route = iota
	// behind: nothing is gone.
	behind
)

// remains shows what is left of a page at some depth and below it.
func (w *walker) remains(m *Remains, ref ids.PageRef, depth uint32, parentBirth ids.TxID, at route) error {
	level := m.Depth - 1 - depth
	v := Visit{Ref: ref, Kind: kindAt(level), Pages: 1, Level: level}
	n, err := w.read(ref, level, parentBirth)
	if err != nil {
		v.Fault = err
		return unlessSkip(w.visit(v))
	}
	v.Entries, v.Used = n.Count(), uint64(n.Used())
	if err := w.visit(v); err != nil {
		return unlessSkip(err)
	}
	first := 0
	if at == onPath {
		first = int(m.Next[depth])
	}
	for i := first; i < n.Count(); i++ {
		if level == 0 {
			err = w.value(n, i)
		} else {
			err = w.remains(m, n.Child(i), depth+1, n.Birth(), at)
		}
		if err != nil {
			return err
		}
		at = behind
	}
	return nil
}

// value shows the run of one entry of a leaf, if it has one.
func (w *walker) value(n page.Node, i int) error {
	r := runAt(n, i)
	if r.ref.IsZero() {
		return nil
	}
	return unlessSkip(w.visit(w.run(r.ref, r.length)))
}
