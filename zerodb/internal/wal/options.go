package wal

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Options say where a log lies and how it behaves. A field left at its zero value means the default.
type Options struct {
	// FS is the file system. It must be set.
	FS vfs.FS
	// Dir is the folder of the segments. It must be set; Create makes it when it is missing.
	Dir string
	// Identity is the database's UUID, which every segment must carry.
	Identity [16]byte
	// SegmentSize is the length of new segments in bytes. Existing ones keep theirs.
	SegmentSize int64
	// FirstSize is the length of the segment that a life begins with where no spare file is at hand: short, since the first write waits for
	// it to be filled. Default: SegmentSize.
	FirstSize int64
	// Ahead is how many full segments may wait for their sync while the writer goes on; 0 makes it wait for each. It is meant for logs
	// that are not synced after each record.
	Ahead int
	// MaxRecordBytes bounds the payload of a record, when it is written and when it is read back.
	MaxRecordBytes int64
	// Spare is how many released segments are kept for reuse.
	Spare int
	// WriteBuffer is how many bytes of frames are gathered before they are handed to one WriteAt.
	WriteBuffer int
	// Archive is a folder that exists, to which a segment is copied, durably, before it is given up; readers look there for what
	// the log does not have any more. Empty means that released segments are not kept.
	Archive string
	// KeepBytes is how many bytes of log before its end are kept whatever has been released. HoldBytes is how many bytes before
	// its end a Hold can keep; beyond that it breaks.
	KeepBytes, HoldBytes int64
	// FileMode holds the permissions of new files; a folder that Create makes may also be entered by whoever may
	// read them.
	FileMode fs.FileMode
	// Ended says that the life that wrote the start position of a recovery was ended in order there, with at most a note behind
	// it. It saves the search for traces of lost records behind a readable end in that segment: a later life has another
	// segment.
	Ended bool
	// MapWrites lets short records be written through a map of the segment, where the file system offers that. It saves a system
	// call for each and is meant for logs that are not synced after each record: a sync makes the next write to the
	// same page dearer.
	MapWrites MapWrites
	// Filling says how the blocks of a new segment come into being.
	Filling Filling
	// NewEpoch draws a number for a new life of the log. It must practically never return the same one twice.
	NewEpoch func() (uint64, error)
	// OnDurable is told of each new durable position, in order, one call at a time, before anybody who waits for
	// it wakes up. It must not call into the log nor take a lock that is held around Append.
	OnDurable func(ids.LSN)
	// OnSync is told how long each sync took that somebody waited for, and why it failed; Now is the clock for that. It is called by who
	// syncs, before anybody learns of it, and must not call into the log; what it returns is what the sync has come to. Both or none are set.
	OnSync func(took time.Duration, err error) error
	Now    func() time.Time
}

// MapWrites says whether records may be written through a map.
type MapWrites uint8

const (
	// NeverMapped writes with system calls.
	NeverMapped MapWrites = iota
	// MappedWherePossible writes through a map where the file system offers one.
	MappedWherePossible
)

// Filling says how the blocks of a new segment come into being.
type Filling uint8

const (
	// WithZeros writes them, except after a large record: each later sync of the segment is as quick as the disk.
	WithZeros Filling = iota
	// ByReserving asks the file system for them, which then has to note with each sync which were written. It halves what a
	// log writes to the disk and is meant for logs that are not synced after each record.
	ByReserving
)

// withDefaults returns the options with every zero field replaced by its default. It returns an error wrapping
// ErrBadOption when a field is missing or outside its range.
func (o Options) withDefaults() (Options, error) {
	d := DefaultOptions()
	o.SegmentSize = orDefault(o.SegmentSize, d.SegmentSize)
	o.FirstSize = orDefault(o.FirstSize, o.SegmentSize)
	o.MaxRecordBytes = orDefault(o.MaxRecordBytes, d.MaxRecordBytes)
	o.Spare = orDefault(o.Spare, d.Spare)
	o.WriteBuffer = orDefault(o.WriteBuffer, d.WriteBuffer)
	o.FileMode = orDefault(o.FileMode, d.FileMode)
	if o.NewEpoch == nil {
		o.NewEpoch = d.NewEpoch
	}
	if o.OnDurable == nil {
		o.OnDurable = d.OnDurable
	}
	return o, o.check()
}

// orDefault returns value, or fallback when value is zero.
func orDefault[T comparable](value, fallback T) T {
	var zero T
	if value == zero {
		return fallback
	}
	return value
}

// check reports the first option that lies outside its range.
func (o Options) check() error {
	switch {
	case o.FS == nil:
		return fmt.Errorf("%w: FS is missing", ErrBadOption)
	case o.Dir == "":
		return fmt.Errorf("%w: Dir is missing", ErrBadOption)
	case o.SegmentSize < 0 || !segment.ValidSize(uint64(o.SegmentSize)):
		return fmt.Errorf("%w: SegmentSize %d must be a multiple of %d from %d to %d",
			ErrBadOption, o.SegmentSize, segment.SizeUnit, segment.MinSize, segment.MaxSize)
	case o.FirstSize < 0 || !segment.ValidSize(uint64(o.FirstSize)):
		return fmt.Errorf("%w: FirstSize %d must be a multiple of %d from %d to %d",
			ErrBadOption, o.FirstSize, segment.SizeUnit, segment.MinSize, segment.MaxSize)
	case o.Ahead < 0 || o.Ahead > maxSpare:
		return fmt.Errorf("%w: Ahead %d must lie from 0 to %d", ErrBadOption, o.Ahead, maxSpare)
	case o.MaxRecordBytes < 0 || o.MaxRecordBytes > maxRecordLimit:
		return fmt.Errorf("%w: MaxRecordBytes %d must lie from 1 to %d", ErrBadOption, o.MaxRecordBytes, int64(maxRecordLimit))
	case o.Spare < 0 || o.Spare > maxSpare:
		return fmt.Errorf("%w: Spare %d must lie from 1 to %d", ErrBadOption, o.Spare, maxSpare)
	case o.WriteBuffer < segment.MaxFrameSize || o.WriteBuffer > maxWriteBuffer:
		return fmt.Errorf("%w: WriteBuffer %d must lie from %d to %d",
			ErrBadOption, o.WriteBuffer, segment.MaxFrameSize, maxWriteBuffer)
	}
	return nil
}
