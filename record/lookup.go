package record

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/zerodb"
)

// lookup finds a record and holds what was found. It is reused, so that a read allocates nothing.
type lookup struct {
	key []byte
	// stored are the bytes in the table, nil if there are none. They are the engine's.
	stored []byte
	// present says that there is a stored record, whether or not commands see it; header is its header.
	present bool
	header  layout.Header
	// current is the record as commands see it.
	current eval.Current
}

// find looks the digest up. A record that has expired or is hidden by a truncation is present but does not exist.
//
// It fails with the engine's errors, and with an error that wraps layout.ErrMalformed if the stored bytes are no
// record.
func (l *lookup) find(
	table *zerodb.Table, digest aero.Digest, now uint64, hidden truncations, sets *setTable,
) error {
	l.key = layout.AppendRecordKey(l.key[:0], digest)
	l.stored, l.present, l.header, l.current = nil, false, layout.Header{}, eval.Current{}
	stored, err := table.Get(l.key)
	if errors.Is(err, zerodb.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	record, err := layout.Decode(stored)
	if err != nil {
		return err
	}
	l.stored, l.present, l.header = stored, true, record.Header
	if gone(&record.Header, now, hidden) {
		return nil
	}
	name, ok := sets.name(record.SetID)
	if !ok {
		return fmt.Errorf("%w: record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	l.current = eval.Current{Exists: true, Record: record, SetName: name}
	return nil
}

// forget drops what was found, so that a pooled lookup holds none of the engine's memory.
func (l *lookup) forget() { l.stored, l.current = nil, eval.Current{} }

// gone reports whether commands no longer see a stored record.
func gone(h *layout.Header, now uint64, hidden truncations) bool {
	return eval.Expired(h.VoidTime, now) || hidden.hides(h)
}
