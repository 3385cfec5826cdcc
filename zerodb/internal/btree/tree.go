package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// MaxDepth is the greatest number of levels of a tree, the leaves included. It bounds every descent. Even with keys of
// the greatest length a tree of half this depth outgrows any file.
const MaxDepth = 32

// State is what must be remembered of a tree to find it again: the content of its catalog entry.
type State struct {
	// Root is the topmost page; zero for an empty tree.
	Root ids.PageRef
	// Count is the number of entries.
	Count uint64
	// Depth is the number of levels from the root to the leaves, both included; 0 for an empty tree.
	Depth uint32
}

// Validate checks that depth, root and count can belong together. It fails with fault.CorruptionError of the kind
// Depth or Count.
func (s State) Validate() error {
	if s.Depth > MaxDepth {
		return fault.New(s.Root.ID, fault.Depth, 0, MaxDepth, uint64(s.Depth))
	}
	if s.Root.IsZero() != (s.Depth == 0) {
		return fault.New(s.Root.ID, fault.Depth, 0, 0, uint64(s.Depth))
	}
	if (s.Count == 0) != (s.Depth == 0) {
		return fault.New(s.Root.ID, fault.Count, 0, 0, s.Count)
	}
	return nil
}

// Tree is one ordered tree. The zero value is an empty one. Assign State to open a stored tree, and call Restore to
// go back to an earlier state while cursors may be open.
type Tree struct {
	State
	// Work is the memory in which pages are laid out anew. A nil one is made at the first need; several trees that
	// are written by the same goroutine may share one.
	Work *Workspace
	// Twins, unless it is nil, may give the content of a leaf where nothing else has to change.
	Twins Twins
	// changes moves with every change, so that cursors learn of it.
	changes uint64
}

// Restore puts the tree back into a state that it had before; the pages of that state must be there again. Cursors
// find their place again by key.
func (t *Tree) Restore(s State) {
	t.State = s
	t.changes++
}

// Moved says that the Writer has given pages of the tree other memory: cursors find their places again.
func (t *Tree) Moved() { t.changes++ }

// Get returns the value of a key, without a copy unless the Reader made one. It fails with ErrNotFound when there is
// no such key, with fault.CorruptionError, and with the Reader's errors. It allocates nothing.
func (t *Tree) Get(r Reader, key []byte) ([]byte, error) {
	leaf, err := t.leafFor(r, key)
	if err != nil {
		return nil, err
	}
	i, found := leaf.Search(key)
	if !found {
		return nil, ErrNotFound
	}
	return readValue(r, leaf, i)
}

// Has reports whether a key is there, without touching a large value. It fails as Get does, save for ErrNotFound.
func (t *Tree) Has(r Reader, key []byte) (bool, error) {
	leaf, err := t.leafFor(r, key)
	if err == ErrNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, found := leaf.Search(key)
	return found, nil
}

// readValue returns the value of entry i of a leaf.
func readValue(r Reader, leaf page.Node, i int) ([]byte, error) {
	if value, inline := leaf.Inline(i); inline {
		return value, nil
	}
	run, length := leaf.Run(i)
	return r.ReadRun(run, length)
}

// leafFor descends to the leaf where a key belongs. It fails with ErrNotFound if the tree is empty.
func (t *Tree) leafFor(r Reader, key []byte) (page.Node, error) {
	if t.Depth == 0 {
		return nil, ErrNotFound
	}
	if err := t.State.Validate(); err != nil {
		return nil, err
	}
	ref, birth := t.Root, t.Root.Birth
	for level := t.Depth - 1; ; level-- {
		n, err := t.readOne(r, ref, level, birth)
		if err != nil || level == 0 {
			return n, err
		}
		ref, birth = n.Child(n.ChildIndex(key)), n.Birth()
	}
}

// readNode reads the page that ref names and makes sure that it is of the kind that a level needs (0 is the leaves)
// and was not born after the page that refers to it.
func readNode(r Reader, ref ids.PageRef, level uint32, parentBirth ids.TxID) (page.Node, error) {
	if ref.Birth > parentBirth {
		return nil, tooYoung(ref, parentBirth)
	}
	b, err := r.Read(ref)
	if err != nil {
		return nil, err
	}
	touchHead(b, level)
	return checkKind(b, ref, level)
}

// readOne is readNode for a page of which one entry is wanted.
func (t *Tree) readOne(r Reader, ref ids.PageRef, level uint32, parentBirth ids.TxID) (page.Node, error) {
	if t.Depth < wholeDepth {
		return readNode(r, ref, level, parentBirth)
	}
	if ref.Birth > parentBirth {
		return nil, tooYoung(ref, parentBirth)
	}
	b, err := r.Read(ref)
	if err != nil {
		return nil, err
	}
	askForWhole(b, level)
	return checkKind(b, ref, level)
}

// tooYoung is the error for a page that was born after the one that refers to it.
func tooYoung(ref ids.PageRef, parentBirth ids.TxID) error {
	return fault.New(ref.ID, fault.Birth, 0, uint64(parentBirth), uint64(ref.Birth))
}

// checkKind makes sure that a page is of the kind that a level needs.
func checkKind(b []byte, ref ids.PageRef, level uint32) (page.Node, error) {
	if page.KindOf(b) != kindAt(level) {
		return nil, wrongKind(b, ref, level)
	}
	return page.Node(b), nil
}

// wrongKind is the error for a page that is not of the kind that a level needs.
func wrongKind(b []byte, ref ids.PageRef, level uint32) error {
	return fault.New(ref.ID, fault.PageKind, 0, uint64(kindAt(level)), uint64(page.KindOf(b)))
}

// kindAt returns the kind of the pages on a level counted from the leaves.
func kindAt(level uint32) page.Kind {
	if level == 0 {
		return page.KindLeaf
	}
	return page.KindBranch
}
