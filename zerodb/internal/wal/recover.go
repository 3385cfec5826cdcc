package wal

import (
	"errors"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Recover opens an existing log: it hands every record behind the position to visit, in order, then makes what
// it found durable, begins a new life, and returns the log ready for writing. A record's payload is valid only
// during the call of visit.
//
// Nothing is changed before all records have been read and verified, and a crash at any moment leaves a log that
// Recover opens with the same result. It returns a *CorruptionError when the log was damaged after it had been
// durable or does not reach back to the position, ErrRecordTooLarge when a record exceeds MaxRecordBytes, the
// error of visit as it is, ErrBadOption, and the file system's error otherwise.
func Recover(opts Options, from Position, visit func(Record) error) (*Log, Report, error) {
	l, report, err := Open(opts, from, visit)
	if err != nil {
		return nil, report, err
	}
	r := l.dormant.replayed
	if err := l.Wake(); err != nil {
		return nil, r.report, errors.Join(err, l.Close())
	}
	return l, r.report, nil
}

// revive makes the tail that was read durable and begins a new life behind it.
func (l *Log) revive(f folder, r *replayer, from Position) error {
	if err := l.adopt(f, r.continued()); err != nil {
		return err
	}
	l.tip = r.tail.at
	if l.tip.LSN > from.LSN {
		if err := l.rescueAll(r, from); err != nil {
			return err
		}
	}
	l.noteOlder(f, r)
	return l.start(l.successor(r.tail))
}

// noteOlder lists the segments before the last for Release. Those before the start position were not read: they
// end where the first one that was read begins, and are not reused because their length is not known. Those in front of a gap are of no use
// to anybody, and go with the next Release. Where the archive cannot be listed now it may have what the log lacks, so no gap is known: that is no reason
// not to write.
func (l *Log) noteOlder(f folder, r *replayer) {
	var gap Gap
	if known, err := sequences(&l.opts); err == nil {
		gap = gapBefore(r.first.Sequence, known)
	}
	for _, sequence := range f.live {
		if sequence >= r.first.Sequence {
			break
		}
		older := retired{sequence: sequence, end: r.first.First}
		if sequence < gap.Next {
			older = retired{sequence: sequence, severed: true}
			gap.Segments++
		}
		l.retired = append(l.retired, older)
	}
	l.retired = append(l.retired, r.retired...)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gap = gap
}

// successor returns the number of the segment that begins the new life. A last segment without a single frame is
// replaced, so that a database that is opened again and again does not collect empty files; one with frames is
// kept and followed.
func (l *Log) successor(t tail) uint64 {
	if t.offset == segment.HeaderSize {
		return t.head.Sequence
	}
	l.retired = append(l.retired, retired{sequence: t.head.Sequence, end: t.at.LSN, size: t.head.Size})
	return t.head.Sequence + 1
}
