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
	if err := p.store.(follower).Follow(int64(limit) << p.shift); err != nil {
		return err
	}
	p.births.cover(limit)
	return nil
}

// Follow extends the mapping over what another process has added to the file.
func (s *FileStore) Follow(size int64) error {
	if size <= s.size.Load() {
		return nil
	}
	if err := s.mapping.Extend(size); err != nil {
		return fmt.Errorf("pager: mapping %d bytes of the data file: %w", size, err)
	}
	s.size.Store(size)
	return nil
}
