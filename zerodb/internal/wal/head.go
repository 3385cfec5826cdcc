package wal

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// readHead reads and checks the header of one segment.
func readHead(o *Options, sequence uint64) (segment.Header, error) {
	file, head, err := openSegment(o, sequence)
	if err != nil {
		return segment.Header{}, err
	}
	closeQuietly(file)
	return head, nil
}

// openSegment opens a segment for reading, in the archive where the log does not have it, and verifies its header, except for the
// identity. One that is damaged in the log is not looked for in the archive, which may have another history's under its number. It returns a *CorruptionError when the file is missing, its header does not hold, or its length is not what the header
// says, and a *VersionError when another release has written it.
func openSegment(o *Options, sequence uint64) (vfs.File, segment.Header, error) {
	file, head, err := openAndVerify(o, o.path(segment.Live, sequence), sequence)
	if !isMissing(err) || o.Archive == "" {
		return file, head, err
	}
	kept, keptHead, keptErr := openAndVerify(o, o.archived(segment.Live, sequence), sequence)
	if keptErr != nil {
		return nil, head, err
	}
	return kept, keptHead, nil
}

// openAndVerify opens one file of a segment.
func openAndVerify(o *Options, name string, sequence uint64) (vfs.File, segment.Header, error) {
	file, err := o.FS.OpenReadOnly(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, segment.Header{}, &CorruptionError{Segment: sequence, Damage: DamageMissing}
	}
	if err != nil {
		return nil, segment.Header{}, fmt.Errorf("zerodb/wal: open segment: %w", err)
	}
	head, err := verifyHead(file, sequence)
	if err != nil {
		closeQuietly(file)
		return nil, segment.Header{}, err
	}
	return file, head, nil
}

// verifyHead reads the header of an open segment and checks it against the file's name and length.
func verifyHead(file vfs.File, sequence uint64) (segment.Header, error) {
	size, err := file.Size()
	if err != nil {
		return segment.Header{}, fmt.Errorf("zerodb/wal: size of segment %016x: %w", sequence, err)
	}
	if size < segment.MinSize {
		return segment.Header{}, &CorruptionError{
			Segment: sequence, Damage: DamageLength,
			Field: string(segment.FieldSize), Want: segment.MinSize, Got: uint64(size),
		}
	}
	block := make([]byte, segment.HeaderSize)
	if _, err := file.ReadAt(block, 0); err != nil {
		return segment.Header{}, fmt.Errorf("zerodb/wal: read header of segment %016x: %w", sequence, err)
	}
	head, err := segment.DecodeHeader(block)
	if cut, ok := segment.Cut(block, head); err == nil && ok && cut <= size && size <= head.Size {
		head.Size, size = cut, cut // a process may have ended before the file was as short
	}
	switch {
	case err != nil:
		return segment.Header{}, badHead(sequence, err)
	case head.Sequence != sequence:
		return segment.Header{}, &CorruptionError{
			Segment: sequence, Damage: DamageHeader,
			Field: string(segment.FieldSequence), Want: sequence, Got: head.Sequence,
		}
	case head.Size != size:
		return segment.Header{}, &CorruptionError{
			Segment: sequence, Damage: DamageLength,
			Field: string(segment.FieldSize), Want: uint64(head.Size), Got: uint64(size),
		}
	}
	return head, nil
}

// badHead says why a header cannot be used. One of another version is not damaged: its checksum holds.
func badHead(sequence uint64, cause error) error {
	if m, ok := errors.AsType[*segment.Mismatch](cause); ok && m.Field == segment.FieldVersion {
		return &VersionError{Segment: sequence, Version: m.Got}
	}
	return damaged(sequence, Position{}, 0, DamageHeader, cause)
}

// damaged builds a CorruptionError, taking the facts from a *segment.Mismatch if cause is one.
func damaged(sequence uint64, at Position, offset int64, damage Damage, cause error) *CorruptionError {
	e := &CorruptionError{Segment: sequence, Offset: offset, LSN: at.LSN, Damage: damage}
	if m, ok := errors.AsType[*segment.Mismatch](cause); ok {
		e.Field, e.Want, e.Got = string(m.Field), m.Want, m.Got
	}
	return e
}
