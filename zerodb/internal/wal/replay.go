package wal

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// replayer walks over the segments of a log, verifies them, and hands their records out. It changes nothing.
type replayer struct {
	opts    *Options
	visit   func(Record) error
	report  Report
	epochs  map[uint64]ids.LSN // the lives met, with where they began
	retired []retired          // the segments walked, but for the last
	beyond  []uint64           // files behind the last segment that may continue it
	loose   []tail             // where the last segment, and such files behind it, ended that another one continues
	first   segment.Header     // of the segment that the start position names
	tail    tail
	window  window
	record  assembly
	began   Position // before the first frame of the record that was begun last
	joining bool     // no record has begun yet, and the start may lie inside one
}

// tail is how far the replayer has come.
type tail struct {
	head   segment.Header
	offset int64    // where the next frame would start
	at     Position // the same as a position
	bad    error    // why there is no frame, nil when the segment is full
}

// newReplayer returns a replayer that hands records to visit.
func newReplayer(o *Options, visit func(Record) error) *replayer {
	return &replayer{opts: o, visit: visit, epochs: make(map[uint64]ids.LSN)}
}

// run walks from the position to the end of the log over the segments in a folder, which must hold the one that the position
// names, and over the files that continue the last one. It returns a *CorruptionError for what no crash explains, the error of
// visit, or that of the file system.
func (r *replayer) run(from Position, f folder) error {
	first, _ := slices.BinarySearch(f.live, from.Segment)
	sequences := f.live[first:]
	if len(sequences) == 0 || sequences[0] != from.Segment {
		return &CorruptionError{Segment: from.Segment, LSN: from.LSN, Damage: DamageMissing}
	}
	r.beyond = f.behind()
	for i, sequence := range sequences {
		if want := from.Segment + uint64(i); sequence != want {
			return &CorruptionError{Segment: want, Damage: DamageMissing}
		}
		if err := r.segment(from, sequences[i:]); err != nil {
			return err
		}
	}
	if err := r.goAhead(); err != nil {
		return err
	}
	r.report.End, r.report.Last = r.tail.at.LSN, r.tail.at.LSN
	if r.record.open {
		r.report.Last = r.began.LSN
	}
	r.abandon()
	return nil
}

// segment reads the first of the segments that are left, from where it continues the ones before. When it is the
// last, what follows its last good frame decides whether the log ends there.
func (r *replayer) segment(from Position, left []uint64) error {
	sequence := left[0]
	file, head, err := openSegment(r.opts, sequence)
	if err != nil {
		return err
	}
	defer closeQuietly(file)
	if head.Identity != r.opts.Identity {
		return &CorruptionError{Segment: sequence, Damage: DamageHeader, Field: string(segment.FieldIdentity)}
	}
	if sequence == from.Segment {
		err = r.enter(head, from)
	} else {
		err = r.link(head)
	}
	if err != nil {
		return err
	}
	if err := r.frames(file); err != nil {
		return err
	}
	if len(left) == 1 && r.tail.bad != nil && !r.endedIn(head, from) {
		return r.conclude()
	}
	return nil
}

// endedIn reports whether nothing but a note can lie behind the start position in a segment. That holds if the segment was in use before
// that position: one without a frame may have been replaced by another of its number.
func (r *replayer) endedIn(head segment.Header, from Position) bool {
	return r.opts.Ended && head.Sequence == from.Segment && from.LSN > head.First
}

// enter sets the tail to the position that reading starts from.
func (r *replayer) enter(head segment.Header, from Position) error {
	offset, ok := head.OffsetOf(from.LSN)
	if !ok {
		return &CorruptionError{
			Segment: head.Sequence, LSN: from.LSN, Damage: DamagePosition,
			Field: string(segment.FieldFirst), Want: uint64(head.First), Got: uint64(from.LSN),
		}
	}
	if offset == segment.HeaderSize && from.Chain != head.Chain {
		return &CorruptionError{
			Segment: head.Sequence, Offset: offset, LSN: from.LSN, Damage: DamagePosition,
			Field: string(segment.FieldChain), Want: uint64(from.Chain), Got: uint64(head.Chain),
		}
	}
	r.first = head
	r.tail = tail{head: head, offset: offset, at: from}
	r.epochs[head.Epoch] = head.First
	return nil
}

// frames reads the frames of an open segment from the tail on, until it is full or a frame is bad.
func (r *replayer) frames(file vfs.File) error {
	r.read(file)
	return r.rest()
}

// rest reads the frames behind the tail.
func (r *replayer) rest() error {
	for r.more() {
		if err := r.frame(); err != nil {
			return err
		}
	}
	return nil
}

// read makes the replayer read the tail's segment from the file.
func (r *replayer) read(file vfs.File) {
	r.tail.bad = nil
	r.window.reset(file, r.tail.head.Size)
	r.report.Segments++
}

// more reports whether the segment may have another frame.
func (r *replayer) more() bool {
	return r.tail.bad == nil && !segment.Full(r.tail.offset, r.tail.head.Size)
}

// frame reads the next frame, or notes why there is none.
func (r *replayer) frame() error {
	t := &r.tail
	b, err := r.window.at(t.offset, segment.MaxFrameSize)
	if err != nil {
		return fmt.Errorf("zerodb/wal: segment %016x: %w", t.head.Sequence, err)
	}
	f, sum, err := segment.DecodeFrame(b, t.head.Epoch, t.head.Sequence)
	if err != nil {
		t.bad = err
		return nil
	}
	if err := r.accept(f); err != nil {
		return err
	}
	size := int64(segment.FrameSize(len(f.Payload)))
	t.offset += size
	t.at.LSN += ids.LSN(size)
	t.at.Chain = sum
	return nil
}

// accept takes one frame that verifies alone. That it does not continue the frame before it is damage, because
// no place of a segment is written twice in one life: a crash loses frames, it does not exchange them.
func (r *replayer) accept(f segment.Frame) error {
	t := &r.tail
	switch {
	case f.Prev != t.at.Chain:
		return t.outOfOrder(segment.FieldChain, uint64(t.at.Chain), uint64(f.Prev))
	case f.Durable > t.at.LSN:
		return t.outOfOrder(segment.FieldDurable, uint64(t.at.LSN), uint64(f.Durable))
	case r.joining && f.Flags&segment.First == 0:
		return nil // the rest of a record whose beginning lies before the start
	case !r.record.fits(f):
		return t.outOfOrder(segment.FieldFlags, 0, uint64(f.Flags))
	}
	r.joining = false
	if f.Flags&segment.First != 0 {
		r.began = t.at
	}
	record, done, err := r.record.add(f, r.opts.MaxRecordBytes)
	if err != nil {
		return fmt.Errorf("zerodb/wal: replay at position %d: %w", t.at.LSN, err)
	}
	if !done {
		return nil
	}
	r.report.Records++
	r.report.Bytes += uint64(len(record.Payload))
	return r.visit(record)
}

// abandon forgets the beginning of a record whose end a crash has cut off.
func (r *replayer) abandon() {
	r.report.AbandonedBytes += r.record.drop()
}

// outOfOrder builds the error for a frame that cannot stand at the tail.
func (t *tail) outOfOrder(field segment.Field, want, got uint64) error {
	return &CorruptionError{
		Segment: t.head.Sequence, Offset: t.offset, LSN: t.at.LSN, Damage: DamageOrder,
		Field: string(field), Want: want, Got: got,
	}
}
