package pager

import (
	"errors"
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
	present, err := s.present(size)
	if err != nil {
		return err
	}
	return s.follow(present)
}

// present returns the length of the file, or size where that is less.
func (s *FileStore) present(size int64) (int64, error) {
	if size <= s.size.Load() {
		return size, nil
	}
	present, err := s.file.Size()
	if err != nil {
		return 0, fmt.Errorf("pager: size of the data file: %w", err)
	}
	return min(size, present), nil
}

// follow extends the mapping over the first size bytes that the file had a moment ago. Another process may cut it at any time: then to where it ends.
func (s *FileStore) follow(size int64) error {
	for size > s.size.Load() {
		err := s.mapping.Extend(size)
		if err == nil {
			s.size.Store(size)
			return nil
		}
		present, sizeErr := s.present(size)
		if sizeErr != nil || present == size {
			return errors.Join(fmt.Errorf("pager: mapping %d bytes of the data file: %w", size, err), sizeErr)
		}
		size = present
	}
	return nil
}
