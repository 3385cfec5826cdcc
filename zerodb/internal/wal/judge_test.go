package wal

import (
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// offsetIn returns where in the first segment the record with that number, counted from 1, begins.
func (s *specimen) offsetIn(record int) int64 {
	var start ids.LSN
	if record > 1 {
		start = s.ends[record-2]
	}
	return segment.HeaderSize + int64(start)
}

// wipe fills a record in the first segment with zeros.
func (s *specimen) wipe(t *testing.T, record int) {
	t.Helper()
	size := s.offsetIn(record+1) - s.offsetIn(record)
	s.write(t, 1, s.offsetIn(record), make([]byte, size))
}

// TestLostRecordBeforeIntactOne removes a record in the middle. If none of those behind it was written after a
// sync that covered it, a crash may have done that, and the log ends there; if one was, it is damage.
func TestLostRecordBeforeIntactOne(t *testing.T) {
	sizes := []int{100, 100, 100, 100, 100}
	for _, c := range []struct {
		name    string
		synced  []int
		lost    int
		damaged bool
	}{
		{"nothing was synced", nil, 2, false},
		{"synced up to the lost one", []int{1}, 2, false},
		{"synced before anything follows", []int{2}, 2, true},
		{"synced later, with more behind", []int{4}, 2, true},
		{"synced at the end only", []int{5}, 2, false},
		{"the first one, synced", []int{1}, 1, true},
		{"the last one, synced", []int{5}, 5, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSpecimen(t, sizes, c.synced...)
			s.wipe(t, c.lost)
			count, err := s.replay(t)
			if !c.damaged {
				if err != nil || count != c.lost-1 {
					t.Fatalf("%d records, %v", count, err)
				}
				return
			}
			e := isCorruption(t, err)
			if e.Damage != DamageFrame || e.Segment != 1 || e.Offset != s.offsetIn(c.lost) {
				t.Fatalf("error is %v", e)
			}
		})
	}
}

// TestLostPayloadStillClaims destroys a durable record and the payload of the one behind it, whose header states
// that the first was durable. The header alone must be believed.
func TestLostPayloadStillClaims(t *testing.T) {
	s := newSpecimen(t, []int{100, 100, 500}, 2)
	s.wipe(t, 2)
	s.write(t, 1, s.offsetIn(3)+segment.FrameHeaderSize+100, make([]byte, 200))
	_, err := s.replay(t)
	isCorruption(t, err)
}

// TestLostRecordBeforeNextSegment removes a record that was never synced explicitly but lies before the last
// segment. Changing over synced it, so it is damage.
func TestLostRecordBeforeNextSegment(t *testing.T) {
	s := newSpecimen(t, []int{100, 100, 8000})
	s.wipe(t, 2)
	_, err := s.replay(t)
	if e := isCorruption(t, err); e.Damage != DamageFrame || e.Segment != 1 {
		t.Fatalf("error is %v", e)
	}
}

// TestUserDataIsNoFrame stores a copy of the log's own bytes as a record, unsynced, and removes the record before
// it. The copied frames state durable positions of their time, which lie before the loss, so the log just ends.
func TestUserDataIsNoFrame(t *testing.T) {
	s := newSpecimen(t, []int{100, 100, 100}, 1, 2)
	copied := s.read(t, 1)[segment.HeaderSize : segment.HeaderSize+1200]
	l, _, _ := mustRecover(t, s.opts, s.start)
	mustAppend(t, l, 4, []byte("lost"))
	mustAppend(t, l, 5, copied)
	mustClose(t, l)
	live := s.segments(t)
	s.write(t, live[len(live)-1], segment.HeaderSize, make([]byte, segment.FrameHeaderSize))
	if count, err := s.replay(t); err != nil || count != 3 {
		t.Fatalf("%d records, %v", count, err)
	}
}

// TestEndedLogIsNotSearched wipes a synced record behind which others were synced. Who says that the log was ended in order before it is
// believed, but only where the segment was in use before.
func TestEndedLogIsNotSearched(t *testing.T) {
	for _, c := range []struct {
		name    string
		from    int
		damaged bool
	}{
		{"ended behind a record", 1, false},
		{"ended at the beginning", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSpecimen(t, []int{100, 100, 100, 100}, 3)
			from := s.start
			if c.from > 0 {
				at, _, err := Locate(s.opts, s.ends[c.from-1])
				if err != nil {
					t.Fatal(err)
				}
				from = at
			}
			s.wipe(t, c.from+1)
			options := s.opts
			options.Ended = true
			_, err := Read(options, from, func(Record) error { return nil })
			if damaged := err != nil; damaged != c.damaged {
				t.Errorf("Read = %v, damage wanted: %v", err, c.damaged)
			}
		})
	}
}
