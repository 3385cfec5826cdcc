package record

import (
	"bytes"
	"errors"
	"slices"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// indexScan is what a scan has beside its own when it goes through a secondary index.
type indexScan struct {
	name  string
	table string
	query *sindex.Query
	of    *sindex.Definition
	// wanted are the partitions that are asked for.
	wanted partitions
	// span is the range of values being read.
	span int
	// finished says that all entries were read.
	finished bool
	// seen are the records of the present chunk, where a record may have several entries.
	seen map[aero.Digest]struct{}
	key  []byte
}

// lookUp returns the index that a range asks for: by its name, else that of the set, else that of all sets.
func (all indexes) lookUp(set string, r *aero.IndexRange) (*index, aero.ResultCode) {
	x := all.find(r.Name)
	if r.Name == "" {
		bin, ok := layout.MakeName(r.Bin)
		if !ok {
			return nil, aero.CodeParameter
		}
		wanted := sindex.Definition{
			Set: set, Bin: bin, Type: r.Type, Source: r.Source, Context: r.Context, Expression: r.Expression,
		}
		if x = all.defined(&wanted); x == nil {
			wanted.Set = ""
			x = all.defined(&wanted)
		}
	}
	switch {
	case x == nil:
		return nil, aero.CodeIndexNotFound
	case !x.ready():
		return nil, aero.CodeIndexNotReadable
	}
	return x, aero.CodeOK
}

// useIndex prepares the scan to go through the index that it asks for.
func (sc *scan) useIndex() error {
	x, code := sc.n.indexes.Load().lookUp(sc.cmd.Set, sc.cmd.Index)
	if code != aero.CodeOK {
		return refusal("query", code)
	}
	query, ok := sindex.NewQuery(&x.row.Definition, sc.cmd.Index)
	if !ok {
		return refusal("query", aero.CodeParameter)
	}
	sc.index = &indexScan{name: x.name, table: x.table, query: query, of: &x.row.Definition}
	sc.index.wanted = wantedPartitions(sc.index.of, sc.cmd.Partitions)
	sc.enterSpan()
	if query.Repeats() {
		sc.index.seen = map[aero.Digest]struct{}{}
	}
	return nil
}

// enterSpan places the scan at the beginning of the present span of values.
func (sc *scan) enterSpan() {
	if q := sc.index; q.span < len(q.query.Spans) {
		sc.from = sindex.AppendPrefix(sc.from[:0], max(q.query.Spans[q.span].From, q.wanted.lowest), 0)
	}
}

// readIndex fills the chunk with records that the index's entries lead to.
func (sc *scan) readIndex(tx *zerodb.Tx) error {
	entries, err := tx.Table(sc.index.table)
	if errors.Is(err, zerodb.ErrTableNotFound) {
		return refusal("query", aero.CodeIndexNotFound) // dropped meanwhile
	}
	if err != nil {
		return err
	}
	records, err := tx.Table(tableRecords)
	if err != nil {
		return err
	}
	clear(sc.index.seen)
	r := indexReader{scan: sc, q: sc.index, cursor: entries.Cursor(), records: records}
	r.now, r.hidden = sc.n.now(), *sc.n.hidden.Load()
	r.budget = sc.n.options.ScanChunkRecords
	for sc.index.span < len(sc.index.query.Spans) {
		full, err := r.readSpan()
		if err != nil || full {
			return err
		}
		sc.index.span++
		sc.enterSpan()
	}
	sc.index.finished = true
	return nil
}

// endAll tells that all partitions are done, once the last entries were delivered.
func (sc *scan) endAll() error {
	if sc.index == nil || !sc.index.finished {
		return nil
	}
	for ; sc.partition < len(sc.cmd.Partitions); sc.partition++ {
		if err := sc.partitionDone(sc.cmd.Partitions[sc.partition].ID, aero.CodeOK); err != nil {
			return err
		}
	}
	return nil
}

// indexReader reads one chunk.
type indexReader struct {
	scan    *scan
	q       *indexScan
	cursor  *zerodb.Cursor
	records *zerodb.Table
	now     uint64
	hidden  truncations
	// budget is how many entries may still be looked at, skipped how many in a row were not wanted.
	budget, skipped int
}

// readSpan reads on in the present span of values. It reports whether chunk or budget are used up.
func (r *indexReader) readSpan() (full bool, err error) {
	sc, last := r.scan, r.q.query.Spans[r.q.span].To
	for ok := r.cursor.Seek(sc.from); ok; {
		key := r.cursor.Key()
		value, digest, err := sindex.DecodeKey(key)
		if err != nil || value > last {
			return false, err
		}
		if r.budget <= 0 || !sc.room() {
			sc.from = append(sc.from[:0], key...)
			return true, nil
		}
		r.budget--
		if !r.q.wanted.has(value, digest) {
			ok = r.skip(value, digest)
			continue
		}
		r.skipped = 0
		if err := r.visit(value, digest); err != nil {
			return false, err
		}
		ok = r.cursor.Next()
	}
	return false, r.cursor.Err()
}

// skipSteps is how many entries in a row are stepped over before it is worth to search for the next that is wanted.
const skipSteps = 16

// skip moves past an entry that is not wanted.
func (r *indexReader) skip(value sindex.Value, digest aero.Digest) bool {
	if r.skipped++; r.skipped < skipSteps {
		return r.cursor.Next()
	}
	r.skipped = 0
	r.q.key = r.q.wanted.appendNext(r.q.key[:0], value, digest)
	if bytes.Compare(r.q.key, r.cursor.Key()) <= 0 {
		return r.cursor.Next()
	}
	return r.cursor.Seek(r.q.key)
}

// visit takes the record behind an entry into the chunk if the query shall yield it.
func (r *indexReader) visit(value sindex.Value, digest aero.Digest) error {
	if _, again := r.q.seen[digest]; again {
		return nil
	}
	if r.q.seen != nil {
		r.q.seen[digest] = struct{}{}
	}
	r.q.key = layout.AppendRecordKey(r.q.key[:0], digest)
	stored, err := r.records.Get(r.q.key)
	if errors.Is(err, zerodb.ErrNotFound) {
		return nil // CheckIndexes tells of it
	}
	if err != nil {
		return err
	}
	return r.scan.consider(&found{digest: digest, stored: stored, entry: value, now: r.now, hidden: r.hidden})
}

// looksAtRecords reports whether an entry alone does not say that its record is to be yielded.
func (q *indexScan) looksAtRecords() bool { return q.seen != nil || q.query.Verifies() }

// matches reports whether a record is what the query looks for, and whether this entry is the one under which it is
// yielded.
func (q *indexScan) matches(f *found, record *layout.Record) bool {
	if q.seen != nil && !q.query.First(f.entry, f.digest, record) {
		return false
	}
	return !q.query.Verifies() || q.query.Holds(f.digest, record)
}

// cloneRange returns a copy of an index range that aliases nothing.
func cloneRange(r *aero.IndexRange) *aero.IndexRange {
	if r == nil {
		return nil
	}
	c := *r
	c.Name, c.Bin = string([]byte(r.Name)), string([]byte(r.Bin))
	c.Context, c.Expression, c.Value = slices.Clone(r.Context), slices.Clone(r.Expression), slices.Clone(r.Value)
	return &c
}
