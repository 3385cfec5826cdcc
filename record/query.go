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
	// span is the range of values being read.
	span int
	// seen are the records of the chunk's present partition, where a record may have several entries.
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
	if query.Repeats() {
		sc.index.seen = map[aero.Digest]struct{}{}
	}
	return nil
}

// enterIndex places the scan at the beginning of a partition in the index, or behind the entry where it shall resume.
func (sc *scan) enterIndex(part *aero.PartitionRange) {
	q := sc.index
	clear(q.seen)
	q.span = 0
	if part.After == nil {
		sc.enterSpan(part.ID)
		return
	}
	after := q.of.FromWire(part.AfterValue)
	for q.span < len(q.query.Spans) && q.query.Spans[q.span].To < after {
		q.span++
	}
	if q.span < len(q.query.Spans) && after < q.query.Spans[q.span].From {
		sc.enterSpan(part.ID)
		return
	}
	sc.from, sc.skip = sindex.AppendKey(sc.from[:0], after, *part.After), true
}

// enterSpan places the scan at the beginning of the present span of values.
func (sc *scan) enterSpan(partition aero.PartitionID) {
	sc.skip = false
	if q := sc.index; q.span < len(q.query.Spans) {
		sc.from = sindex.AppendPrefix(sc.from[:0], partition, q.query.Spans[q.span].From)
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
	for sc.partition < len(sc.cmd.Partitions) && r.budget > 0 && sc.room() {
		if err := r.readPartition(); err != nil {
			return err
		}
	}
	return r.cursor.Err()
}

// indexReader reads one chunk.
type indexReader struct {
	scan    *scan
	q       *indexScan
	cursor  *zerodb.Cursor
	records *zerodb.Table
	now     uint64
	hidden  truncations
	budget  int
	// emptyFrom and emptyTo are partitions between which there are no entries at all: those before emptyTo.
	emptyFrom, emptyTo int
}

// readPartition reads on in the present partition until its end, or until chunk or budget are used up.
func (r *indexReader) readPartition() error {
	sc := r.scan
	id := sc.cmd.Partitions[sc.partition].ID
	if int(id) > r.emptyFrom && int(id) < r.emptyTo {
		r.finishPartition()
		return nil
	}
	for r.q.span < len(r.q.query.Spans) {
		full, err := r.readSpan(id)
		if err != nil || full {
			return err
		}
		r.q.span++
		sc.enterSpan(id)
	}
	r.finishPartition()
	return nil
}

// finishPartition notes the end of the present partition and enters the next one.
func (r *indexReader) finishPartition() {
	r.scan.endPartition()
	r.scan.enter(r.scan.partition + 1)
	r.budget-- // partitions without entries cost something too
}

// readSpan reads on in the present span. It reports whether chunk or budget are used up.
func (r *indexReader) readSpan(id aero.PartitionID) (full bool, err error) {
	sc := r.scan
	end := sindex.AppendPrefix(nil, id, r.q.query.Spans[r.q.span].To)
	ok := r.cursor.Seek(sc.from)
	if ok && sc.skip && bytes.Equal(r.cursor.Key(), sc.from) {
		ok = r.cursor.Next()
	}
	for ; ok; ok = r.cursor.Next() {
		key := r.cursor.Key()
		if len(key) != sindex.KeySize || bytes.Compare(key[:len(end)], end) > 0 {
			r.noteEmpty(id, key)
			return false, nil
		}
		if r.budget <= 0 || !sc.room() {
			sc.from, sc.skip = r.cursor.AppendKey(sc.from[:0]), false
			return true, nil
		}
		r.budget--
		if err := r.visit(key); err != nil {
			return false, err
		}
	}
	if r.cursor.Err() == nil {
		r.emptyFrom, r.emptyTo = int(id), aero.PartitionCount
	}
	return false, r.cursor.Err()
}

// noteEmpty notes which partitions have no entries, from the first key behind a span.
func (r *indexReader) noteEmpty(id aero.PartitionID, key []byte) {
	if _, digest, err := sindex.DecodeKey(key); err == nil && digest.Partition() > id {
		r.emptyFrom, r.emptyTo = int(id), int(digest.Partition())
	}
}

// visit takes the record behind an entry into the chunk if the query shall yield it.
func (r *indexReader) visit(key []byte) error {
	value, digest, err := sindex.DecodeKey(key)
	if err != nil {
		return err
	}
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
