package secret

import "golang.org/x/sys/unix"

// leaveOutOfDumps asks the system to leave the memory out of core dumps.
func leaveOutOfDumps(memory []byte) error { return unix.Madvise(memory, unix.MADV_DONTDUMP) }
