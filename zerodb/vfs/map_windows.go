package vfs

import (
	"errors"
	"math"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// viewGranularity is what a view's offset must be a multiple of. GetSystemInfo has reported this number on every
// version of the system.
const viewGranularity = 64 << 10

// hostLayout: a read-only section ends with the file, so growth needs further segments.
func hostLayout() layout {
	return layout{granularity: viewGranularity, beyondEnd: false}
}

// duplicate returns another handle of the same open file.
func duplicate(file *os.File) (*os.File, error) {
	var own windows.Handle
	self := windows.CurrentProcess()
	err := windows.DuplicateHandle(self, windows.Handle(file.Fd()), self, &own, 0, false, windows.DUPLICATE_SAME_ACCESS)
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(own), file.Name()), nil
}

// mapView maps length bytes from start for reading. The section is closed at once: the view keeps it alive.
func mapView(file *os.File, start, length int64) ([]byte, error) {
	if length > math.MaxInt {
		return nil, windows.ERROR_NOT_ENOUGH_MEMORY
	}
	const half = 32
	end := uint64(start + length)
	section, err := windows.CreateFileMapping(windows.Handle(file.Fd()), nil, windows.PAGE_READONLY,
		uint32(end>>half), uint32(end), nil)
	if err != nil {
		return nil, err
	}
	address, err := windows.MapViewOfFile(section, windows.FILE_MAP_READ,
		uint32(uint64(start)>>half), uint32(start), uintptr(length))
	if closing := windows.CloseHandle(section); err != nil || closing != nil {
		return nil, errors.Join(err, closing, unmapAddress(address))
	}
	return unsafe.Slice((*byte)(asPointer(&address)), int(length)), nil
}

// unmapAddress ends a view that cannot be handed out; the address 0 stands for none.
func unmapAddress(address uintptr) error {
	if address == 0 {
		return nil
	}
	return windows.UnmapViewOfFile(address)
}

// asPointer reads an address that the system returned as the pointer that it is. The memory is not Go's.
func asPointer(address *uintptr) unsafe.Pointer {
	return *(*unsafe.Pointer)(unsafe.Pointer(address))
}

// unmapView ends a view.
func unmapView(view []byte) error {
	return windows.UnmapViewOfFile(uintptr(unsafe.Pointer(unsafe.SliceData(view))))
}
