package proof

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb"
)

// parkedMax is how many readers stay open at most.
const parkedMax = 6

// parkedReader is a read transaction that stays open, with what it must see.
type parkedReader struct {
	tx   *zerodb.Tx
	want content
	// held are slices that it was given when it was opened: they must keep their bytes until it ends.
	held []heldValue
}

// heldValue is a value as the engine handed it out, without a copy, with what it must be.
type heldValue struct {
	bytes []byte
	want  string
}

// park opens a reader and takes some values from it.
func (m *model) park() error {
	if len(m.parked) == parkedMax {
		return m.unpark()
	}
	m.operations++
	tx, err := m.db.BeginRead()
	if err != nil {
		return err
	}
	r := parkedReader{tx: tx, want: m.committed}
	for name, sheet := range r.want {
		for range min(len(sheet), 5) {
			e := sheet[m.random.IntN(len(sheet))]
			table, err := tx.Table(name)
			if err != nil {
				return err
			}
			b, err := table.Get([]byte(e.key))
			if err != nil {
				return err
			}
			r.held = append(r.held, heldValue{b, e.value})
		}
	}
	m.parked = append(m.parked, r)
	m.parkings++
	return nil
}

// unpark compares a random reader with what it must see and ends it.
func (m *model) unpark() error {
	if len(m.parked) == 0 {
		return nil
	}
	m.operations++
	i := m.random.IntN(len(m.parked))
	r := m.parked[i]
	m.parked = append(m.parked[:i:i], m.parked[i+1:]...)
	return errors.Join(r.look(), r.tx.Rollback())
}

// unparkAll compares and ends all readers, also where some saw what they should not, lest Close waits for the others.
func (m *model) unparkAll() error {
	var err error
	for len(m.parked) > 0 {
		err = errors.Join(err, m.unpark())
	}
	return err
}

// look compares what a reader sees now with what it saw at first.
func (r parkedReader) look() error {
	for _, h := range r.held {
		if string(h.bytes) != h.want {
			return fmt.Errorf("parked reader %d: a held value changed from %.40q to %.40q", r.tx.ID(), h.want, h.bytes)
		}
	}
	if err := matches(r.tx, r.want); err != nil {
		return fmt.Errorf("parked reader %d: %w", r.tx.ID(), err)
	}
	return nil
}
