package store

import (
	"crypto/rand"
	"errors"
	"path/filepath"

	"github.com/aerolith/aerolith/zerodb/vfs"
)

// BareName is the name of the loop that any engine is held against where it waits for the disk.
const BareName = "bare loop"

// bareSize is the length of the bare loop's file, in bytes, after which it begins anew.
const bareSize = 16 << 20

// errBare says that the bare loop stores nothing that could be read.
var errBare = errors.New("the bare loop only writes")

// bareStore writes and syncs.
type bareStore struct {
	file   vfs.File
	offset int64
	buffer []byte
}

// openBare fills a file with zeros, so that writing it later does not change what the file system knows of it.
func openBare(dir string, _ Durability) (Store, error) {
	file, err := vfs.OS().Create(filepath.Join(dir, "bare "+rand.Text()), 0o600)
	if err != nil {
		return nil, err
	}
	_, err = file.WriteAt(make([]byte, bareSize), 0)
	if err = errors.Join(err, file.SyncData()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &bareStore{file: file}, nil
}

// Update implements Store.
func (s *bareStore) Update(fn func(Writer) error) error {
	s.buffer = s.buffer[:0]
	if err := fn(s); err != nil {
		return err
	}
	if s.offset+int64(len(s.buffer)) > bareSize {
		s.offset = 0
	}
	n, err := s.file.WriteAt(s.buffer, s.offset)
	s.offset += int64(n)
	if err != nil {
		return err
	}
	return s.file.SyncData()
}

// View implements Store.
func (s *bareStore) View(func(Reader) error) error { return errBare }

// Close implements Store.
func (s *bareStore) Close() error { return s.file.Close() }

// Get implements Reader.
func (s *bareStore) Get([]byte) ([]byte, error) { return nil, errBare }

// Scan implements Reader.
func (s *bareStore) Scan([]byte, int) (pairs, size int, err error) { return 0, 0, errBare }

// Put implements Writer.
func (s *bareStore) Put(key, value []byte) error {
	s.buffer = append(append(s.buffer, key...), value...)
	return nil
}

// Delete implements Writer.
func (s *bareStore) Delete([]byte) error { return errBare }
