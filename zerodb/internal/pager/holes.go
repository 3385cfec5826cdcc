package pager

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// sparse is a Store that can lack room for what lies below its size.
type sparse interface {
	// Holes returns how many bytes it lacks room for, FillHoles reserves that.
	Holes() (int64, error)
	FillHoles() error
}

// Holes returns for how many bytes below its size the store has no room, 0 where nothing is known.
func (p *Pager) Holes() (int64, error) {
	if s, ok := p.store.(sparse); ok {
		return s.Holes()
	}
	return 0, nil
}

// FillHoles reserves room for all that lies below the store's size and changes nothing else. It fails with vfs.ErrNoSpace where there is none, and with
// errors.ErrUnsupported where the file system cannot.
func (p *Pager) FillHoles() error {
	if s, ok := p.store.(sparse); ok {
		return s.FillHoles()
	}
	return nil
}

// Holes returns how many bytes of blocks the file lacks.
func (s *FileStore) Holes() (int64, error) {
	file, ok := s.file.(vfs.Sparse)
	if !ok {
		return 0, nil
	}
	lacking, err := file.Holes()
	if err != nil {
		return 0, fmt.Errorf("pager: blocks of the data file: %w", err)
	}
	return lacking, nil
}

// FillHoles reserves them.
func (s *FileStore) FillHoles() error {
	file, ok := s.file.(vfs.Sparse)
	if !ok {
		return nil
	}
	if err := file.FillHoles(); err != nil {
		return fmt.Errorf("pager: reserving blocks that the data file lacks: %w", err)
	}
	return nil
}
