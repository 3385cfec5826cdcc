package btree

import (
	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/page"
)

// Workspace is the memory that a writing operation needs besides the pages. It belongs to one goroutine at a time and
// holds nothing of value between operations.
type Workspace struct {
	// path leads from the root to the leaf of the present operation.
	path [MaxDepth]frame
	// list is where pages are laid out anew.
	list page.Assembly
	// left and right hold copies of the pages that are being rebuilt.
	left, right []byte
	// edge is where keys that come in order go next.
	edge edge
	// key and payload hold the entry that is being inserted; separator the one that goes to the level above.
	key, payload, separator []byte
}

// frame is one level of a path.
type frame struct {
	ref  ids.PageRef
	node page.Node
	// index is the entry through which the path goes on, in a leaf the entry sought.
	index int
}

// workspace returns the tree's workspace, which it makes at the first need.
func (t *Tree) workspace() *Workspace {
	if t.Work == nil {
		t.Work = &Workspace{}
	}
	return t.Work
}

// copyLeft returns a copy of a page that stays until the next call.
func (ws *Workspace) copyLeft(n page.Node) page.Node {
	ws.left = append(ws.left[:0], n...)
	return ws.left
}

// copyRight returns a second copy like copyLeft.
func (ws *Workspace) copyRight(n page.Node) page.Node {
	ws.right = append(ws.right[:0], n...)
	return ws.right
}
