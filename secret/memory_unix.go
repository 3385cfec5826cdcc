//go:build unix

package secret

import "golang.org/x/sys/unix"

// allocate returns memory for a secret of the size: pages of its own that are locked and left out of dumps where the
// system grants it.
func allocate(size int) region {
	if size == 0 {
		return heapRegion(0)
	}
	pageSize := unix.Getpagesize()
	whole := (size + pageSize - 1) / pageSize * pageSize
	if mapped.Add(int64(whole)) > mappedMax {
		mapped.Add(-int64(whole))
		return heapRegion(size)
	}
	bytes, err := unix.Mmap(-1, 0, whole, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		mapped.Add(-int64(whole))
		return heapRegion(size)
	}
	return region{
		bytes:      bytes,
		protection: Protection{OffHeap: true, Locked: unix.Mlock(bytes) == nil, Undumped: leaveOutOfDumps(bytes) == nil},
		// A failure leaves wiped memory mapped; there is nobody to tell and nothing to do.
		free: func(b []byte) { _ = unix.Munmap(b) },
	}
}
