package wal

import (
	"errors"
	"testing"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// rename gives a segment another number.
func (s *specimen) rename(t *testing.T, from, to uint64) {
	t.Helper()
	if err := s.opts.FS.Rename(s.opts.path(segment.Live, from), s.opts.path(segment.Live, to)); err != nil {
		t.Fatal(err)
	}
}

// resize sets a segment's length.
func (s *specimen) resize(t *testing.T, sequence uint64, size int64) {
	t.Helper()
	if err := s.open(t, sequence).Truncate(size); err != nil {
		t.Fatal(err)
	}
}

// reseal changes the header of a segment and gives it a valid checksum again.
func (s *specimen) reseal(t *testing.T, sequence uint64, change func(*segment.Header)) {
	t.Helper()
	head, err := segment.DecodeHeader(s.read(t, sequence))
	if err != nil {
		t.Fatal(err)
	}
	change(&head)
	s.write(t, sequence, 0, head.Append(nil))
}

// TestDamagedFolder damages the files of a log of three segments and two lives as a whole, and checks that each
// kind of damage is found where it is, and that nothing on disk has changed by finding it.
func TestDamagedFolder(t *testing.T) {
	for _, c := range []struct {
		name    string
		spoil   func(*testing.T, *specimen)
		damage  Damage
		segment uint64
	}{
		{"first segment gone", func(t *testing.T, s *specimen) { s.rename(t, 1, 99) }, DamageMissing, 1},
		{"middle segment gone", func(t *testing.T, s *specimen) { s.rename(t, 2, 99) }, DamageMissing, 2},
		{"last segment after a gap", func(t *testing.T, s *specimen) { s.rename(t, 4, 5) }, DamageMissing, 4},
		{"segment under a wrong name", func(t *testing.T, s *specimen) { s.rename(t, 3, 2) }, DamageHeader, 2},
		{"empty file", func(t *testing.T, s *specimen) { s.resize(t, 2, 0) }, DamageLength, 2},
		{"cut", func(t *testing.T, s *specimen) { s.resize(t, 4, segment.MinSize-1) }, DamageLength, 4},
		{"one byte short", func(t *testing.T, s *specimen) { s.resize(t, 2, segment.MinSize-1) }, DamageLength, 2},
		{"lengthened", func(t *testing.T, s *specimen) { s.resize(t, 2, segment.MinSize+1) }, DamageLength, 2},
		{"says to be longer than it is", func(t *testing.T, s *specimen) {
			s.reseal(t, 2, func(h *segment.Header) { h.Size += segment.SizeUnit })
		}, DamageLength, 2},
		{"other database", func(t *testing.T, s *specimen) {
			s.reseal(t, 2, func(h *segment.Header) { h.Identity[0]++ })
		}, DamageHeader, 2},
		{"life begins too late", func(t *testing.T, s *specimen) {
			s.reseal(t, 4, func(h *segment.Header) { h.First += 64 })
		}, DamageFrame, 3},
		{"life begins too early", func(t *testing.T, s *specimen) {
			s.reseal(t, 4, func(h *segment.Header) { h.First -= 64 })
		}, DamageLink, 4},
		{"life continues something else", func(t *testing.T, s *specimen) {
			s.reseal(t, 4, func(h *segment.Header) { h.Chain++ })
		}, DamageLink, 4},
		{"life returns", func(t *testing.T, s *specimen) {
			first, err := segment.DecodeHeader(s.read(t, 1))
			if err != nil {
				t.Fatal(err)
			}
			s.reseal(t, 3, func(h *segment.Header) { h.Epoch++ })
			s.reseal(t, 4, func(h *segment.Header) { h.Epoch = first.Epoch })
			s.write(t, 3, segment.HeaderSize, make([]byte, segment.MinSize-segment.HeaderSize))
		}, DamageFrame, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSpecimen(t, []int{9000, 100}, 1)
			l, _, _ := mustRecover(t, s.opts, s.start)
			mustClose(t, l)
			if live := s.segments(t); len(live) != 4 {
				t.Fatalf("segments %v", live)
			}
			c.spoil(t, s)
			before, err := s.opts.FS.ReadDir(s.opts.Dir)
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = Recover(s.opts, s.start, func(Record) error { return nil })
			if e := isCorruption(t, err); e.Damage != c.damage || e.Segment != c.segment {
				t.Fatalf("error is %v", e)
			}
			if after, err := s.opts.FS.ReadDir(s.opts.Dir); err != nil || len(after) != len(before) {
				t.Fatalf("files were %v, are %v, %v", before, after, err)
			}
		})
	}
}

// TestWrongPosition asks for recovery from positions that are not in the log.
func TestWrongPosition(t *testing.T) {
	s := newSpecimen(t, []int{100, 5000, 100})
	for name, from := range map[string]Position{
		"segment 0":         {},
		"unaligned":         {LSN: 4, Segment: 1, Chain: s.start.Chain},
		"before segment":    {LSN: 0, Segment: 2},
		"behind segment":    {LSN: 1 << 40, Segment: 2},
		"behind everything": {LSN: 1 << 63, Segment: 1 << 60},
		"other chain":       {LSN: 0, Segment: 1, Chain: s.start.Chain + 1},
		"chain in between":  {LSN: s.ends[0], Segment: 1, Chain: 1},
	} {
		_, _, err := Recover(s.opts, from, func(Record) error { return nil })
		if _, ok := errors.AsType[*CorruptionError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// forge replaces the frames of the first segment by the given ones, chained as they should be, and replays.
func (s *specimen) forge(t *testing.T, frames ...segment.Frame) error {
	t.Helper()
	head, err := segment.DecodeHeader(s.read(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	var b []byte
	chain := head.Chain
	for _, f := range frames {
		f.Prev, f.Epoch, f.Sequence = chain, head.Epoch, head.Sequence
		b, chain = segment.AppendFrame(b, f)
	}
	s.write(t, 1, segment.HeaderSize, append(b, make([]byte, segment.MinSize-segment.HeaderSize-len(b))...))
	_, _, err = Recover(s.opts, s.start, func(Record) error { return nil })
	return err
}

// TestImpossibleFrames writes frames that verify but that no log would write in that order.
func TestImpossibleFrames(t *testing.T) {
	const whole = segment.First | segment.Last
	for name, frames := range map[string][]segment.Frame{
		"end without beginning": {{Flags: segment.Last}},
		"middle alone":          {{Flags: 0}},
		"two beginnings":        {{Flags: segment.First, Payload: []byte("a")}, {Flags: whole}},
		"type changes":          {{Flags: segment.First, Type: 1}, {Flags: segment.Last, Type: 2}},
		"transaction changes":   {{Flags: segment.First, Tx: 1}, {Flags: segment.Last, Tx: 2}},
		"durable before it is":  {{Flags: whole, Durable: ids.LSN(8)}},
	} {
		s := newSpecimen(t, []int{10})
		if e := isCorruption(t, s.forge(t, frames...)); e.Damage != DamageOrder {
			t.Errorf("%s: %v", name, e)
		}
	}
	s := newSpecimen(t, []int{10})
	if err := s.forge(t, segment.Frame{Flags: segment.First}, segment.Frame{Flags: segment.Last}); err != nil {
		t.Errorf("two empty halves: %v", err)
	}
}

// TestRecordLimit checks that the limit of a record is kept by writing, reserving and reading, the last also for a
// record that never ends.
func TestRecordLimit(t *testing.T) {
	s := newSpecimen(t, []int{2000})
	s.opts.MaxRecordBytes = 1999
	if _, err := s.replay(t); !errors.Is(err, ErrRecordTooLarge) {
		t.Fatalf("replay: %v", err)
	}
	if err := s.forge(t, segment.Frame{Flags: segment.First, Payload: make([]byte, 1000)},
		segment.Frame{Payload: make([]byte, 1000)}); !errors.Is(err, ErrRecordTooLarge) {
		t.Fatalf("endless record: %v", err)
	}
	o := s.opts
	o.Dir = "/other"
	l := mustCreate(t, o)
	_, err := l.Append(Record{Payload: make([]byte, 2000)})
	if !errors.Is(err, ErrRecordTooLarge) || !errors.Is(l.Reserve(2000), ErrRecordTooLarge) ||
		!errors.Is(l.Reserve(-1), ErrRecordTooLarge) {
		t.Fatalf("Append: %v", err)
	}
}
