//go:build unix

package configcmd

import "syscall"

// openFiles returns the limit of open files of this process, 0 for unknown.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 0
	}
	return uint64(limit.Cur)
}
