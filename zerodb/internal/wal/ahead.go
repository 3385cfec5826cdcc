package wal

import (
	"fmt"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Where commits do not wait for the disk, the writer need not either: it goes on in a file that has not got a segment's name yet.
// The holder of the turn syncs full segments in their order and gives each its name once everything before it is durable, so
// that what holds of segments holds here too. A crash of the process leaves files that recovery reads on in; a power
// failure may leave anything of them.

// goAhead leaves the active segment, which is full, to who syncs, and goes on in a spare file.
func (l *Log) goAhead() error {
	if err := l.waitForSyncs(); err != nil {
		return err
	}
	s, err := l.takeSpare()
	if err != nil {
		return err
	}
	sequence := l.head.Sequence + 1
	head, err := l.writeHead(s, sequence)
	if err == nil {
		err = l.opts.FS.Rename(l.opts.path(s.kind, s.number), l.opts.path(segment.Ahead, sequence))
	}
	if err != nil {
		closeQuietly(s.file)
		return fmt.Errorf("begin segment %016x: %w", sequence, err)
	}
	l.mapWrites(s)
	l.leave()
	l.activate(&running{file: s.file, sequence: sequence, size: s.size}, head)
	return nil
}

// leave puts the active segment in line for its sync.
func (l *Log) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.active.end = l.tip.LSN
	l.pending = append(l.pending, l.active)
}

// waitForSyncs returns when fewer segments than Options.Ahead wait for their sync. It syncs the oldest where nobody else does.
func (l *Log) waitForSyncs() error {
	for l.waiting() >= l.opts.Ahead {
		if err := l.takeTurn(); err != nil {
			return err
		}
		var err error
		if full := l.full(); len(full) >= l.opts.Ahead {
			err = l.settle(full[:1])
		}
		l.endTurn(err)
		if err != nil {
			return err
		}
	}
	return nil
}

// waiting returns how many full segments are not durable.
func (l *Log) waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.pending)
}

// full returns the full segments that are not durable.
func (l *Log) full() []*running {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.pending)
}

// Behind reports whether so many full segments wait for their sync that it is time for Settle.
func (l *Log) Behind() bool { return l.opts.Ahead > 0 && l.waiting() > l.opts.Ahead/2 }

// Settle makes the segments durable that are full by now. It is for a background task, so that a writer that runs ahead need not wait.
// Its errors are those of WaitDurable.
func (l *Log) Settle() error {
	if err := l.takeTurn(); err != nil {
		return err
	}
	err := l.settle(l.full())
	l.endTurn(err)
	return err
}

// settle syncs the oldest of the full segments and gives them their names. The caller has the turn.
func (l *Log) settle(full []*running) error {
	for _, s := range full {
		if err := l.syncMeasured(s.file); err != nil {
			return fmt.Errorf("sync segment %016x: %w", s.sequence, err)
		}
		if err := l.name(s); err != nil {
			return err
		}
		l.mu.Lock()
		l.pending = slices.Delete(l.pending, 0, 1)
		end := min(s.end, l.position.LSN)
		l.mu.Unlock()
		l.raise(end)
		if err := l.retire(s); err != nil {
			return err
		}
	}
	return nil
}

// name gives a segment its name, durably. It is synced, and all before it have theirs. The caller has the turn.
func (l *Log) name(s *running) error {
	if s.named {
		return nil
	}
	if err := l.opts.FS.Rename(l.opts.path(segment.Ahead, s.sequence), l.opts.path(segment.Live, s.sequence)); err != nil {
		return fmt.Errorf("name segment %016x: %w", s.sequence, err)
	}
	if err := l.opts.FS.SyncDir(l.opts.Dir); err != nil {
		return fmt.Errorf("sync folder for segment %016x: %w", s.sequence, err)
	}
	s.named = true
	return nil
}
