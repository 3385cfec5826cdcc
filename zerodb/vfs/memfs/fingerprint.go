package memfs

import (
	"hash/maphash"
	"maps"
	"slices"
)

// Fingerprint sums up the names, lengths and bytes of all files and folders as they are now: file systems that are alike have the same
// fingerprint under the same seed, others another one but for one chance in 2^64. Permissions, locks, shared memory and what is not
// yet durable do not count, so that of two crash images it tells whether a program would find the same files in both.
func (f *FS) Fingerprint(seed maphash.Seed) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	var h maphash.Hash
	h.SetSeed(seed)
	f.root.sumUp(&h, make([]byte, f.options.ChunkBytes))
	return h.Sum64()
}

// sumUp adds a file's or a folder's content to a hash. The buffer has the size of a chunk.
func (i *inode) sumUp(h *maphash.Hash, buffer []byte) {
	if !i.isFolder() {
		i.content.sumUp(h, buffer)
		return
	}
	maphash.WriteComparable(h, len(i.entries))
	for _, name := range slices.Sorted(maps.Keys(i.entries)) {
		child := i.entries[name]
		maphash.WriteComparable(h, name)
		maphash.WriteComparable(h, child.isFolder())
		child.sumUp(h, buffer)
	}
}

// sumUp adds the length and all bytes to a hash.
func (c *content) sumUp(h *maphash.Hash, buffer []byte) {
	size := c.size.Load()
	maphash.WriteComparable(h, size)
	for p := range c.pieces(0, size) {
		b := buffer[:p.to-p.from]
		c.copyOut(b, p.from)
		_, _ = h.Write(b) // never fails
	}
}
