package pager

import (
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// birthsPerChunk is how many pages one piece of the table covers.
const birthsPerChunk = 8192

// births remembers, for each page, the birth that was last found good or was written by this process. A page that is
// reused carries another birth, so that its mark no longer matches and it is verified anew; transaction numbers
// are never used twice, hence a mark cannot lie.
type births struct {
	chunks atomic.Pointer[[]*birthChunk]
	// grow guards the replacement of chunks.
	grow sync.Mutex
}

// birthChunk holds the marks of neighbouring pages; 0 is no mark.
type birthChunk [birthsPerChunk]atomic.Uint64

// newBirths returns an empty table.
func newBirths() *births {
	b := &births{}
	b.chunks.Store(&[]*birthChunk{})
	return b
}

// cover makes room for marks of the pages below limit.
func (b *births) cover(limit ids.PageID) {
	need := int((uint64(limit) + birthsPerChunk - 1) / birthsPerChunk)
	if len(*b.chunks.Load()) >= need {
		return
	}
	b.grow.Lock()
	defer b.grow.Unlock()
	old := *b.chunks.Load()
	chunks := make([]*birthChunk, len(old), max(need, len(old)))
	copy(chunks, old)
	for len(chunks) < need {
		chunks = append(chunks, new(birthChunk))
	}
	b.chunks.Store(&chunks)
}

// inMemory, beside a birth, says that this state of the page is not in the file yet but among the residents.
// Transaction numbers stay below it.
const inMemory = 1 << 63

// get returns the mark of a page: 0, a birth, or a birth with inMemory.
func (b *births) get(id ids.PageID) uint64 {
	chunks := *b.chunks.Load()
	i := uint64(id) / birthsPerChunk
	if i >= uint64(len(chunks)) {
		return 0
	}
	return chunks[i][id%birthsPerChunk].Load()
}

// covers reports whether marks of the page are kept.
func (b *births) covers(id ids.PageID) bool {
	return uint64(id)/birthsPerChunk < uint64(len(*b.chunks.Load()))
}

// has reports whether the page was verified in this birth, or written to the file by this process.
func (b *births) has(ref ids.PageRef) bool {
	return ref.Birth != 0 && b.get(ref.ID) == uint64(ref.Birth)
}

// settle says that a page is in the file now that was kept in memory before.
func (b *births) settle(ref ids.PageRef) {
	b.replace(ref.ID, uint64(ref.Birth)|inMemory, uint64(ref.Birth))
}

// verified marks the page of the file as verified in a birth, if its mark is still the one that was known before it was read. Meanwhile the
// page may have got other content in memory, or have had it all along for younger states than the reader's: that mark must stay, or nobody would find it.
func (b *births) verified(ref ids.PageRef, known uint64) {
	if known&inMemory == 0 {
		b.replace(ref.ID, known, uint64(ref.Birth))
	}
}

// replace changes the mark of a page, unless somebody else has.
func (b *births) replace(id ids.PageID, known, mark uint64) {
	chunks := *b.chunks.Load()
	if i := uint64(id) / birthsPerChunk; i < uint64(len(chunks)) {
		chunks[i][id%birthsPerChunk].CompareAndSwap(known, mark)
	}
}

// set marks the page as verified in a birth; birth 0 takes the mark away. Pages that cover has not seen are passed
// over: they are verified again each time.
func (b *births) set(id ids.PageID, birth ids.TxID) {
	chunks := *b.chunks.Load()
	if i := uint64(id) / birthsPerChunk; i < uint64(len(chunks)) {
		chunks[i][id%birthsPerChunk].Store(uint64(birth))
	}
}
