package wal

import (
	"errors"
	"slices"
)

// Folder says what files a log's folder holds.
type Folder struct {
	// Segments are the sequence numbers of the segments, ascending. Spares and Unfinished count the files kept for reuse and
	// those that were being made when a process ended.
	Segments           []uint64
	Spares, Unfinished int
	// Bytes is the size of all these files.
	Bytes int64
}

// List reads what files a log's folder holds. Only FS and Dir of the options are needed.
func List(opts Options) (Folder, error) {
	f, err := readFolder(&opts)
	if err != nil {
		return Folder{}, err
	}
	found := Folder{Segments: f.live, Spares: len(f.spares), Unfinished: len(f.unfinished)}
	for _, name := range f.paths(&opts) {
		info, err := opts.FS.Stat(name)
		if err != nil {
			continue // it was recycled meanwhile
		}
		found.Bytes += info.Size
	}
	return found, nil
}

// ReadIdentity returns the identity of the database that the segments in a log's folder belong to, by the first that can be read. Only FS
// and Dir of the options are needed. Errors: ErrGone when there is no segment, *CorruptionError when none can be read, and the file
// system's. While it looks the log may move on: then it looks again.
func ReadIdentity(opts Options) (identity [16]byte, err error) {
	var before []uint64
	for {
		f, listErr := readFolder(&opts)
		if listErr != nil {
			return identity, listErr
		}
		if err != nil && slices.Equal(f.live, before) {
			return identity, err
		}
		if identity, err = identityIn(&opts, f.live); !errors.As(err, new(*CorruptionError)) {
			return identity, err
		}
		before = f.live
	}
}

// identityIn returns the identity that the first segment states that can be read.
func identityIn(opts *Options, live []uint64) (identity [16]byte, err error) {
	err = ErrGone
	for _, sequence := range live {
		head, headErr := readHead(opts, sequence)
		if headErr == nil {
			return head.Identity, nil
		}
		err = headErr
	}
	return identity, err
}
