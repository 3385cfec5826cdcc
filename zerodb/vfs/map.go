package vfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
)

// closedMark is the announced size of a mapping that has been closed.
const closedMark = -1

// segment is one stretch of a file in memory.
type segment struct {
	start int64
	bytes []byte
}

// end is the offset behind the segment.
func (s segment) end() int64 { return s.start + int64(len(s.bytes)) }

// hostMapping maps a file of the host. Reading takes two atomic loads and no lock: segments are added and never
// moved, and a size is announced only once the segments below it are there.
type hostMapping struct {
	name string

	announced atomic.Int64
	segments  atomic.Pointer[[]segment]

	// mu guards the fields below and the order of changes of those above.
	mu sync.Mutex
	// file is a handle of the mapping's own, for further segments after the caller has closed its file.
	file *os.File
	// views is all that has been mapped, also what later segments have superseded.
	views [][]byte
}

var _ Contiguous = (*hostMapping)(nil)

// newHostMapping maps what the file holds now and, where the system can, reserve bytes of address space.
func newHostMapping(file *os.File, name string, reserve int64) (*hostMapping, error) {
	size, err := lengthOf(file)
	if err != nil {
		return nil, err
	}
	own, err := duplicate(file)
	if err != nil {
		return nil, err
	}
	m := &hostMapping{name: name, file: own}
	m.segments.Store(&[]segment{})
	if err := m.cover(size, mayReserve(reserve, strconv.IntSize)); err != nil {
		return nil, errors.Join(err, m.release())
	}
	m.announced.Store(size)
	return m, nil
}

// At implements Mapping.
func (m *hostMapping) At(offset int64, n int) ([]byte, error) {
	size := m.announced.Load()
	if offset < 0 || n < 0 || int64(n) > size || offset > size-int64(n) {
		return nil, m.refuse(offset, n, size)
	}
	segments := *m.segments.Load()
	if n == 0 {
		return []byte{}, nil
	}
	if len(segments) == 0 {
		return nil, m.refuse(offset, n, closedMark)
	}
	first, end := segments[0].bytes, offset+int64(n)
	if end <= int64(len(first)) {
		return first[offset:end:end], nil
	}
	return gather(segments, offset, n), nil
}

// FirstPiece implements Contiguous.
func (m *hostMapping) FirstPiece() []byte {
	size, segments := m.announced.Load(), *m.segments.Load()
	if size <= 0 || len(segments) == 0 {
		return nil
	}
	first := segments[0].bytes
	size = min(size, int64(len(first)))
	return first[:size:size]
}

// refuse explains why At cannot answer.
func (m *hostMapping) refuse(offset int64, n int, size int64) error {
	if size == closedMark {
		return &Error{Op: OpRead, Path: m.name, Err: fs.ErrClosed}
	}
	cause := fmt.Errorf("%w: %d bytes at %d, size %d", ErrOutOfRange, n, offset, size)
	return &Error{Op: OpRead, Path: m.name, Err: cause}
}

// gather returns n bytes, more than none, that the segments are known to cover: without a copy where one segment
// holds them all.
func gather(segments []segment, offset int64, n int) []byte {
	i := len(segments) - 1
	for i > 0 && segments[i].start > offset {
		i--
	}
	from, end := offset-segments[i].start, offset-segments[i].start+int64(n)
	if end <= int64(len(segments[i].bytes)) {
		return segments[i].bytes[from:end:end]
	}
	joined := make([]byte, 0, n)
	for len(joined) < n {
		rest := segments[i].bytes[offset+int64(len(joined))-segments[i].start:]
		joined = append(joined, rest[:min(len(rest), n-len(joined))]...)
		i++
	}
	return joined
}

// Extend implements Mapping. A size below the announced one changes nothing.
func (m *hostMapping) Extend(size int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	announced := m.announced.Load()
	if announced == closedMark {
		return &Error{Op: OpExtend, Path: m.name, Err: fs.ErrClosed}
	}
	if size <= announced {
		return nil
	}
	present, err := lengthOf(m.file)
	if err != nil {
		return wrapHostError(OpExtend, m.name, err)
	}
	if size > present {
		cause := fmt.Errorf("%w: %d bytes announced, the file has %d", ErrOutOfRange, size, present)
		return &Error{Op: OpExtend, Path: m.name, Err: cause}
	}
	if err := m.cover(present, 0); err != nil {
		return wrapHostError(OpExtend, m.name, err)
	}
	m.announced.Store(size)
	return nil
}

// cover maps what is missing below size. It is called with mu held, or before the mapping is shared.
func (m *hostMapping) cover(size, reserve int64) error {
	segments := *m.segments.Load()
	plan, needed := planSegment(segments, size, reserve, hostLayout())
	if !needed {
		return nil
	}
	view, err := mapShrinking(m.file, plan)
	if err != nil {
		return err
	}
	m.views = append(m.views, view)
	grown := append([]segment(nil), segments[:plan.keep]...)
	grown = append(grown, segment{start: plan.start, bytes: view})
	m.segments.Store(&grown)
	return nil
}

// mapShrinking maps the planned segment. Where address space is scarce (a limit of the process, a 32-bit system) it
// asks for less and less beyond what the file needs.
func mapShrinking(file *os.File, plan segmentPlan) ([]byte, error) {
	for length := plan.length; ; length = max(length/2, plan.minimum) {
		view, err := mapView(file, plan.start, length)
		if err == nil || length == plan.minimum {
			return view, err
		}
	}
}

// Close implements Mapping. A second call fails with fs.ErrClosed.
func (m *hostMapping) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.announced.Swap(closedMark) == closedMark {
		return &Error{Op: OpClose, Path: m.name, Err: fs.ErrClosed}
	}
	m.segments.Store(&[]segment{})
	return wrapHostError(OpClose, m.name, m.release())
}

// release unmaps every view and closes the mapping's own handle.
func (m *hostMapping) release() error {
	err := m.file.Close()
	for _, view := range m.views {
		err = errors.Join(err, unmapView(view))
	}
	m.views = nil
	return err
}
