package wal

import (
	"fmt"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// changeOver ends the active segment and goes on in a spare file. Where the writer may not run ahead, the old segment is synced first,
// because recovery looks for losses only in the last one that has its name. It waits for the turn then, so nobody syncs meanwhile.
func (l *Log) changeOver() error {
	if err := l.flush(); err != nil {
		return err
	}
	if l.opts.Ahead > 0 {
		return l.goAhead()
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
	old := l.active
	if err := old.file.SyncData(); err != nil {
		return fmt.Errorf("sync segment %016x: %w", old.sequence, err)
	}
	l.raise(l.Written())
	old.end = l.tip.LSN
	s, err := l.takeSpare()
	if err != nil {
		return err
	}
	if err := l.begin(s, l.head.Sequence+1); err != nil {
		return err
	}
	return l.retire(old)
}

// retire lists a durable segment for Release and gives its file back.
func (l *Log) retire(s *running) error {
	l.mu.Lock()
	l.retired = append(l.retired, retired{sequence: s.sequence, end: s.end, size: s.size})
	l.mu.Unlock()
	if err := s.file.Close(); err != nil {
		return fmt.Errorf("close segment %016x: %w", s.sequence, err)
	}
	return nil
}

// begin makes the spare file the segment with that sequence number, continuing at the tip, and makes it active.
// The header is durable before the file gets its name, and the name before begin returns, so a file under a
// segment's name always has its header. On failure the file stays whatever it was and the log must not go on.
func (l *Log) begin(s spare, sequence uint64) error {
	head, err := l.writeHead(s, sequence)
	if err != nil {
		return err
	}
	if err := s.file.SyncData(); err != nil {
		return fmt.Errorf("sync header of segment %016x: %w", sequence, err)
	}
	if err := l.opts.FS.Rename(l.opts.path(s.kind, s.number), l.opts.path(segment.Live, sequence)); err != nil {
		return fmt.Errorf("name segment %016x: %w", sequence, err)
	}
	if err := l.opts.FS.SyncDir(l.opts.Dir); err != nil {
		return fmt.Errorf("sync folder for segment %016x: %w", sequence, err)
	}
	l.mapWrites(s)
	l.activate(&running{file: s.file, sequence: sequence, size: s.size, named: true}, head)
	return nil
}

// writeHead writes the header of the segment with that number, which continues at the tip, into a spare file.
func (l *Log) writeHead(s spare, sequence uint64) (segment.Header, error) {
	head := segment.Header{
		Identity: l.opts.Identity,
		Sequence: sequence,
		Epoch:    l.epoch,
		First:    l.tip.LSN,
		Size:     s.size,
		Chain:    l.tip.Chain,
	}
	l.block = head.Append(l.block[:0])
	if _, err := s.file.WriteAt(l.block, 0); err != nil {
		return head, fmt.Errorf("write header of segment %016x: %w", sequence, err)
	}
	return head, nil
}

// activate makes a segment the one that is written.
func (l *Log) activate(next *running, head segment.Header) {
	l.head, l.offset, l.tip.Segment = head, segment.HeaderSize, head.Sequence
	l.mu.Lock()
	defer l.mu.Unlock()
	l.active = next
}

// mapWrites lets writes to a segment that is about to become the active one go through a map, if that is wanted and offered.
func (l *Log) mapWrites(s spare) {
	mapper, ok := s.file.(vfs.MapWriter)
	if !ok || l.opts.MapWrites == NeverMapped {
		return
	}
	if err := mapper.MapWrites(s.size); err != nil {
		return // The map saves time only; writes work without.
	}
}
