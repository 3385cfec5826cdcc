package wal

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// firstSegment is the sequence number of a database's first segment. 0 stays free to mean none.
const firstSegment = 1

// Create makes the log of a new database: the folder if it is missing, and the first segment, durably. What a
// creation that was cut short left behind, which is a log without a single record, is replaced.
//
// It returns ErrBadOption for options outside their range, ErrExists when the folder holds a log with records,
// and the file system's error otherwise.
func Create(opts Options) (*Log, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := makeFolder(&opts); err != nil {
		return nil, err
	}
	f, err := readFolder(&opts)
	if err != nil {
		return nil, err
	}
	if err := checkUnused(opts, f); err != nil {
		return nil, err
	}
	epoch, err := drawEpoch(&opts, nil)
	if err != nil {
		return nil, err
	}
	l := newLog(opts, epoch)
	l.tip = Position{Segment: firstSegment, Chain: segment.Origin(opts.Identity)}
	err = l.adopt(f, nil)
	if err == nil {
		err = l.start(firstSegment)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// checkUnused returns ErrExists unless the folder holds no segment, or only a first one without a record.
func checkUnused(opts Options, f folder) error {
	if len(f.live) == 0 {
		return nil
	}
	inUse := fmt.Errorf("%w: %s", ErrExists, opts.Dir)
	if len(f.live) > 1 || f.live[0] != firstSegment {
		return inUse
	}
	head, err := readHead(&opts, firstSegment)
	if err != nil {
		return errors.Join(inUse, err)
	}
	opts.Identity = head.Identity
	r := newReplayer(&opts, func(Record) error { return inUse })
	err = r.run(Position{Segment: firstSegment, Chain: segment.Origin(head.Identity)}, f)
	if err == nil && r.tail.offset > segment.HeaderSize {
		err = inUse
	}
	return err
}

// start begins the segment with that number at the tip, with which a life of the log begins.
func (l *Log) start(sequence uint64) error {
	s, err := l.firstFile()
	if err != nil {
		return err
	}
	if err := l.begin(s, sequence); err != nil {
		closeQuietly(s.file)
		return fmt.Errorf("zerodb/wal: start the log: %w", err)
	}
	l.publish()
	l.durable.Store(uint64(l.tip.LSN))
	return nil
}

// firstFile returns a file for the first segment of a life: a spare one, whose blocks were written before, or else a new one of
// Options.FirstSize, which begin syncs.
func (l *Log) firstFile() (spare, error) {
	if s, err := l.takeSpare(); err == nil {
		return s, nil
	}
	if err := l.Err(); err != nil {
		return spare{}, err
	}
	s, err := l.makeFile(l.opts.FirstSize)
	if err != nil {
		return spare{}, fmt.Errorf("zerodb/wal: fill a segment of %d bytes: %w", l.opts.FirstSize, err)
	}
	return s, nil
}

// epochDraws bounds how often a source of epochs may repeat itself before it is taken for broken.
const epochDraws = 8

// drawEpoch draws an epoch that is not 0 and not among those used.
func drawEpoch(o *Options, used map[uint64]ids.LSN) (uint64, error) {
	for range epochDraws {
		epoch, err := o.NewEpoch()
		if err != nil {
			return 0, err
		}
		if _, taken := used[epoch]; epoch != 0 && !taken {
			return epoch, nil
		}
	}
	return 0, fmt.Errorf("%w: NewEpoch repeats itself", ErrBadOption)
}
