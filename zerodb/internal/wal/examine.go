package wal

import "slices"

// Examine reads a log from the position to its end as Recover does, and hands every record to visit, but changes nothing: the
// files may belong to a database that is damaged, or in use by another process (then the end is where the reading happened to
// stop). A record's payload is valid only during the call of visit. Errors are those of Recover.
func Examine(opts Options, from Position, visit func(Record) error) (Report, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return Report{}, err
	}
	f, err := readFolder(&opts)
	if err != nil {
		return Report{}, err
	}
	first, _ := slices.BinarySearch(f.live, from.Segment)
	r := newReplayer(&opts, visit)
	err = r.run(from, f.live[first:])
	return r.report, err
}

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
