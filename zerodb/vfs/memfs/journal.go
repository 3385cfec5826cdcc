package memfs

import "slices"

// stable says what a power failure leaves of a file's content.
type stable struct {
	// size is the durable length.
	size int64
	// before holds the durable content of the chunks that were changed since; nil elements are zeros.
	before map[int]*frozen
	// pending are the changes since, in order; the first lost of them will never be durable.
	pending []edit
	lost    int
	// diverged names the chunks in which something was lost; before always has them.
	diverged map[int]bool
}

// edit is a change of a file's content that is not yet durable.
type edit struct {
	// sequence orders it among all changes of the file system.
	sequence uint64
	// bytes were written at the offset; nil for a change of the length, to which offset was set then.
	bytes  []byte
	offset int64
}

// isResize reports whether the edit set the length.
func (e edit) isResize() bool { return e.bytes == nil }

// end is the length that the file must have had after the edit, at least.
func (e edit) end() int64 { return e.offset + int64(len(e.bytes)) }

// noteWrite records a write that is about to be made. It is called with mu held.
func (f *FS) noteWrite(node *inode, b []byte, offset int64) {
	if !f.options.CrashImages {
		return
	}
	node.keepBefore(offset, offset+int64(len(b)))
	node.stable.pending = append(node.stable.pending, edit{f.next(), slices.Clone(b), offset})
}

// noteResize records a change of the length that is about to be made. It is called with mu held.
func (f *FS) noteResize(node *inode, size int64) {
	if !f.options.CrashImages {
		return
	}
	node.keepBefore(size, node.content.size.Load())
	node.stable.pending = append(node.stable.pending, edit{sequence: f.next(), offset: size})
}

// next returns the next sequence number. It is called with mu held.
func (f *FS) next() uint64 {
	f.sequence++
	return f.sequence
}

// keepBefore saves the durable content of the chunks that hold the byte range, unless that has been done since
// the last sync or the chunk lies behind the durable length.
func (i *inode) keepBefore(from, to int64) {
	size := i.content.chunkBytes
	for at := from / size; at*size < min(to, i.stable.size); at++ {
		index := int(at)
		if _, done := i.stable.before[index]; done {
			continue
		}
		if i.stable.before == nil {
			i.stable.before = map[int]*frozen{}
		}
		i.stable.before[index] = i.content.freeze(index)
	}
}

// freeze returns the present content of a chunk; nil stands for zeros.
func (c *content) freeze(index int) *frozen {
	if found := c.peek(index); found != nil {
		return found.freeze()
	}
	return nil
}

// move is a change of names: a creation (no from), a removal (no to) or a rename (both).
type move struct {
	sequence uint64
	node     *inode
	from, to place
}

// apply makes the change in the names that namesOf returns for a folder. A name is taken away only from the inode
// that the change was about, so that changes can be applied without those before them.
func (m move) apply(namesOf func(folder *inode) map[string]*inode) {
	if m.from.folder != nil {
		if names := namesOf(m.from.folder); names[m.from.name] == m.node {
			delete(names, m.from.name)
		}
	}
	if m.to.folder != nil {
		namesOf(m.to.folder)[m.to.name] = m.node
	}
}

// move makes a change of names and records it. It is called with mu held.
func (f *FS) move(m move) {
	m.sequence = f.next()
	if m.from.folder != nil {
		m.node.names--
	}
	if m.to.folder != nil {
		m.node.names++
		if replaced := m.to.inode(); replaced != nil {
			replaced.names--
			f.release(replaced)
		}
	}
	m.apply(func(folder *inode) map[string]*inode { return folder.entries })
	f.release(m.node)
	if f.options.CrashImages {
		f.moves = append(f.moves, m)
	}
}

// settleNames makes the changes of a folder's names durable. A rename from or to another folder becomes durable as
// a whole, and with it what happened before in that other folder, as in a file system that logs changes of names
// in order. It is called with mu held.
func (f *FS) settleNames(folder *inode) {
	folders := map[*inode]bool{folder: true}
	settled := make([]bool, len(f.moves))
	for i, m := range slices.Backward(f.moves) {
		if !folders[m.from.folder] && !folders[m.to.folder] {
			continue
		}
		settled[i] = true
		for _, touched := range []*inode{m.from.folder, m.to.folder} {
			if touched != nil {
				folders[touched] = true
			}
		}
	}
	var left []move
	for i, m := range f.moves {
		if settled[i] {
			m.apply(func(folder *inode) map[string]*inode { return folder.durable })
		} else {
			left = append(left, m)
		}
	}
	f.moves = left
}
