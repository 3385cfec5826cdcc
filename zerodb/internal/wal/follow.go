package wal

import (
	"errors"
	"io/fs"

	"github.com/aerolith/aerolith/zerodb/internal/wal/segment"
	"github.com/aerolith/aerolith/zerodb/vfs"
)

// What a writer that ran ahead has left behind the last segment: files that continue it but were not durable yet.

// goAhead reads on in the files that continue the last segment. One that does not, because a power failure took its header or the
// segment's own end, ends the log.
func (r *replayer) goAhead() error {
	for _, sequence := range r.beyond {
		if r.tail.bad != nil || sequence != r.tail.head.Sequence+1 {
			return nil
		}
		went, err := r.intoAhead(sequence)
		if err != nil || !went {
			return err
		}
	}
	return nil
}

// intoAhead reads one file that may continue the tail. It reports whether it does.
func (r *replayer) intoAhead(sequence uint64) (bool, error) {
	file, head, err := r.openNext(sequence)
	if err != nil || file == nil {
		return false, err
	}
	defer closeQuietly(file)
	r.loose = append(r.loose, r.tail)
	if err := r.link(head); err != nil {
		return false, err
	}
	if err := r.frames(file); err != nil {
		return false, err
	}
	return true, r.conclude()
}

// openNext opens the file without a segment's name that continues the tail; it returns nil where none does.
func (r *replayer) openNext(sequence uint64) (vfs.File, segment.Header, error) {
	file, head, err := openAhead(r.opts, sequence)
	if err != nil || file == nil {
		return nil, head, err
	}
	t := &r.tail
	if t.bad != nil || head.Identity != r.opts.Identity || head.Epoch != t.head.Epoch || head.First != t.at.LSN || head.Chain != t.at.Chain {
		closeQuietly(file)
		return nil, head, nil
	}
	return file, head, nil
}

// openAhead opens a file that has a whole header but no segment's name. It returns nil where there is none.
func openAhead(o *Options, sequence uint64) (vfs.File, segment.Header, error) {
	file, head, err := openAndVerify(o, o.path(segment.Ahead, sequence), sequence)
	if _, damaged := errors.AsType[*CorruptionError](err); damaged {
		return nil, head, nil
	}
	return file, head, err
}

// openLoose opens a segment that is to be rescued, under either name: an attempt that found no room may have given it the right one.
func (l *Log) openLoose(sequence uint64) (vfs.File, error) {
	file, err := l.opts.FS.OpenReadOnly(l.opts.path(segment.Ahead, sequence))
	if errors.Is(err, fs.ErrNotExist) {
		return l.opts.FS.OpenReadOnly(l.opts.path(segment.Live, sequence))
	}
	return file, err
}

// continued returns the numbers of the files without a segment's name that belong to the log.
func (r *replayer) continued() map[uint64]bool {
	keep := make(map[uint64]bool)
	for i := range r.loose {
		keep[r.loose[i].head.Sequence+1] = true
	}
	return keep
}
