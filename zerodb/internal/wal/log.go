package wal

import (
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/aerolith/aerolith/zerodb/internal/ids"
	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// Log is an open, writable log. Make one with Create or Recover.
type Log struct {
	opts  Options
	epoch uint64

	// durable is the position up to which all is synced; written under mu, read anywhere.
	durable atomic.Uint64

	// large says that the last record was one whose sync writes so much that what a reserved segment adds to it does not count.
	large atomic.Bool

	// fill serialises making spare files. Taken before mu. It guards nextSize, the length of the next new one.
	fill     sync.Mutex
	nextSize int64

	// mu guards the fields below, down to the blank line. It is never held during I/O.
	mu        sync.Mutex
	position  Position   // after the last whole record
	failure   error      // why nothing is accepted any more, nil while all is well
	closed    bool       // Close has begun
	active    *running   // the segment that is written; changed by the writer only, who may read it without mu
	pending   []*running // full segments before it that are not durable, oldest first
	retired   []retired  // durable segments before those, oldest first
	spares    []spare    // files ready for use
	nextSpare uint64     // number of the next spare file
	busy      bool       // somebody has the turn
	queue     []*waiter  // who waits for the turn or for a position
	idle      []*waiter  // waiters for reuse
	holds     []*Hold    // who needs segments to stay
	gap       Gap        // what was missing when the life began
	dormant   *dormant   // what Wake begins with, nil once awake; changed by the writer only, who may read it without mu

	// The writer's own state: only Append touches it.
	head   segment.Header // header of the active segment
	offset int64          // where the next frame goes
	tip    Position       // like position, but within a record that is being written
	buffer []byte         // frames that were not handed to WriteAt yet
	long   gathering      // frames of a long record, likewise
	block  []byte         // scratch for headers
}

// running is a segment that is written, or that is full and waits for its sync.
type running struct {
	file     vfs.File
	sequence uint64
	size     int64
	end      ids.LSN // where it ended; written under Log.mu when the writer leaves it
	named    bool    // it has its name as a segment, durably; the holder of the turn says so
}

// retired is a durable segment that is not written any more.
type retired struct {
	sequence uint64
	end      ids.LSN
	size     int64
	severed  bool // one behind it is missing, before the first that the life read: nobody needs it
}

// newLog returns a log without an active segment.
func newLog(opts Options, epoch uint64) *Log {
	return &Log{opts: opts, epoch: epoch, nextSize: min(growth*opts.FirstSize, opts.SegmentSize)}
}

// path returns the path of a file of the log.
func (o *Options) path(kind segment.Kind, number uint64) string {
	return filepath.Join(o.Dir, segment.Name(kind, number))
}

// archived returns the path of a file of the archive.
func (o *Options) archived(kind segment.Kind, number uint64) string {
	return filepath.Join(o.Archive, segment.Name(kind, number))
}

// Epoch returns the number of the life of the log that this Log writes.
func (l *Log) Epoch() uint64 { return l.epoch }

// Durable returns the position up to which everything is synced. It never decreases, and OnDurable has returned
// for it.
func (l *Log) Durable() ids.LSN { return ids.LSN(l.durable.Load()) }

// Written returns the position after the last record that was appended.
func (l *Log) Written() ids.LSN { return l.Position().LSN }

// Position returns the place after the last record that was appended, from which Recover can read what follows.
func (l *Log) Position() Position {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.position
}

// Err returns why the log accepts nothing any more, an error wrapping ErrStopped or ErrClosed, or nil.
func (l *Log) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failure
}

// stop notes the first failure, after which the log accepts nothing, and returns the error that everybody gets.
// Those who already wait learn of it when the present turn ends.
func (l *Log) stop(cause error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stopLocked(cause)
}
