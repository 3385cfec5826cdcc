package pager

import "slices"

// buffersKept is how many page buffers wait for the next transaction.
const buffersKept = 1024

// runBuffersKept is how many bytes of memory for large values wait for the next transaction: new memory costs more to clear than to fill.
const runBuffersKept = 2 << 20

// buffer returns memory for whole pages; its content is arbitrary.
func (w *Workspace) buffer(size int) []byte {
	var b []byte
	if n := len(w.buffers); size == w.PageSize() && n > 0 {
		b = w.buffers[n-1]
		w.buffers = w.buffers[:n-1]
	} else if size == w.PageSize() {
		b = w.newPage()
	} else {
		b = w.runBuffer(size)
	}
	if b == nil {
		b = make([]byte, size)
	}
	return b
}

// recycle keeps a buffer for the next use.
func (w *Workspace) recycle(b []byte) {
	switch {
	case len(b) > w.PageSize():
		w.keepRunBuffer(b)
	case len(b) == w.PageSize() && len(w.buffers) < buffersKept:
		w.buffers = append(w.buffers, b)
	}
}

// runBuffer returns kept memory for a large value of size bytes that is not much longer, or nil. Its content is arbitrary.
func (w *Workspace) runBuffer(size int) []byte {
	for i, b := range w.runBuffers {
		if cap(b) >= size && cap(b) <= 2*size {
			w.runBuffers = slices.Delete(w.runBuffers, i, i+1)
			w.runBytes -= cap(b)
			return b[:size]
		}
	}
	return nil
}

// keepRunBuffer keeps the memory of a large value for the next use, while there is not too much.
func (w *Workspace) keepRunBuffer(b []byte) {
	if w.runBytes+cap(b) <= runBuffersKept {
		w.runBuffers = append(w.runBuffers, b)
		w.runBytes += cap(b)
	}
}

// batchKept is how much memory for writes waits for the next transaction, in bytes: what small ones need.
const batchKept = 64 << 10

// writeMemory returns empty memory in which so many pages, or a part of them, are joined for one write.
func (w *Workspace) writeMemory(pages int) []byte {
	need := min(writeBatch, pages*w.PageSize())
	if need > batchKept {
		return make([]byte, 0, need)
	}
	if cap(w.batch) < need {
		w.batch = make([]byte, 0, need)
	}
	return w.batch[:0]
}
