package wal

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// dormant is what a log remembers of its recovery until its new life begins.
type dormant struct {
	replayed *replayer
	from     Position
}

// Open reads an existing log like Recover but changes nothing: the log that it returns is dormant until Wake. A dormant log stands at
// the position from which it was read, up to which it is durable. Nothing may be appended to it, and it makes no files.
//
// Records behind the position are not durable before Wake has returned: who shows their effect to anybody must wake the log
// first.
func Open(opts Options, from Position, visit func(Record) error) (*Log, Report, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, Report{}, err
	}
	f, err := readFolder(&opts)
	if err != nil {
		return nil, Report{}, err
	}
	r := newReplayer(&opts, visit)
	if err := r.run(from, f); err != nil {
		return nil, r.report, err
	}
	r.window = window{} // its memory
	epoch, err := drawEpoch(&opts, r.epochs)
	if err != nil {
		return nil, r.report, err
	}
	l := newLog(opts, epoch)
	l.dormant = &dormant{replayed: r, from: from}
	l.position, l.tip = from, from
	l.durable.Store(uint64(from.LSN))
	return l, r.report, nil
}

// Wake makes durable what a dormant log was found to hold and begins its new life, behind which records may be appended. On
// a log that is awake it does nothing. It must not run beside Append, Reserve or Close.
//
// On a full disk, for which errors.Is(err, vfs.ErrNoSpace) holds, the log stays dormant and Wake may be tried again. Any other
// failure stops the log.
func (l *Log) Wake() error {
	if l.dormant == nil {
		return l.Err()
	}
	f, err := readFolder(&l.opts)
	if err == nil {
		err = l.revive(f, l.dormant.replayed, l.dormant.from)
	}
	if err == nil {
		return l.rouse()
	}
	if errors.Is(err, vfs.ErrNoSpace) && l.Err() == nil {
		l.fallAsleep()
		return fmt.Errorf("zerodb/wal: begin a life: %w", err)
	}
	return l.stop(fmt.Errorf("begin a life: %w", err))
}

// Standing returns the place in the log from which NewReader reads what is appended next, and the life that wrote what is before it, 0 where nothing is
// in that segment. On a dormant log, whose next life has another number, it is the place from which the log was read.
func (l *Log) Standing() (Position, uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dormant == nil {
		return l.position, l.epoch
	}
	return l.position, lifeBefore(l.position, l.dormant.replayed.first)
}

// lifeBefore returns the life that wrote the record before a position in a segment, 0 where the segment begins there: without a record it may be replaced by
// the next life's.
func lifeBefore(at Position, head segment.Header) uint64 {
	if at.LSN == head.First {
		return 0
	}
	return head.Epoch
}

// rouse ends the dormancy.
func (l *Log) rouse() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dormant = nil
	return l.failure
}

// isDormant reports whether the log's life has not begun.
func (l *Log) isDormant() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dormant != nil
}

// fallAsleep forgets what a Wake that found no room has done; the next one finds it again in the folder.
func (l *Log) fallAsleep() {
	l.mu.Lock()
	defer l.mu.Unlock()
	closeSpares(l.spares)
	l.spares, l.retired = nil, nil
}
