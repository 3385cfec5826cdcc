package btree

import (
	"runtime"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
	"github.com/aerolith/aerolith/zerodb/internal/prefetch"
)

// foreseer is a Reader that can ask the processor for pages before they are read.
type foreseer interface {
	// Ahead asks for the first lines of a page, so many, more where reading it will need more. It waits for nothing and does not fail.
	Ahead(ref ids.PageRef, lines int)
}

// leavesAhead is how far in front of a cursor that goes on from leaf to leaf its pages are asked for.
const leavesAhead = 4

// linesAhead is how many lines of a leaf are asked for ahead: its header and, in most leaves, all of its slots.
const linesAhead = 5

// lookAhead asks for the leaves behind the one that the path now leads to: of a cursor that has left a second leaf for its neighbour so many, then one
// with each step. Who seeks often goes no further.
func (c *Cursor) lookAhead(e end) {
	if c.crossed < 2 || c.ahead == nil || c.watch != frozen {
		return
	}
	first := leavesAhead
	if above := &c.path[c.tree.Depth-2]; c.crossed == 2 || above.index == e.pick(above.node) {
		first = 1 // nobody has asked for those in between
	}
	for distance := first; distance <= leavesAhead; distance++ {
		c.askFor(e, distance)
	}
}

// askFor asks for the leaf so many places behind the one that the path leads to, if the same page refers to it.
func (c *Cursor) askFor(e end, distance int) {
	above := &c.path[c.tree.Depth-2]
	i := above.index + distance
	if e == highest {
		i = above.index - distance
	}
	if i >= 0 && i < above.node.Count() {
		c.ahead.Ahead(above.node.Child(i), linesAhead)
	}
}

// touchHead reads the first lines of a page that is going to be searched: where it is not in the processor's cache, the search then waits for memory
// once, and not for one line after the other. A page above the leaves has more slots, so more of it is read; those further up are in the cache
// anyway. The lines lie in the same page of the system as the header, so they fault only where that does.
func touchHead(b []byte, level uint32) {
	if len(b) < page.MinSize {
		return
	}
	p := (*[page.MinSize]byte)(b)
	sum := p[prefetch.LineBytes] ^ p[2*prefetch.LineBytes] ^ p[3*prefetch.LineBytes] ^ p[4*prefetch.LineBytes]
	if level == 1 {
		sum ^= p[5*prefetch.LineBytes] ^ p[6*prefetch.LineBytes] ^ p[7*prefetch.LineBytes] ^ p[8*prefetch.LineBytes] ^ p[9*prefetch.LineBytes]
		sum ^= p[10*prefetch.LineBytes] ^ p[11*prefetch.LineBytes] ^ p[12*prefetch.LineBytes] ^ p[13*prefetch.LineBytes] ^ p[14*prefetch.LineBytes]
	}
	runtime.KeepAlive(sum) // else the compiler may leave the reads out
}

// wholeDepth is from which depth on gets ask for whole pages: the pages of a smaller tree are in the processor's cache, where asking only takes time.
const wholeDepth = 3

// askForWhole asks the processor for all of a page of which one entry is wanted: its cell, which may lie anywhere, then comes while the slots are
// searched, and does not have to be waited for behind them. Only leaves and the pages just above them are asked for; those further up are in the cache.
// Where the page is too large for that, or the processor cannot be asked, the first lines are read.
func askForWhole(b []byte, level uint32) {
	if level > 1 || len(b) > page.MinSize || !prefetch.Asks {
		touchHead(b, level)
		return
	}
	prefetch.All(b)
}
