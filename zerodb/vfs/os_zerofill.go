package vfs

import "os"

// zeroFillBytes is how much one write of zeros covers: large enough that the number of calls does not matter,
// small enough to be allocated without thought.
const zeroFillBytes = 1 << 20

// fillWithZeros reserves blocks where the system has no call for it: it writes zeros from former to size. former is
// the present length, so no content is touched. It syncs them: a file system may look for blocks only then.
func fillWithZeros(file *os.File, former, size int64) error {
	zeros := make([]byte, min(size-former, zeroFillBytes))
	for at := former; at < size; {
		n, err := file.WriteAt(zeros[:min(size-at, int64(len(zeros)))], at)
		if err != nil {
			return err
		}
		at += int64(n)
	}
	return file.Sync()
}
