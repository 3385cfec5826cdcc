package peers

import "github.com/aerolith/aerolith/zerodb/internal/mvcc"

// Places in the file, in bytes. Everything is a word of 8 bytes in the byte order of the machine, so that it can be used
// atomically. docs/format/lock.md draws them.
const (
	offsetMagic    = 0
	offsetForm     = 8  // version in the lower half, number of blocks in the upper
	offsetIdentity = 16 // two words
	offsetLife     = 32
	offsetPhase    = 40
	offsetCurrent  = 48
	offsetUsed     = 56 // blocks that were ever claimed
	offsetHighest  = 64
	offsetGreatest = 72
	offsetWriter   = 80  // the writer's process number, for people only
	offsetAttended = 88  // 1: the writer shows each commit
	offsetDurable  = 96  // log position that is durable, as far as the writer has said
	offsetStopped  = 104 // 1: the writer has stopped and will not attend any more
	offsetWanted   = 112 // log position that a reading process waits for to be durable
	offsetCells    = 128
	cellBytes      = 128
	headerBytes    = 4096

	// blockBytes is the size of one process's block: a head as long as a slot, then the slots.
	blockBytes = 32 << 10
	// offsets in a block's head.
	offsetOwner      = 0
	offsetGeneration = 8
	offsetProcess    = 16
	offsetSince      = 24
	offsetInUse      = 32
)

const (
	// magic is "AeroLock" on a little-endian machine. One of the other order takes it for another file.
	magic = 0x6B636F4C6F726541
	// version is the only form that this code knows.
	version = 1
	// SlotsPerBlock is how many read transactions one process can have open at a time.
	SlotsPerBlock = blockBytes/mvcc.SlotBytes - 1
	// BlocksMax bounds the number of reading processes.
	BlocksMax = 1024
	halfWord  = 32
)

// Size returns how many bytes of the file so many blocks need.
func Size(blocks int) int64 { return headerBytes + int64(blocks)*blockBytes }
