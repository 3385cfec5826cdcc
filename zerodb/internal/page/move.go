package page

import "github.com/aerolith/aerolith/zerodb/internal/ids"

// SetRun makes entry i of a leaf, whose large value was copied, refer to the copy.
func (n Node) SetRun(i int, run ids.PageRef) {
	b := n.body(i)
	appendRef(b[:0], run)
}
