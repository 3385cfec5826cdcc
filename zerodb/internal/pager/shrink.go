package pager

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/space"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// ErrCannotShrink says that a store cannot become shorter.
var ErrCannotShrink = errors.New("pager: this store cannot become shorter")

// shrinker is a Store that can become shorter.
type shrinker interface {
	// Shrink cuts the store to size bytes. Nobody may refer to what lies behind.
	Shrink(size int64) error
	// CloseAt is Close, but leaves the store with at most size bytes.
	CloseAt(size int64) error
}

// Shrink cuts the store to the pages below limit and returns how many bytes shorter it is. No snapshot may see a page from
// limit on. The caller holds the writer lock. It fails with ErrCannotShrink where the store has no such operation.
func (p *Pager) Shrink(limit ids.PageID) (cut int64, err error) {
	s, ok := p.store.(shrinker)
	if !ok {
		return 0, ErrCannotShrink
	}
	size, before := int64(limit)<<p.shift, p.store.Size()
	if before <= size {
		return 0, nil
	}
	end := ids.PageID(before >> p.shift)
	p.Forget(space.Run{Start: limit, Count: uint64(end - limit)})
	p.births.clearFrom(limit)
	if err := s.Shrink(size); err != nil {
		return 0, err
	}
	return before - p.store.Size(), nil
}

// CloseAt closes the store and cuts it to the pages below limit, where it can become shorter.
func (p *Pager) CloseAt(limit ids.PageID) error {
	if s, ok := p.store.(shrinker); ok {
		p.mapped.Store(&[]byte{})
		return s.CloseAt(int64(limit) << p.shift)
	}
	return p.Close()
}

// clearFrom takes the marks of all pages from limit on away.
func (b *births) clearFrom(limit ids.PageID) {
	chunks := *b.chunks.Load()
	for i := uint64(limit); i < uint64(len(chunks))*birthsPerChunk; i++ {
		chunks[i/birthsPerChunk][i%birthsPerChunk].Store(0)
	}
}

// Shrink cuts the file. The mapping stays as it is: it is longer than the file then, and follows when the file grows again.
func (s *FileStore) Shrink(size int64) error {
	s.size.Store(size)
	if err := s.file.Truncate(size); err != nil {
		present, sizeErr := s.file.Size()
		if sizeErr == nil {
			s.size.Store(present)
		}
		return errors.Join(fmt.Errorf("pager: cutting the data file to %d bytes: %w", size, err), sizeErr)
	}
	return nil
}

// CloseAt ends the mapping, cuts the file and closes it. A system that lets nobody cut a file which somebody has mapped
// leaves it longer: another process may be reading.
func (s *FileStore) CloseAt(size int64) error {
	err := s.mapping.Close()
	if s.size.Load() > size {
		if cut := s.file.Truncate(size); cut != nil && !errors.Is(cut, vfs.ErrMapped) {
			err = errors.Join(err, fmt.Errorf("pager: cutting the data file to %d bytes: %w", size, cut))
		}
	}
	return errors.Join(err, s.file.Close())
}
