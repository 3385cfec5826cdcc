package pager

import "slices"

// cooling is memory of pages that were spilled. Reads of the transaction may have returned it, and what they have returned stays as it is until the next change.
type cooling struct {
	list [][]byte
	// changed says that something was changed since the last of these pages was spilled.
	changed bool
}

// HasCooled reports whether there is memory of spilled pages that nobody may read any more.
func (w *Workspace) HasCooled() bool { return w.cooling.changed && len(w.cooling.list) > 0 }

// ReuseCooled lets new pages use that memory. It must not be called within an operation of a tree, whose arguments may lie there.
func (w *Workspace) ReuseCooled() {
	c := &w.cooling
	w.buffers = append(w.buffers, c.list...)
	clear(c.list)
	c.list = c.list[:0]
}

// ForgetCooling leaves memory of spilled pages to the collector, and what a large transaction has gathered for reuse.
func (w *Workspace) ForgetCooling() {
	c := &w.cooling
	clear(c.list)
	if c.list = c.list[:0]; cap(c.list) > buffersKept {
		c.list = nil
	}
	if len(w.buffers) > buffersKept {
		w.buffers = slices.Clone(w.buffers[:buffersKept])
	}
}
