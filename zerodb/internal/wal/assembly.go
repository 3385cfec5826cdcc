package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// assembly puts the frames of a record together again. It holds at most one record, and grows only by what was
// really read.
type assembly struct {
	open   bool
	record Record
	memory []byte
}

// fits reports whether a frame may follow those taken so far: a record begins when none is open and goes on with
// the same type and transaction.
func (a *assembly) fits(f segment.Frame) bool {
	if !a.open {
		return f.Flags&segment.First != 0
	}
	return f.Flags&segment.First == 0 && f.Type == a.record.Type && f.Tx == a.record.Tx
}

// add takes a frame that fits. When it ends its record, the record is returned; its payload is valid until the
// next call, and no longer than the frame's. It returns ErrRecordTooLarge when the record exceeds limit.
func (a *assembly) add(f segment.Frame, limit int64) (Record, bool, error) {
	if f.Flags&segment.First != 0 {
		a.open, a.record, a.memory = true, Record{Type: f.Type, Tx: f.Tx}, a.memory[:0]
	}
	if size := int64(len(a.memory)) + int64(len(f.Payload)); size > limit {
		return Record{}, false, fmt.Errorf("%w: more than %d bytes; open with a higher limit", ErrRecordTooLarge, limit)
	}
	last := f.Flags&segment.Last != 0
	if last && len(a.memory) == 0 {
		a.open = false
		return Record{Type: f.Type, Tx: f.Tx, Payload: f.Payload}, true, nil
	}
	a.memory = append(a.memory, f.Payload...)
	if !last {
		return Record{}, false, nil
	}
	a.open = false
	a.record.Payload = a.memory
	return a.record, true, nil
}

// drop forgets an open record and returns how many bytes of it there were.
func (a *assembly) drop() uint64 {
	if !a.open {
		return 0
	}
	a.open = false
	return uint64(len(a.memory))
}
