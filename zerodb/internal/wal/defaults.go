package wal

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
)

// Bounds of the options.
const (
	// maxRecordLimit keeps the length of a record within an int on every platform.
	maxRecordLimit = 1 << 30
	// maxSpare bounds the files that are kept open for reuse.
	maxSpare = 1024
	// maxWriteBuffer bounds the memory that a log holds on to.
	maxWriteBuffer = 64 << 20
)

// DefaultOptions returns the options that a zero field stands for. FS, Dir and Identity have no default.
func DefaultOptions() Options {
	return Options{
		// 16 MiB: changing over costs about a millisecond, which then happens a few times a second at most, and
		// an idle database does not occupy much.
		SegmentSize: 16 << 20,
		// 256 MiB: what recovery may have to hold in memory for one transaction.
		MaxRecordBytes: 256 << 20,
		// 4 files: enough that a steady load between two checkpoints finds released segments instead of having
		// to fill new ones.
		Spare: 4,
		// 256 KiB: it stays in the processor's cache between the copy into it and the system's out of it, and the system finds memory for
		// such a piece more quickly than for one of 1 MiB.
		WriteBuffer: 256 << 10,
		// Nobody but the owner.
		FileMode:  0o600,
		NewEpoch:  randomEpoch,
		OnDurable: func(ids.LSN) {},
	}
}

// randomEpoch draws an epoch from the system's random source.
func randomEpoch() (uint64, error) {
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		return 0, fmt.Errorf("zerodb/wal: draw an epoch: %w", err)
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}
