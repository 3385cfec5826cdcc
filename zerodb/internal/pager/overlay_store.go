package pager

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/fault"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// OverlayStore shows a store that must not be changed with further pages behind its end, which lie in memory.
type OverlayStore struct {
	base Store
	// start is the first byte in memory.
	start int64
	added HeapStore
	// bytesMax limits the memory.
	bytesMax int64
	option   string
}

// NewOverlayStore lays memory behind the first start bytes of base. More than bytesMax of it is refused like
// a full disk, with a *fault.LimitError that names the option.
func NewOverlayStore(base Store, start, bytesMax int64, option string) *OverlayStore {
	s := &OverlayStore{base: base, start: start, bytesMax: bytesMax, option: option}
	s.added.chunks.Store(&[][]byte{})
	return s
}

// At returns bytes of the base or of the memory; no page lies in both.
func (s *OverlayStore) At(offset int64, n int) ([]byte, error) {
	if offset < s.start {
		return s.base.At(offset, n)
	}
	return s.added.At(offset-s.start, n)
}

// WriteAt copies into the memory. What lies before it cannot be changed.
func (s *OverlayStore) WriteAt(b []byte, offset int64) error {
	return s.added.WriteAt(b, offset-s.start)
}

// Grow adds memory.
func (s *OverlayStore) Grow(size int64) error {
	if more := size - s.start; more > s.bytesMax {
		limit := &fault.LimitError{Limit: "memory for what the log repeats", Value: more, Max: s.bytesMax, Option: s.option}
		return fmt.Errorf("%w: %w", vfs.ErrNoSpace, limit)
	}
	return s.added.Grow(size - s.start)
}

// Size returns the bytes that there is room for.
func (s *OverlayStore) Size() int64 { return s.start + s.added.Size() }

// Sync has nothing to do.
func (s *OverlayStore) Sync() error { return nil }

// Close leaves the memory to the collector and the base to its owner.
func (s *OverlayStore) Close() error { return nil }
