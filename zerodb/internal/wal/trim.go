package wal

import (
	"errors"
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
)

// Trim gives back what a log that ends in order does not need: the files kept for reuse, and the room behind the last record. No record
// goes. Call it before Close, when all that was appended is durable; on a log that is not so far, or dormant, it changes nothing. It must not
// run beside Append, Reserve or Release, and nothing may be appended afterwards.
//
// A failure stops the log and has lost nothing.
func (l *Log) Trim() error {
	l.fill.Lock()
	defer l.fill.Unlock()
	if l.dormant != nil {
		return nil
	}
	if err := l.takeTurn(); err != nil {
		return err
	}
	err := l.trimInTurn()
	l.endTurn(err)
	if err != nil {
		return l.Err()
	}
	return nil
}

// trimInTurn does the work of Trim. The caller has the turn and holds fill.
func (l *Log) trimInTurn() error {
	l.mu.Lock()
	settled := l.active != nil && l.active.named && len(l.pending) == 0 && l.position.LSN <= l.Durable()
	spares := l.spares
	if settled {
		l.spares = nil
	}
	l.mu.Unlock()
	if !settled {
		return nil
	}
	return errors.Join(l.cutActive(), l.removeSpares(spares))
}

// cutActive cuts the active segment behind its last frame. The mark that says so is durable before the file is shorter than its header says.
func (l *Log) cutActive() error {
	size := trimmed(l.offset, l.head.Size)
	if size == l.head.Size {
		return nil
	}
	l.block = segment.AppendCut(l.block[:0], l.head, size)
	if _, err := l.active.file.WriteAt(l.block, segment.CutAt); err != nil {
		return fmt.Errorf("mark segment %016x as cut: %w", l.head.Sequence, err)
	}
	if err := l.active.file.SyncData(); err != nil {
		return fmt.Errorf("sync the mark of segment %016x: %w", l.head.Sequence, err)
	}
	if err := l.active.file.Truncate(size); err != nil {
		return fmt.Errorf("cut segment %016x: %w", l.head.Sequence, err)
	}
	l.head.Size = size
	return nil
}

// removeSpares closes and removes spare files, whose content means nothing: a crash may bring them back.
func (l *Log) removeSpares(spares []spare) error {
	var err error
	for _, s := range spares {
		err = errors.Join(err, s.file.Close(), l.opts.FS.Remove(l.opts.path(s.kind, s.number)))
	}
	if err != nil {
		return fmt.Errorf("remove spare segments: %w", err)
	}
	return nil
}
