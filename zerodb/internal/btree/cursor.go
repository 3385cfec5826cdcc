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

// Cursor moves through a tree in key order, both ways. Moves allocate nothing once the key buffer has grown to the
// length of the keys. A move returns false at the end of the tree and when it fails; Err tells these apart.
//
// The tree may change between moves: the cursor then finds its place again by key, and an entry that was deleted
// counts as the place where it was. After an error, Attach must be called before the cursor is used again.
type Cursor struct {
	r    Reader
	tree *Tree
	// changes is the state of the tree that path and leaf belong to.
	changes uint64
	// path leads to the present leaf, the last of depth levels; of that, index and count hold the entry and number
	// of entries.
	path         [MaxDepth]step
	depth        int
	leaf         page.Node
	index, count int
	at           place
	watch        watch
	// key holds the present key as far as keyed says; its first prefix bytes are what the keys of the leaf share.
	key    []byte
	prefix int
	keyed  keyed
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
	// frozen: the tree cannot change, so that keys are put together only when they are asked for.
	frozen watch = iota
	// changing: the tree may change, so that the key of each entry is kept before that can happen.
	changing
)

// keyed tells how much of the key buffer is right.
type keyed uint8

const (
	// keyUnknown: nothing.
	keyUnknown keyed = iota
	// keyPrefix: the prefix of the present leaf.
	keyPrefix
	// keyWhole: the key of the present entry.
	keyWhole
)

// AttachSnapshot makes the cursor ready for a tree that does not change as long as the cursor is used. The cursor
// stands nowhere: Next moves it to the first entry and Prev to the last. The key buffer is kept from earlier use.
func (c *Cursor) AttachSnapshot(r Reader, t *Tree) { c.attach(r, t, frozen) }

// AttachLive makes the cursor ready, as AttachSnapshot does, for a tree that may be written while the cursor is used,
// by the same goroutine and between the cursor's calls.
func (c *Cursor) AttachLive(r Reader, t *Tree) { c.attach(r, t, changing) }

// attach resets everything but the key buffer's memory.
func (c *Cursor) attach(r Reader, t *Tree, w watch) {
	c.release()
	c.r, c.tree, c.watch = r, t, w
	c.changes = t.changes
}

// Detach lets go of the tree and its pages and keeps the key buffer, so that the cursor may be kept for later use.
func (c *Cursor) Detach() {
	c.release()
	c.r, c.tree = nil, nil
}

// release forgets the position and every reference to pages.
func (c *Cursor) release() {
	for i := range c.depth {
		c.path[i].node = nil
	}
	c.leaf, c.err, c.at, c.keyed = nil, nil, nowhere, keyUnknown
	c.index, c.count, c.depth, c.prefix = 0, 0, 0, 0
}

// Err returns what made a move or Value fail, or nil. It stays until Attach.
func (c *Cursor) Err() error { return c.err }

// Valid reports whether the cursor stands on an entry, or on the place of one that was deleted.
func (c *Cursor) Valid() bool { return c.at == onEntry && c.err == nil }

// Key returns the key of the present entry, or nil if there is none. It is valid until the next move and must not be
// changed; it may lie in the cursor or in the page.
func (c *Cursor) Key() []byte {
	if c.at != onEntry || c.err != nil {
		return nil
	}
	if c.keyed != keyWhole {
		if c.prefix == 0 {
			return c.leaf.Suffix(c.index)
		}
		c.fillKey()
	}
	return c.key[:len(c.key):len(c.key)]
}

// fillKey puts the present key together in the buffer.
func (c *Cursor) fillKey() {
	if c.keyed == keyUnknown {
		c.key = append(c.key[:0], c.leaf.Prefix()...)
	}
	c.key = append(c.key[:c.prefix], c.leaf.Suffix(c.index)...)
	c.keyed = keyWhole
}

// Value returns the value of the present entry, without a copy unless the Reader made one: the one that it has now if
// the tree was written meanwhile. It returns nil if the cursor stands on no entry or the entry was deleted, and if
// the value cannot be read, which Err then tells.
func (c *Cursor) Value() []byte {
	if c.at != onEntry || c.err != nil {
		return nil
	}
	if c.changes != c.tree.changes {
		return c.valueAgain()
	}
	if value, inline := c.leaf.Inline(c.index); inline {
		return value
	}
	return c.noteValue(readValue(c.r, c.leaf, c.index))
}

// valueAgain looks the present key up in a tree that was changed since the last move.
func (c *Cursor) valueAgain() []byte {
	value, err := c.tree.Get(c.r, c.key)
	if err == ErrNotFound {
		return nil
	}
	return c.noteValue(value, err)
}

// noteValue keeps the error with which a value was read, if any.
func (c *Cursor) noteValue(value []byte, err error) []byte {
	if err != nil {
		c.err = err
		return nil
	}
	return value
}
