package vfs

import (
	"errors"
	"fmt"
	"runtime/debug"
)

// MapWriter is a File whose WriteAt can do without system calls.
type MapWriter interface {
	// MapWrites makes WriteAt, from now on, copy what is short and lies wholly below size into a writable map of the file: the system's
	// cache has it at once, as after a write, so that it outlives this process, and SyncData makes it durable. The file
	// must have that size and all its blocks, and the file must not be cut afterwards. No other call may be under
	// way. It is errors.ErrUnsupported, and nothing changes, where the system cannot promise this.
	MapWrites(size int64) error
}

var _ MapWriter = (*hostFile)(nil)

// errFault says that the system could not provide a page of a writable map: the file was cut, or its disk failed.
var errFault = errors.New("fault in the map that writes go through")

// MapWrites implements MapWriter.
func (f *hostFile) MapWrites(size int64) error {
	if err := f.refuseReadOnly(OpMap); err != nil {
		return err
	}
	present, err := lengthOf(f.file)
	if err == nil && size > present {
		err = fmt.Errorf("%w: %d bytes, the file has %d", ErrOutOfRange, size, present)
	}
	if err != nil {
		return wrapHostError(OpMap, f.name, err)
	}
	view, err := mapForWriting(f.file, size)
	if err != nil {
		return wrapHostError(OpMap, f.name, err)
	}
	err = f.unmapWritten()
	f.written = view
	return wrapHostError(OpMap, f.name, err)
}

// mappedWriteMax is the longest write, in bytes, that goes through a map. A longer one touches so many pages for the first time
// that a system call costs less than their faults.
const mappedWriteMax = 16 << 10

// writeMapped writes through the map, if it covers the range and the range is short.
func (f *hostFile) writeMapped(b []byte, offset int64) (done bool, err error) {
	size := int64(len(f.written))
	if offset < 0 || len(b) > mappedWriteMax || int64(len(b)) > size || offset > size-int64(len(b)) {
		return false, nil
	}
	return true, wrapHostError(OpWrite, f.name, copyGuarded(f.written[offset:], b))
}

// copyGuarded copies, and turns a fault into an error.
func copyGuarded(dst, src []byte) (err error) {
	before := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(before)
		if cause := recover(); cause != nil {
			if _, ok := cause.(interface{ Addr() uintptr }); !ok {
				panic(cause)
			}
			err = errFault
		}
	}()
	copy(dst, src)
	return nil
}

// unmapWritten ends the map that writes go through.
func (f *hostFile) unmapWritten() error {
	view := f.written
	f.written = nil
	if view == nil {
		return nil
	}
	return unmapView(view)
}
