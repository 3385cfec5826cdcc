package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Append stores a value under a key that is above all keys of the tree, without a search. It fails with ErrKeyOrder, and leaves
// the tree as it is, when the key is not above them; otherwise as Put does.
func (t *Tree) Append(w Writer, key, value []byte) error {
	if err := checkSizes(w, key, value); err != nil {
		return err
	}
	if t.putBehind(w, key, value) {
		return nil
	}
	if t.Depth == 0 {
		return t.putFirst(w, key, value, Upsert)
	}
	if at, err := t.atEdge(w, key); err != nil {
		return err
	} else if at {
		return t.putNew(w, key, value, Upsert)
	}
	if err := t.descendLast(w); err != nil {
		return err
	}
	ws, leaf := t.Work, t.leaf()
	ws.separator = leaf.node.AppendKey(ws.separator[:0], leaf.index-1)
	if bytes.Compare(ws.separator, key) >= 0 {
		return ErrKeyOrder
	}
	return t.putNew(w, key, value, Upsert)
}

// checkSizes holds a key and a value against the format.
func checkSizes(w Writer, key, value []byte) error {
	if limit := page.MaxKeySize(w.PageSize()); len(key) > limit {
		return &SizeError{What: "key", Size: uint64(len(key)), Max: uint64(limit)}
	}
	if uint64(len(value)) > page.MaxValueSize {
		return &SizeError{What: "value", Size: uint64(len(value)), Max: page.MaxValueSize}
	}
	return nil
}

// descendLast records the path to behind the last entry. The tree is not empty.
func (t *Tree) descendLast(r Reader) error {
	if err := t.State.Validate(); err != nil {
		return err
	}
	ws := t.workspace()
	ref, birth := t.Root, t.Root.Birth
	for depth := range t.Depth {
		n, err := readNode(r, ref, t.Depth-1-depth, birth)
		if err != nil {
			return err
		}
		f := &ws.path[depth]
		f.ref, f.node, f.index = ref, n, n.Count()
		if n.Kind() == page.KindBranch {
			f.index = n.Count() - 1
			ref, birth = n.Child(f.index), n.Birth()
		}
	}
	return nil
}
