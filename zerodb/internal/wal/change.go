package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// changeOver ends the active segment and goes on in a spare file. The old segment is synced first, in every
// mode, because recovery looks for losses only in the last one. It waits for the turn, so nobody syncs meanwhile.
func (l *Log) changeOver() error {
	if err := l.flush(); err != nil {
		return err
	}
	if err := l.takeTurn(); err != nil {
		return err
	}
	err := l.changeOverInTurn()
	l.endTurn(err)
	return err
}

// changeOverInTurn does the work of changeOver. The caller has the turn.
func (l *Log) changeOverInTurn() error {
	if err := l.active.SyncData(); err != nil {
		return fmt.Errorf("sync segment %016x: %w", l.head.Sequence, err)
	}
	l.raise(l.Written())
	old, previous := l.active, retired{sequence: l.head.Sequence, end: l.tip.LSN, size: l.head.Size}
	s, err := l.takeSpare()
	if err != nil {
		return err
	}
	if err := l.begin(s, l.head.Sequence+1); err != nil {
		return err
	}
	l.mu.Lock()
	l.retired = append(l.retired, previous)
	l.mu.Unlock()
	if err := old.Close(); err != nil {
		return fmt.Errorf("close segment %016x: %w", previous.sequence, err)
	}
	return nil
}

// begin makes the spare file the segment with that sequence number, continuing at the tip, and makes it active.
// The header is durable before the file gets its name, and the name before begin returns, so a file under a
// segment's name always has its header. On failure the file stays whatever it was and the log must not go on.
func (l *Log) begin(s spare, sequence uint64) error {
	head := segment.Header{
		Identity: l.opts.Identity,
		Sequence: sequence,
		Epoch:    l.epoch,
		First:    l.tip.LSN,
		Size:     l.opts.SegmentSize,
		Chain:    l.tip.Chain,
	}
	l.block = head.Append(l.block[:0])
	if _, err := s.file.WriteAt(l.block, 0); err != nil {
		return fmt.Errorf("write header of segment %016x: %w", sequence, err)
	}
	if err := s.file.SyncData(); err != nil {
		return fmt.Errorf("sync header of segment %016x: %w", sequence, err)
	}
	if err := l.opts.FS.Rename(l.opts.path(segment.Spare, s.number), l.opts.path(segment.Live, sequence)); err != nil {
		return fmt.Errorf("name segment %016x: %w", sequence, err)
	}
	if err := l.opts.FS.SyncDir(l.opts.Dir); err != nil {
		return fmt.Errorf("sync folder for segment %016x: %w", sequence, err)
	}
	l.mapWrites(s.file)
	l.head, l.offset, l.tip.Segment = head, segment.HeaderSize, sequence
	l.mu.Lock()
	defer l.mu.Unlock()
	l.active = s.file
	return nil
}

// mapWrites lets writes to a segment that is about to become the active one go through a map, if that is wanted and offered.
func (l *Log) mapWrites(file vfs.File) {
	mapper, ok := file.(vfs.MapWriter)
	if !ok || l.opts.MapWrites == NeverMapped {
		return
	}
	if err := mapper.MapWrites(l.opts.SegmentSize); err != nil {
		return // The map saves time only; writes work without.
	}
}
