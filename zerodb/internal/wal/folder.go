package wal

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// folder lists the files of a log by kind, each in ascending order.
type folder struct {
	live       []uint64
	spares     []uint64
	unfinished []uint64
	ahead      []uint64
}

// readFolder lists the files in the log's folder. Names that the log does not make are ignored.
func readFolder(o *Options) (folder, error) {
	names, err := o.FS.ReadDir(o.Dir)
	if err != nil {
		return folder{}, fmt.Errorf("zerodb/wal: list segments: %w", err)
	}
	var f folder
	for _, name := range names {
		switch kind, number := segment.ParseName(name); kind {
		case segment.Live:
			f.live = append(f.live, number)
		case segment.Spare:
			f.spares = append(f.spares, number)
		case segment.Unfinished:
			f.unfinished = append(f.unfinished, number)
		case segment.Ahead:
			f.ahead = append(f.ahead, number)
		}
	}
	slices.Sort(f.live)
	slices.Sort(f.spares)
	slices.Sort(f.unfinished)
	slices.Sort(f.ahead)
	return f, nil
}

// behind returns the numbers of the files that may continue the last segment.
func (f folder) behind() []uint64 {
	if len(f.live) == 0 {
		return f.ahead
	}
	first, _ := slices.BinarySearch(f.ahead, f.live[len(f.live)-1]+1)
	return f.ahead[first:]
}

// paths returns the paths of all files.
func (f folder) paths(o *Options) []string {
	var all []string
	for kind, numbers := range map[segment.Kind][]uint64{
		segment.Live: f.live, segment.Spare: f.spares, segment.Unfinished: f.unfinished, segment.Ahead: f.ahead,
	} {
		for _, number := range numbers {
			all = append(all, o.path(kind, number))
		}
	}
	return all
}

// makeFolder makes the log's folder durably. One that exists may have been made by a process that ended before it was
// synced.
func makeFolder(o *Options) error {
	err := o.FS.Mkdir(o.Dir, folderMode(o.FileMode))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("zerodb/wal: make the log's folder: %w", err)
	}
	if err := o.FS.SyncDir(filepath.Dir(o.Dir)); err != nil {
		return fmt.Errorf("zerodb/wal: sync the folder above the log: %w", err)
	}
	return nil
}

// folderMode returns the permissions of a folder whose files have mode: who may read them may enter it.
func folderMode(mode fs.FileMode) fs.FileMode {
	const readers, readToEnter = 0o444, 2
	return mode | mode&readers>>readToEnter
}

// adopt takes over what an earlier life left: whole spare files are kept for reuse, everything unfinished, too
// many, or of another size is removed, and so are files that were to become segments, unless they are to be kept. The names are durable
// before a file is written again: a process that was killed while it released segments leaves files whose names as segments a power
// failure brings back.
func (l *Log) adopt(f folder, keep map[uint64]bool) error {
	for _, number := range f.unfinished {
		if err := l.opts.FS.Remove(l.opts.path(segment.Unfinished, number)); err != nil {
			return fmt.Errorf("zerodb/wal: remove an unfinished segment: %w", err)
		}
		l.nextSpare = max(l.nextSpare, number)
	}
	for _, sequence := range f.ahead {
		if keep[sequence] {
			continue
		}
		if err := l.opts.FS.Remove(l.opts.path(segment.Ahead, sequence)); err != nil {
			return fmt.Errorf("zerodb/wal: remove a file that a crash cut off: %w", err)
		}
	}
	for _, number := range f.spares {
		if err := l.adoptSpare(number); err != nil {
			return fmt.Errorf("zerodb/wal: take over a spare segment: %w", err)
		}
		l.nextSpare = max(l.nextSpare, number)
	}
	if len(l.spares) == 0 {
		return nil
	}
	if err := l.opts.FS.SyncDir(l.opts.Dir); err != nil {
		return fmt.Errorf("zerodb/wal: sync folder for the spare segments of an earlier life: %w", err)
	}
	return nil
}

// adoptSpare keeps one spare file or removes it.
func (l *Log) adoptSpare(number uint64) error {
	name := l.opts.path(segment.Spare, number)
	info, err := l.opts.FS.Stat(name)
	if err != nil {
		return err
	}
	if info.Size != l.opts.SegmentSize || len(l.spares) >= l.opts.Spare {
		return l.opts.FS.Remove(name)
	}
	file, err := l.opts.FS.Open(name)
	if err != nil {
		return err
	}
	if lacksBlocks(file) {
		closeQuietly(file)
		return l.opts.FS.Remove(name)
	}
	l.spares = append(l.spares, spare{kind: segment.Spare, number: number, size: info.Size, file: file})
	return nil
}

// lacksBlocks reports whether a file has holes, which a sparse copy makes of zeros: what is written there needs room that nobody has reserved. One
// of which that cannot be found out is taken for whole.
func lacksBlocks(file vfs.File) bool {
	sparse, ok := file.(vfs.Sparse)
	if !ok {
		return false
	}
	lacking, err := sparse.Holes()
	return err == nil && lacking > 0
}
