package pager

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// follower is a Store that another process lengthens.
type follower interface {
	// Follow makes the first size bytes readable, which the other process has written.
	Follow(size int64) error
}

// Follow makes the pages below limit readable in a store that another process writes. Calls must not overlap.
func (p *Pager) Follow(limit ids.PageID) error {
	size := p.store.Size()
	if err := p.store.(follower).Follow(int64(limit) << p.shift); err != nil {
		return err
	}
	p.births.cover(limit)
	if p.store.Size() != size {
		p.lookAtMap()
	}
	return nil
}

// Follow extends the mapping over what another process has added to the file. Where the file ends before, it was cut since the size was read: nothing that
// anybody refers to lay behind.
func (s *FileStore) Follow(size int64) error {
	if size <= s.size.Load() {
		return nil
	}
	present, err := s.file.Size()
	if err != nil {
		return fmt.Errorf("pager: size of the data file: %w", err)
	}
	if size = min(size, present); size <= s.size.Load() {
		return nil
	}
	if err := s.mapping.Extend(size); err != nil {
		return fmt.Errorf("pager: mapping %d bytes of the data file: %w", size, err)
	}
	s.size.Store(size)
	return nil
}
