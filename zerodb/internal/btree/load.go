package btree

import (
	"bytes"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Loader appends entries in ascending order to a tree and packs them into pages as it goes: each page is laid out once. The tree must not
// be used between StartLoad and Finish.
type Loader struct {
	t *Tree
	w Writer
	// limit is how many bytes of a page are filled.
	limit int
	// levels are the pages under way, from the leaf up.
	levels []*loadLevel
	// last is the key before; loaded counts entries, changes tells whether the tree was changed meanwhile.
	last    []byte
	loaded  uint64
	changes uint64
	// separator is scratch memory.
	separator []byte
}

// loadLevel is a page under way: what it is to hold, and where it will be. The level above refers to it already.
type loadLevel struct {
	ref  ids.PageRef
	node page.Node
	list page.Assembly
	// arena holds the bytes of the list's entries, kept those of the entries that go on to the next page.
	arena, kept []byte
}

// branchTail is how many entries of a full branch go on to the next one, so that none has a single child.
const branchTail = 2

// StartLoad begins to load behind the last entry. fill is how much of each page is filled, from 1 to 100 percent. Errors are those of
// the Writer and fault.CorruptionError.
func (t *Tree) StartLoad(w Writer, fill int) (*Loader, error) {
	l := &Loader{t: t, w: w, limit: w.PageSize() * fill / 100}
	if err := t.State.Validate(); err != nil {
		return nil, err
	}
	if t.Depth > 0 {
		if err := l.resume(); err != nil {
			return nil, err
		}
	}
	l.changes = t.changes
	return l, nil
}

// resume takes up the last pages of a tree that has some.
func (l *Loader) resume() error {
	t := l.t
	if err := t.descendLast(l.w); err != nil {
		return err
	}
	if err := t.editPath(l.w); err != nil {
		return err
	}
	for depth := int(t.Depth) - 1; depth >= 0; depth-- {
		f := &t.Work.path[depth]
		level := &loadLevel{ref: f.ref, node: f.node}
		level.list.Reset(f.node.Kind(), len(f.node))
		level.list.Add(bytes.Clone(f.node))
		l.levels = append(l.levels, level)
	}
	leaf := t.leaf().node
	l.last = leaf.AppendKey(l.last[:0], leaf.Count()-1)
	return nil
}

// Holds reports whether the loader is going to write into a page.
func (l *Loader) Holds(ref ids.PageRef) bool {
	for _, v := range l.levels {
		if v.ref == ref {
			return true
		}
	}
	return false
}

// Add appends an entry. It fails with ErrKeyOrder when the key is not above those before it, and with a SizeError, both of
// which leave everything as it is; with ErrTooDeep, fault.CorruptionError and the Writer's errors, after which the transaction must be
// aborted.
func (l *Loader) Add(key, value []byte) error {
	if err := checkSizes(l.w, key, value); err != nil {
		return err
	}
	if (l.loaded > 0 || l.t.Count > 0) && bytes.Compare(key, l.last) <= 0 {
		return ErrKeyOrder
	}
	if l.changes != l.t.changes {
		return ErrBusy
	}
	payload, err := l.t.payload(l.w, key, value)
	if err != nil {
		return err
	}
	if len(l.levels) == 0 {
		if err := l.open(page.KindLeaf); err != nil {
			return err
		}
	}
	l.last = append(l.last[:0], key...)
	if err := l.add(0, key, payload); err != nil {
		return err
	}
	l.loaded++
	return nil
}

// open puts a level on top.
func (l *Loader) open(kind page.Kind) error {
	if len(l.levels) == MaxDepth {
		return ErrTooDeep
	}
	level := &loadLevel{}
	l.levels = append(l.levels, level)
	return level.next(l.w, kind)
}

// next begins another page of a level.
func (v *loadLevel) next(w Writer, kind page.Kind) error {
	ref, b, err := w.New(kind)
	if err != nil {
		return err
	}
	v.ref, v.node = ref, b
	v.list.Reset(kind, len(b))
	return nil
}

// push puts an entry into the list of a level. Its bytes are copied.
func (v *loadLevel) push(key, payload []byte) {
	size := len(key) + len(payload)
	if cap(v.arena)-len(v.arena) < size {
		v.arena = make([]byte, 0, max(2*len(v.node), size)) // the former one belongs to the list
	}
	start := len(v.arena)
	v.arena = append(append(v.arena, key...), payload...)
	middle := start + len(key)
	v.list.Insert(v.list.Count(), v.arena[start:middle:middle], v.arena[middle:])
}

// add puts an entry into a page under way, and lays the page out when it is full.
func (l *Loader) add(depth int, key, payload []byte) error {
	v := l.levels[depth]
	v.push(key, payload)
	tail := 1
	if depth > 0 {
		tail = branchTail
	}
	count := v.list.Count()
	if v.list.Size(0, count) <= l.limit || count < 2*tail {
		if !v.list.Fits(0, count) {
			return l.turn(depth, count-1) // a page of few and large entries
		}
		return nil
	}
	return l.turn(depth, count-tail)
}

// turn lays out the page under way with its first entries and begins the next page with the others.
func (l *Loader) turn(depth, count int) error {
	v := l.levels[depth]
	if !v.list.Ordered() || count < 1 {
		return fault.New(v.ref.ID, fault.Order, 0, 0, 0)
	}
	if depth+1 == len(l.levels) {
		if err := l.open(page.KindBranch); err != nil {
			return err
		}
		l.levels[depth+1].push(nil, page.AppendChild(nil, v.ref))
	}
	l.separator = v.list.AppendSeparator(l.separator[:0], count)
	v.list.Build(v.node, 0, count)
	if err := v.carry(l.w, count); err != nil {
		return err
	}
	return l.add(depth+1, l.separator, page.AppendChild(nil, v.ref))
}

// carry begins the next page of a level with the entries from one on.
func (v *loadLevel) carry(w Writer, from int) error {
	type part struct{ key, payload int }
	var parts [branchTail]part
	count := v.list.Count() - from
	v.kept = v.kept[:0]
	for i := range count {
		start := len(v.kept)
		v.kept = v.list.AppendKey(v.kept, from+i)
		parts[i].key = len(v.kept) - start
		v.kept = v.list.AppendPayload(v.kept, from+i)
		parts[i].payload = len(v.kept) - start - parts[i].key
	}
	if err := v.next(w, v.node.Kind()); err != nil {
		return err
	}
	v.arena = v.arena[:0]
	rest := v.kept
	for _, p := range parts[:count] {
		v.push(rest[:p.key], rest[p.key:p.key+p.payload])
		rest = rest[p.key+p.payload:]
	}
	return nil
}

// Finish lays out the last pages and gives the tree its new state. It returns how many entries were loaded.
func (l *Loader) Finish() (uint64, error) {
	if l.loaded == 0 {
		return 0, nil
	}
	if l.changes != l.t.changes {
		return 0, ErrBusy
	}
	for _, v := range l.levels {
		if !v.list.Ordered() {
			return 0, fault.New(v.ref.ID, fault.Order, 0, 0, 0)
		}
		v.list.Build(v.node, 0, v.list.Count())
	}
	t := l.t
	t.changes++
	t.State = State{Root: l.levels[len(l.levels)-1].ref, Count: t.Count + l.loaded, Depth: uint32(len(l.levels))}
	return l.loaded, nil
}
