package wal

// Read hands every record behind the position to visit, in order, and changes nothing: it is for who only reads, while
// nobody writes. A record's payload is valid only during the call of visit. Errors are those of Recover.
func Read(opts Options, from Position, visit func(Record) error) (Report, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return Report{}, err
	}
	f, err := readFolder(&opts)
	if err != nil {
		return Report{}, err
	}
	r := newReplayer(&opts, visit)
	err = r.run(from, f)
	return r.report, err
}
