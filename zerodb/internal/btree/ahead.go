package btree

import (
	"runtime"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// foreseer is a Reader that can ask the processor for pages before they are read.
type foreseer interface {
	// Ahead asks for the first lines of a page, so many, more where reading it will need more. It waits for nothing and does not fail.
	Ahead(ref ids.PageRef, lines int)
}

// leavesAhead is how far in front of a cursor that goes on from leaf to leaf its pages are asked for.
const leavesAhead = 4

// lineBytes is the distance of the reads that bring a page in; the lines of the processor's cache have 64 bytes or more.
const lineBytes = 64

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
	sum := p[lineBytes] ^ p[2*lineBytes] ^ p[3*lineBytes] ^ p[4*lineBytes]
	if level == 1 {
		sum ^= p[5*lineBytes] ^ p[6*lineBytes] ^ p[7*lineBytes] ^ p[8*lineBytes] ^ p[9*lineBytes]
		sum ^= p[10*lineBytes] ^ p[11*lineBytes] ^ p[12*lineBytes] ^ p[13*lineBytes] ^ p[14*lineBytes]
	}
	runtime.KeepAlive(sum) // else the compiler may leave the reads out
}
