package pager

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// FileStore is a Store in a file: written by WriteAt, read through a mapping that follows.
type FileStore struct {
	file    vfs.File
	mapping vfs.Mapping
	size    atomic.Int64
}

// OpenFileStore maps the file, which it closes with itself. sizeMax is how large the file may become.
func OpenFileStore(file vfs.File, sizeMax int64) (*FileStore, error) {
	size, err := file.Size()
	if err != nil {
		return nil, fmt.Errorf("pager: size of the data file: %w", err)
	}
	mapping, err := file.Map(max(size, sizeMax))
	if err != nil {
		return nil, fmt.Errorf("pager: mapping the data file: %w", err)
	}
	s := &FileStore{file: file, mapping: mapping}
	if err := s.follow(size); err != nil {
		return nil, errors.Join(err, mapping.Close())
	}
	return s, nil
}

// At returns bytes of the mapping.
func (s *FileStore) At(offset int64, n int) ([]byte, error) { return s.mapping.At(offset, n) }

// Mapped returns the part of the mapping that lies in one piece.
func (s *FileStore) Mapped() []byte {
	if m, ok := s.mapping.(vfs.Contiguous); ok {
		return m.FirstPiece()
	}
	return nil
}

// WriteAt writes to the file, without a sync.
func (s *FileStore) WriteAt(b []byte, offset int64) error {
	if _, err := s.file.WriteAt(b, offset); err != nil {
		return fmt.Errorf("pager: writing %d bytes at %d of the data file: %w", len(b), offset, err)
	}
	return nil
}

// WriteVectorAt writes parts, one behind the other, to the file, without a sync: with one call where the file takes them.
func (s *FileStore) WriteVectorAt(parts [][]byte, offset int64) error {
	if file, ok := s.file.(vfs.VectorWriter); ok {
		if err := file.WriteVectorAt(parts, offset); err != nil {
			return fmt.Errorf("pager: writing %d parts at %d of the data file: %w", len(parts), offset, err)
		}
		return nil
	}
	for _, b := range parts {
		if err := s.WriteAt(b, offset); err != nil {
			return err
		}
		offset += int64(len(b))
	}
	return nil
}

// Grow reserves blocks on the disk and extends the mapping over them.
func (s *FileStore) Grow(size int64) error {
	if size <= s.size.Load() {
		return nil
	}
	if err := s.file.Allocate(size); err != nil {
		return fmt.Errorf("pager: growing the data file to %d bytes: %w", size, err)
	}
	if err := s.mapping.Extend(size); err != nil {
		return fmt.Errorf("pager: mapping %d bytes of the data file: %w", size, err)
	}
	s.size.Store(size)
	return nil
}

// Size returns the length of the file.
func (s *FileStore) Size() int64 { return s.size.Load() }

// Sync makes the file's content durable.
func (s *FileStore) Sync() error {
	if err := s.file.SyncData(); err != nil {
		return fmt.Errorf("pager: syncing the data file: %w", err)
	}
	return nil
}

// Close ends the mapping and closes the file.
func (s *FileStore) Close() error { return errors.Join(s.mapping.Close(), s.file.Close()) }
