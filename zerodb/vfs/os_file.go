package vfs

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync"
)

// hostFile is an open file of the host.
type hostFile struct {
	file     *os.File
	name     string
	readOnly bool

	// growth keeps two calls of Allocate, and Allocate and Truncate, apart; it guards no field.
	growth sync.Mutex
	// written is the map that writes go through, nil for none; see MapWrites.
	written []byte
}

var _ File = (*hostFile)(nil)

// ReadAt implements File. io.EOF is returned as it is.
func (f *hostFile) ReadAt(b []byte, offset int64) (int, error) {
	n, err := f.file.ReadAt(b, offset)
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	return n, wrapHostError(OpRead, f.name, err)
}

// WriteAt implements File.
func (f *hostFile) WriteAt(b []byte, offset int64) (int, error) {
	if err := f.refuseReadOnly(OpWrite); err != nil {
		return 0, err
	}
	if f.written != nil {
		if done, err := f.writeMapped(b, offset); err != nil {
			return 0, err
		} else if done {
			return len(b), nil
		}
	}
	n, err := f.file.WriteAt(b, offset)
	return n, wrapHostError(OpWrite, f.name, err)
}

// Size implements File.
func (f *hostFile) Size() (int64, error) {
	size, err := lengthOf(f.file)
	return size, wrapHostError(OpSize, f.name, err)
}

// Truncate implements File.
func (f *hostFile) Truncate(size int64) error {
	if err := f.refuseReadOnly(OpTruncate); err != nil {
		return err
	}
	f.growth.Lock()
	defer f.growth.Unlock()
	return wrapHostError(OpTruncate, f.name, f.file.Truncate(size))
}

// Allocate implements File. If it fails, the file has its former length again.
func (f *hostFile) Allocate(size int64) error {
	if err := f.refuseReadOnly(OpAllocate); err != nil {
		return err
	}
	if size < 0 {
		return &Error{Op: OpAllocate, Path: f.name, Err: fs.ErrInvalid}
	}
	f.growth.Lock()
	defer f.growth.Unlock()
	former, err := lengthOf(f.file)
	if err != nil || former >= size {
		return wrapHostError(OpAllocate, f.name, err)
	}
	if err := reserveBlocks(f.file, former, size); err != nil {
		return wrapHostError(OpAllocate, f.name, undoGrowth(f.file, former, err))
	}
	return nil
}

// SyncData implements File.
func (f *hostFile) SyncData() error {
	return wrapHostError(OpSyncData, f.name, syncContent(f.file))
}

// Map implements File.
func (f *hostFile) Map(reserve int64) (Mapping, error) {
	if reserve < 0 {
		return nil, &Error{Op: OpMap, Path: f.name, Err: fs.ErrInvalid}
	}
	m, err := newHostMapping(f.file, f.name, reserve)
	if err != nil {
		return nil, wrapHostError(OpMap, f.name, err)
	}
	return m, nil
}

// Close implements File.
func (f *hostFile) Close() error {
	return wrapHostError(OpClose, f.name, errors.Join(f.unmapWritten(), f.file.Close()))
}

// refuseReadOnly fails with ErrReadOnly if the file was opened for reading.
func (f *hostFile) refuseReadOnly(op Op) error {
	if f.readOnly {
		return &Error{Op: op, Path: f.name, Err: ErrReadOnly}
	}
	return nil
}

// lengthOf returns the present length of an open file.
func lengthOf(file *os.File) (int64, error) {
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// undoGrowth gives the blocks back that a failed reservation has taken, so that a full disk costs one transaction
// and not the space of all. It returns cause, joined with the reason if the file could not be cut.
func undoGrowth(file *os.File, former int64, cause error) error {
	now, err := lengthOf(file)
	if err == nil && now > former {
		err = file.Truncate(former)
	}
	if err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// closeAfter closes a file that is of no use because of cause, and returns cause, joined with what closing said.
func closeAfter(file *os.File, cause error) error {
	if err := file.Close(); err != nil {
		return errors.Join(cause, err)
	}
	return cause
}
