package btree

import (
	"runtime"

	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// leavesAhead is how many leaves a cursor that goes on from leaf to leaf brings into the processor's cache at once. Each leaf costs a wait for
// memory when the cursor comes to it; those for several, asked for together, take hardly longer than one.
const leavesAhead = 4

// lineBytes is the distance of the reads that bring a page in; the lines of the processor's cache have 64 bytes or more.
const lineBytes = 64

// linesAhead is how many lines of a leaf are read ahead: its header and, in most leaves, all of its slots.
const linesAhead = 5

// lookAhead brings the leaves behind the one that the path leads to into the processor's cache, once for so many leaves and only for a
// cursor that has left a second one: who seeks often goes no further. What cannot be read is left for the cursor to report when it gets there.
func (c *Cursor) lookAhead(e end) {
	c.crossed++
	if c.crossed%leavesAhead != 2 || c.watch != frozen || c.tree.Depth < 2 {
		return
	}
	above := &c.path[c.tree.Depth-2]
	low, high := above.index+1, min(above.index+1+leavesAhead, above.node.Count())
	if e == highest {
		low, high = max(0, above.index-leavesAhead), above.index
	}
	defer ignoreFault()
	var leaves [leavesAhead][]byte
	found := leaves[:0]
	for i := low; i < high; i++ {
		if ref := above.node.Child(i); ref.Birth <= above.node.Birth() {
			if b, err := c.r.Read(ref); err == nil {
				found = append(found, b)
			}
		}
	}
	touch(found)
}

// ignoreFault lets a fault in the map pass, which says that a page cannot be read at all: maybe the cursor never gets there.
func ignoreFault() {
	if cause := recover(); cause != nil {
		if _, fault := cause.(interface{ Addr() uintptr }); !fault {
			panic(cause)
		}
	}
}

// touch reads the first lines of pages. The reads do not wait for each other.
func touch(pages [][]byte) {
	var sum byte
	for _, b := range pages {
		if len(b) >= page.MinSize {
			for at := 0; at < linesAhead*lineBytes; at += lineBytes {
				sum ^= b[at]
			}
		}
	}
	runtime.KeepAlive(sum) // else the compiler may leave the reads out
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
