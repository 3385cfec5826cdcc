package client

import (
	"slices"

	"github.com/aerolith/aerolith/aero"
)

// recordMemory makes many records at the price of few allocations: the records of one frame share a copy of the frame, and
// all records the slices in which they and their bins lie.
type recordMemory struct {
	// expected is how many records may still come; 0 if that is not known.
	expected int
	records  []Record
	bins     []aero.Bin
	// body is memory for copies of frames; nil while copies stay with their records. lasting says that it takes one behind
	// the other.
	body    []byte
	lasting bool
}

// The sizes of the slices.
const (
	recordsMin = 16
	recordsMax = 1024
)

// adopt returns a copy of a frame's body that records may keep.
func (m *recordMemory) adopt(body []byte) []byte {
	if !m.lasting {
		return slices.Clone(body)
	}
	if cap(m.body)-len(m.body) < len(body) {
		m.body = make([]byte, 0, max(2*cap(m.body), len(body)))
	}
	from := len(m.body)
	m.body = append(m.body, body...)
	return m.body[from:len(m.body):len(m.body)]
}

// again readies the memory for other records, as many as are expected. What lies in it stays with who has it, or becomes
// invalid if the memory is lasting.
func (m *recordMemory) again(expected int, lasting bool) {
	if !lasting {
		*m = recordMemory{expected: expected}
		return
	}
	clear(m.records)
	clear(m.bins)
	m.expected, m.lasting, m.records, m.bins, m.body = expected, true, m.records[:0], m.bins[:0], m.body[:0]
}

// adoptAgain is adopt into the memory of the frame before, whose records become invalid with it.
func (m *recordMemory) adoptAgain(body []byte) []byte {
	m.body = append(m.body[:0], body...)
	clear(m.records)
	clear(m.bins)
	m.records, m.bins = m.records[:0], m.bins[:0]
	return m.body
}

// record returns a new record with what was read. Its bytes stay where they are.
func (m *recordMemory) record(result *aero.RecordResult) *Record {
	if len(m.records) == cap(m.records) {
		m.records = make([]Record, 0, m.size(cap(m.records)))
	}
	m.records = append(m.records, Record{Generation: result.Generation, VoidTime: result.VoidTime})
	record := &m.records[len(m.records)-1]
	if need := len(result.Bins); need > cap(m.bins)-len(m.bins) {
		m.bins = make([]aero.Bin, 0, max(need, m.size(cap(m.bins))))
	}
	from := len(m.bins)
	m.bins = append(m.bins, result.Bins...)
	record.Bins = m.bins[from:len(m.bins):len(m.bins)]
	return record
}

// size returns how large the next slice is after one of so many elements: what is expected, or more each time.
func (m *recordMemory) size(last int) int {
	if m.expected > 0 && last == 0 {
		return min(m.expected, recordsMax)
	}
	return min(max(recordsMin, 2*last), recordsMax)
}

// Clone returns a copy of the record that shares no memory with it.
func (r *Record) Clone() *Record {
	c := new(Record)
	*c = *r
	c.memory, c.Bins = nil, nil
	c.take(&aero.RecordResult{
		Generation: r.Generation, VoidTime: r.VoidTime, Bins: r.Bins, Key: aero.Particle{Type: r.Key.User.Type, Data: r.Key.User.Data},
	})
	c.Key.User.Data = c.keep(r.Key.User.Data)
	return c
}
