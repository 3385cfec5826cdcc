package vfs

import (
	"errors"
	"math"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapShared maps the file's first bytes for reading and writing. The section is closed at once: the view keeps it alive.
func mapShared(file *os.File, size int64) ([]byte, error) {
	if size > math.MaxInt {
		return nil, windows.ERROR_NOT_ENOUGH_MEMORY
	}
	const half = 32
	section, err := windows.CreateFileMapping(windows.Handle(file.Fd()), nil, windows.PAGE_READWRITE,
		uint32(uint64(size)>>half), uint32(uint64(size)), nil)
	if err != nil {
		return nil, err
	}
	address, err := windows.MapViewOfFile(section, windows.FILE_MAP_READ|windows.FILE_MAP_WRITE, 0, 0, uintptr(size))
	if closing := windows.CloseHandle(section); err != nil || closing != nil {
		return nil, errors.Join(err, closing, unmapAddress(address))
	}
	return unsafe.Slice((*byte)(asPointer(&address)), int(size)), nil
}
