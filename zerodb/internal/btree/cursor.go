package btree

import "github.com/aerolith/aerolith/zerodb/internal/page"

// place tells where a cursor stands.
type place uint8

const (
	// nowhere: the cursor has not been moved yet.
	nowhere place = iota
	// onEntry: the cursor stands on an entry, or where it was before that was deleted.
	onEntry
	// beforeFirst: the cursor has moved past the first entry.
	beforeFirst
	// afterLast: the cursor has moved past the last entry.
	afterLast
)

// windowSize is how many neighbouring entries a cursor takes apart at once, so that a step costs little and touches no
// page: all of most leaves.
const windowSize = 64

// seekWindow is how many entries a cursor takes apart that has looked for a key: what a short walk from there needs. Where keys must be put together it
// is one, since who seeks may want no more.
const seekWindow = 16

// Cursor moves through a tree in key order, both ways. Moves allocate nothing once the key buffer has grown to the
// length of the keys. A move returns false at the end of the tree and when it fails; Err tells these apart.
//
// The tree may change between moves: the cursor then finds its place again by key, and an entry that was deleted
// counts as the place where it was. After an error, Attach must be called before the cursor is used again.
//
// The cursor keeps a window of entries of the present leaf, taken apart. StepNext and StepPrev move inside of it, and they,
// Key and InlineValue read no page: a fault in mapped pages can hit only the other calls. Where the tree may change, the
// window is a single entry, whose key is copied.
type Cursor struct {
	r    Reader
	tree *Tree
	// ahead is r, where it can ask for pages ahead.
	ahead foreseer
	// changes is the state of the tree that path and leaf belong to.
	changes uint64
	// window holds the entries of the leaf from base on, up to last; pos is the present one. last is less than pos where
	// the cursor stands on no entry.
	pos, last int
	window    [windowSize]page.Entry
	// keys holds the window's keys where they do not lie whole in the leaf, or must outlive it.
	keys []byte
	leaf page.Node
	// keysFrom is what the window's keys are parts of: keys or leaf.
	keysFrom []byte
	// base is the window's first entry in the leaf, count the number of entries of the leaf.
	base, count int
	at          place
	watch       watch
	// copies says that keys are copied when they are taken apart, so that who reads them touches no page.
	copies bool
	// path leads to the present leaf, the last of depth levels.
	path  [MaxDepth]step
	depth int
	// crossed counts the leaves that the cursor has left one after the other for the neighbouring one.
	crossed int
	// former keeps the key that the cursor stood on while it looks for its place again.
	former []byte
	err    error
}

// step is one level of a cursor's path: a page and the entry through which the path goes on.
type step struct {
	node  page.Node
	index int
}

// watch tells whether the tree of a cursor may change while it is open.
type watch uint8

const (
	// frozen: the tree cannot change, so that whole keys may stay where they are.
	frozen watch = iota
	// changing: the tree may change, so that the present key is copied before that can happen.
	changing
)

// AttachSnapshot makes the cursor ready for a tree that does not change as long as the cursor is used. The cursor
// stands nowhere: Next moves it to the first entry and Prev to the last. The key buffer is kept from earlier use.
func (c *Cursor) AttachSnapshot(r Reader, t *Tree) { c.attach(r, t, frozen) }

// AttachLive makes the cursor ready, as AttachSnapshot does, for a tree that may be written while the cursor is used,
// by the same goroutine and between the cursor's calls.
func (c *Cursor) AttachLive(r Reader, t *Tree) { c.attach(r, t, changing) }

// CopyKeys makes the cursor copy all keys that it takes apart: reading them later cannot fault. Until it is attached anew.
func (c *Cursor) CopyKeys() { c.copies = true }

// attach resets everything but the key buffer's memory.
func (c *Cursor) attach(r Reader, t *Tree, w watch) {
	c.release()
	c.r, c.tree, c.watch, c.copies = r, t, w, false
	c.ahead, _ = r.(foreseer)
	c.changes = t.changes
}

// Detach lets go of the tree and its pages and keeps the key buffer, so that the cursor may be kept for later use.
func (c *Cursor) Detach() {
	c.release()
	c.r, c.tree, c.ahead = nil, nil, nil
}

// release forgets the position and every reference to pages.
func (c *Cursor) release() {
	for i := range c.depth {
		c.path[i].node = nil
	}
	c.leaf, c.keysFrom, c.err, c.at = nil, nil, nil, nowhere
	c.pos, c.last, c.base, c.count, c.depth = 0, -1, 0, 0, 0
}

// Halt makes the cursor stand on no entry, for a caller that has met an error beside it.
func (c *Cursor) Halt() { c.pos, c.last = 0, -1 }

// Err returns what made a move or Value fail, or nil. It stays until Attach.
func (c *Cursor) Err() error { return c.err }

// Valid reports whether the cursor stands on an entry, or on the place of one that was deleted.
func (c *Cursor) Valid() bool { return c.pos <= c.last }

// Key returns the key of the present entry, or nil if there is none. It is valid until the next move and must not be
// changed; it may lie in the cursor or in the page. It reads no page.
func (c *Cursor) Key() []byte {
	if c.pos > c.last {
		return nil
	}
	e := &c.window[c.pos]
	return c.keysFrom[e.KeyStart:e.KeyEnd:e.KeyEnd]
}

// InlineValue returns what Value would, or false if the page must be read or the tree searched for it. It reads no page.
func (c *Cursor) InlineValue() ([]byte, bool) {
	if c.pos > c.last || c.watch != frozen {
		return nil, false
	}
	return c.window[c.pos].Inline(c.leaf)
}

// Value returns the value of the present entry, without a copy unless the Reader made one: the one that it has now if
// the tree was written meanwhile. It returns nil if the cursor stands on no entry or the entry was deleted, and if
// the value cannot be read, which Err then tells.
func (c *Cursor) Value() []byte {
	if c.pos > c.last {
		return nil
	}
	if c.changes != c.tree.changes {
		return c.valueAgain()
	}
	if value, inline := c.window[c.pos].Inline(c.leaf); inline {
		return value
	}
	return c.noteValue(readValue(c.r, c.leaf, c.base+c.pos))
}

// valueAgain looks the present key up in a tree that was changed since the last move.
func (c *Cursor) valueAgain() []byte {
	value, err := c.tree.Get(c.r, c.Key())
	if err == ErrNotFound {
		return nil
	}
	return c.noteValue(value, err)
}

// noteValue keeps the error with which a value was read, if any.
func (c *Cursor) noteValue(value []byte, err error) []byte {
	if err != nil {
		c.fail(err)
		return nil
	}
	return value
}
