package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Mode says what a Put may do.
type Mode uint8

const (
	// Upsert stores the value whether or not the key is there.
	Upsert Mode = iota
	// NewOnly fails with ErrKeyExists if the key is there.
	NewOnly
	// ExistingOnly fails with ErrNotFound if the key is not there.
	ExistingOnly
)

// Put stores a value under a key. The key may have up to page.MaxKeySize bytes, none included, the value up to
// page.MaxValueSize; both are copied and may lie in pages of the tree. What a former value occupied is freed.
//
// It fails with a SizeError, with ErrKeyExists or ErrNotFound as the mode says, all of which leave the tree as it is;
// with fault.CorruptionError, ErrTooDeep and the Writer's errors, after which see the package's invariants.
func (t *Tree) Put(w Writer, key, value []byte, mode Mode) error {
	if err := checkSizes(w, key, value); err != nil {
		return err
	}
	if mode != ExistingOnly && t.putBehind(w, key, value) {
		return nil
	}
	if t.Depth == 0 {
		return t.putFirst(w, key, value, mode)
	}
	if mode == Upsert {
		if done, err := t.patch(w, key, value); done || err != nil {
			return err
		}
	}
	found, err := t.find(w, key)
	if err != nil {
		return err
	}
	if found {
		return t.putExisting(w, value, mode)
	}
	return t.putNew(w, key, value, mode)
}

// find is descend, without a search where keys come in order.
func (t *Tree) find(r Reader, key []byte) (bool, error) {
	if at, err := t.atEdge(r, key); at || err != nil {
		return false, err
	}
	return t.descend(r, key)
}

// putFirst makes the root for the first entry.
func (t *Tree) putFirst(w Writer, key, value []byte, mode Mode) error {
	if err := t.State.Validate(); err != nil {
		return err
	}
	if mode == ExistingOnly {
		return ErrNotFound
	}
	payload, err := t.payload(w, key, value)
	if err != nil {
		return err
	}
	ref, b, err := w.New(page.KindLeaf)
	if err != nil {
		return err
	}
	page.Node(b).Insert(0, key, payload)
	t.changes++
	t.State = State{Root: ref, Count: 1, Depth: 1}
	return nil
}

// payload encodes a value as a leaf stores it beside the key, and puts it into a run first if it is too large.
func (t *Tree) payload(w Writer, key, value []byte) ([]byte, error) {
	ws := t.workspace()
	if page.FitsInline(w.PageSize(), len(key), len(value)) {
		ws.payload = page.AppendInline(ws.payload[:0], value)
		return ws.payload, nil
	}
	run, err := w.NewRun(value)
	if err != nil {
		return nil, err
	}
	ws.payload = page.AppendRun(ws.payload[:0], run, uint64(len(value)))
	return ws.payload, nil
}

// putNew inserts an entry at the end of the path.
func (t *Tree) putNew(w Writer, key, value []byte, mode Mode) error {
	if mode == ExistingOnly {
		return ErrNotFound
	}
	payload, err := t.payload(w, key, value)
	if err != nil {
		return err
	}
	// The key may lie in a page that is about to be freed.
	ws := t.Work
	ws.key = append(ws.key[:0], key...)
	if !t.insertTwin(ws.key, payload) {
		if err := t.editPath(w); err != nil {
			return err
		}
		if err := t.putAtLeaf(w, ws.key, payload); err != nil {
			return err
		}
	}
	t.Count++
	return nil
}

// putExisting replaces the value at the end of the path.
func (t *Tree) putExisting(w Writer, value []byte, mode Mode) error {
	if mode == NewOnly {
		return ErrKeyExists
	}
	leaf := t.leaf()
	ws := t.Work
	ws.key = leaf.node.AppendKey(ws.key[:0], leaf.index)
	payload, err := t.payload(w, ws.key, value)
	if err != nil {
		return err
	}
	if t.putTwin(payload) {
		return nil
	}
	if err := t.editPath(w); err != nil {
		return err
	}
	old := runAt(leaf.node, leaf.index)
	if !leaf.node.ReplacePayload(leaf.index, payload) {
		if err := t.replaceAnew(w, payload); err != nil {
			return err
		}
	}
	return old.free(w)
}

// run is where a large value lies; the zero value stands for none.
type run struct {
	ref    ids.PageRef
	length uint64
}

// runAt returns the run of entry i of a leaf.
func runAt(leaf page.Node, i int) run {
	if _, inline := leaf.Inline(i); inline {
		return run{}
	}
	ref, length := leaf.Run(i)
	return run{ref: ref, length: length}
}

// free gives the pages of the run back, if there is one.
func (r run) free(w Writer) error {
	if r.ref.IsZero() {
		return nil
	}
	return w.FreeRun(r.ref, r.length)
}
