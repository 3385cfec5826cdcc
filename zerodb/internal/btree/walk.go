package btree

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// ErrSkip is what the function given to Walk returns to leave out what lies below the page that it was shown.
var ErrSkip = errors.New("zerodb: skip the pages below")

// Visit is one page, or one run of pages, that a walk has come to.
type Visit struct {
	// Ref names the page, or the first page of the run.
	Ref ids.PageRef
	// Kind is KindLeaf, KindBranch or KindLarge: the kind that the place needs.
	Kind page.Kind
	// Pages is how many pages belong to it: 1 except for runs.
	Pages uint64
	// Level is the distance from the leaves; that of a run is 0.
	Level uint32
	// Entries is the number of entries of a leaf or branch.
	Entries int
	// Used is the number of bytes in use: of a leaf or branch header, slots and cells, of a run header and value.
	Used uint64
	// Low and High bound the keys that the place can hold: not below Low, below High. A nil bound is none. They are valid
	// during the call only.
	Low, High []byte
	// Fault says what is wrong; nil if nothing is. Pages below a faulty page are left out where they cannot be found.
	Fault error
}

// Walk shows visit every page of the tree, each branch before its children and each leaf before the runs of its values,
// and checks as it goes that births fit, that each page is referred to once, that the keys ascend through the whole
// tree within the bounds that the separators set, that large values can be read, and that the number of entries is
// right. A fault is shown as a Visit of its own or with the page concerned, and the walk goes on with the next page.
//
// Walk returns the error with which visit ended it, if it was another than ErrSkip, and no other error.
func (t *Tree) Walk(r Reader, visit func(Visit) error) error {
	if err := t.State.Validate(); err != nil {
		return unlessSkip(visit(Visit{Ref: t.Root, Kind: page.KindLeaf, Fault: err}))
	}
	if t.Depth == 0 {
		return nil
	}
	w := walker{r: r, visit: visit, seen: make(pageSet), complete: complete}
	if err := w.page(t.Root, t.Depth-1, t.Root.Birth, bounds{}); err != nil {
		return err
	}
	if w.entries == t.Count || w.complete != complete {
		return nil
	}
	err := fault.New(t.Root.ID, fault.Count, 0, t.Count, w.entries)
	return unlessSkip(visit(Visit{Ref: t.Root, Kind: kindAt(t.Depth - 1), Level: t.Depth - 1, Fault: err}))
}

// WalkLeaves is Walk, and gives take each leaf without a fault, behind the visit of it.
func (t *Tree) WalkLeaves(r Reader, visit func(Visit) error, take func(page.Node) error) error {
	return t.Walk(r, func(v Visit) error {
		if err := visit(v); err != nil || v.Fault != nil || v.Kind != page.KindLeaf {
			return err
		}
		b, err := r.Read(v.Ref)
		if err != nil { // it was intact a moment ago
			return visit(Visit{Ref: v.Ref, Low: v.Low, High: v.High, Fault: err})
		}
		return take(page.Node(b))
	})
}

// unlessSkip turns ErrSkip into no error.
func unlessSkip(err error) error {
	if errors.Is(err, ErrSkip) {
		return nil
	}
	return err
}

// coverage tells whether a walk has seen the whole tree.
type coverage uint8

const (
	// complete: every page was seen, so that the number of entries can be judged.
	complete coverage = iota
	// partial: something was left out.
	partial
)

// bounds are the keys between which those of a page must lie: not below low, below high. A nil bound is none.
type bounds struct{ low, high []byte }

// walker is the state of one walk.
type walker struct {
	r        Reader
	visit    func(Visit) error
	seen     pageSet
	entries  uint64
	complete coverage
}

// page shows one page and what lies below it. The level bounds the recursion.
func (w *walker) page(ref ids.PageRef, level uint32, parentBirth ids.TxID, b bounds) error {
	v := Visit{Ref: ref, Kind: kindAt(level), Pages: 1, Level: level, Low: b.low, High: b.high}
	n, err := w.read(ref, level, parentBirth)
	if err != nil {
		w.complete, v.Fault = partial, err
		return unlessSkip(w.visit(v))
	}
	v.Entries, v.Used, v.Fault = n.Count(), uint64(n.Used()), checkBounds(n, b)
	if err := w.visit(v); err != nil {
		w.complete = partial
		return unlessSkip(err)
	}
	if level == 0 {
		return w.values(n)
	}
	return w.children(n, level, b)
}

// read reads a page that has not been seen before.
func (w *walker) read(ref ids.PageRef, level uint32, parentBirth ids.TxID) (page.Node, error) {
	if !w.seen.add(ref.ID) {
		return nil, fault.New(ref.ID, fault.Shared, 0, 1, 2)
	}
	return readNode(w.r, ref, level, parentBirth)
}

// children shows the pages below a branch.
func (w *walker) children(n page.Node, level uint32, b bounds) error {
	inner := bounds{low: b.low}
	for i := range n.Count() {
		inner.high = b.high
		if i+1 < n.Count() {
			inner.high = n.AppendKey(nil, i+1)
		}
		if err := w.page(n.Child(i), level-1, n.Birth(), inner); err != nil {
			return err
		}
		inner.low = inner.high
	}
	return nil
}

// values counts the entries of a leaf and shows the runs of its large values.
func (w *walker) values(n page.Node) error {
	w.entries += uint64(n.Count())
	for i := range n.Count() {
		if _, inline := n.Inline(i); inline {
			continue
		}
		ref, length := n.Run(i)
		if err := unlessSkip(w.visit(w.run(ref, length))); err != nil {
			return err
		}
	}
	return nil
}

// run reads one large value and describes it.
func (w *walker) run(ref ids.PageRef, length uint64) Visit {
	v := Visit{Ref: ref, Kind: page.KindLarge, Pages: page.RunPages(w.r.PageSize(), length)}
	v.Used = page.HeaderSize + length
	if !w.seen.add(ref.ID) {
		v.Fault = fault.New(ref.ID, fault.Shared, 0, 1, 2)
		return v
	}
	_, v.Fault = w.r.ReadRun(ref, length)
	return v
}

// checkBounds makes sure that the first and the last key of a page lie within its bounds; those between them ascend.
func checkBounds(n page.Node, b bounds) error {
	first := 0
	if n.Kind() == page.KindBranch {
		first = 1
	}
	if first >= n.Count() {
		return nil
	}
	low, high := n.AppendKey(nil, first), n.AppendKey(nil, n.Count()-1)
	below := string(low) < string(b.low) || first == 1 && b.low != nil && string(low) == string(b.low)
	if below || b.high != nil && string(high) >= string(b.high) {
		return disorder(n.Ref())
	}
	return nil
}
