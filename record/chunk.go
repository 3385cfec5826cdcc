package record

import (
	"bytes"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// chunk is what a scan has read in one transaction and not yet yielded: stored records, and ends of partitions.
type chunk struct {
	items  []chunkItem
	memory []byte
}

// chunkItem is a record in the chunk's memory, or the end of a partition.
type chunkItem struct {
	digest aero.Digest
	// value is where the record was found in the index.
	value int64
	// from and to are where the record lies in the chunk's memory.
	from, to int
	// end says that this is the end of the partition.
	end       bool
	partition aero.PartitionID
}

// chunkKept is how much memory a chunk keeps from one use to the next beyond what it is meant to hold.
const chunkKept = 2

// reset empties the chunk, giving back memory that one large record made it take.
func (c *chunk) reset(limit int) {
	if cap(c.memory) > chunkKept*limit {
		c.memory = nil
	}
	c.items, c.memory = c.items[:0], c.memory[:0]
}

// read fills the chunk from where the scan stands. It visits a bounded number of records.
func (sc *scan) read() error {
	sc.chunk.reset(sc.n.options.ScanChunkBytes)
	if !sc.known {
		for ; sc.partition < len(sc.cmd.Partitions); sc.partition++ {
			sc.endPartition()
		}
		return nil
	}
	return sc.n.view(func(tx *zerodb.Tx) error {
		if sc.index != nil {
			return sc.readIndex(tx)
		}
		w, err := sc.openWalk(tx)
		if err != nil {
			return err
		}
		budget := sc.n.options.ScanChunkRecords
		for sc.partition < len(sc.cmd.Partitions) && budget > 0 && sc.room() {
			if err := sc.readPartition(w, &budget); err != nil {
				return err
			}
		}
		return w.cursor.Err()
	})
}

// room reports whether the chunk may take more.
func (sc *scan) room() bool {
	wanted := sc.cmd.MaxRecords == 0 || sc.yielded+uint64(len(sc.chunk.items)) < sc.cmd.MaxRecords
	return wanted && len(sc.chunk.memory) < sc.n.options.ScanChunkBytes
}

// endPartition notes that the end of the present partition was reached.
func (sc *scan) endPartition() {
	sc.chunk.items = append(sc.chunk.items, chunkItem{end: true, partition: sc.cmd.Partitions[sc.partition].ID})
}

// readPartition reads on in the present partition until its end, or until the chunk or the budget is used up.
func (sc *scan) readPartition(w *walk, budget *int) error {
	var prefix [layout.PartitionPrefixSize]byte
	layout.AppendPartitionPrefix(prefix[:0], sc.cmd.Partitions[sc.partition].ID)
	now, hidden := sc.n.now(), *sc.n.hidden.Load()
	ok := w.seek(sc.from)
	if ok && sc.skip && bytes.Equal(w.key(), sc.from) {
		ok = w.cursor.Next()
	}
	for ; ok && bytes.HasPrefix(w.key(), prefix[:]); ok = w.cursor.Next() {
		if *budget == 0 || !sc.room() {
			sc.from, sc.skip = append(sc.from[:0], w.key()...), false
			return nil
		}
		*budget--
		f := found{now: now, hidden: hidden}
		var err error
		if f.digest, err = layout.DecodeRecordKey(w.key()); err != nil {
			return err
		}
		if f.stored, err = w.stored(); err != nil {
			return err
		}
		if f.stored == nil {
			continue
		}
		if err := sc.consider(&f); err != nil {
			return err
		}
	}
	if err := w.cursor.Err(); err != nil {
		return err
	}
	sc.endPartition()
	sc.enter(sc.partition + 1)
	return nil
}

// found is a stored record that a scan has come upon.
type found struct {
	digest aero.Digest
	stored []byte
	// entry is where it was found in the index.
	entry  sindex.Value
	now    uint64
	hidden truncations
}

// consider takes a record into the chunk if the scan shall yield it.
func (sc *scan) consider(f *found) error {
	header, err := layout.DecodeHeader(f.stored)
	if err != nil {
		return err
	}
	if sc.cmd.Set != "" && header.SetID != sc.set || gone(&header, f.now, f.hidden) {
		return nil
	}
	if ok, err := sc.matches(f); err != nil || !ok {
		return err
	}
	item := chunkItem{digest: f.digest, from: len(sc.chunk.memory)}
	if sc.index != nil {
		item.value = sc.index.of.Wire(f.entry)
	}
	sc.chunk.memory = append(sc.chunk.memory, f.stored...)
	item.to = len(sc.chunk.memory)
	sc.chunk.items = append(sc.chunk.items, item)
	return nil
}

// matches reports whether the scan shall yield a record of the right set, for what it holds. A record on which the filter
// cannot be evaluated within the bounds does not match.
func (sc *scan) matches(f *found) (bool, error) {
	selects := len(sc.names) > 0 && !sc.cmd.NoBinData
	if !selects && sc.filter == nil && (sc.index == nil || !sc.index.looksAtRecords()) {
		return true, nil
	}
	record, err := layout.Decode(f.stored)
	if err != nil {
		return false, err
	}
	if sc.index != nil && !sc.index.matches(f, &record) || selects && !sc.hasSelected(&record) {
		return false, nil
	}
	return sc.passes(f, &record)
}

// passes reports whether the filter, if there is one, lets the record through.
func (sc *scan) passes(f *found, record *layout.Record) (bool, error) {
	if sc.filter == nil {
		return true, nil
	}
	name, ok := sc.n.sets.name(record.SetID)
	if !ok {
		return false, fmt.Errorf("%w: record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	current := eval.Current{Exists: true, Record: *record, SetName: name}
	passes := sc.n.rules.Match(sc.filter, f.digest, &current, f.now) == aero.CodeOK
	if !passes {
		sc.tally(aero.CodeFilteredOut)
	}
	return passes, nil
}

// hasSelected reports whether the record has one of the selected bins.
func (sc *scan) hasSelected(record *layout.Record) bool {
	for _, name := range sc.names {
		if _, ok := record.Find(name); ok {
			return true
		}
	}
	return false
}

// fillResult makes the result of a record in the chunk. Its values alias the chunk's memory. It returns false if the
// operations have no answer for the record, which is left out then.
func (sc *scan) fillResult(item *chunkItem) (wanted bool, err error) {
	record, err := layout.Decode(sc.chunk.memory[item.from:item.to])
	if err != nil {
		return false, err
	}
	set, ok := sc.n.sets.name(record.SetID)
	if !ok {
		return false, fmt.Errorf("%w: record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	sc.result = aero.RecordResult{
		Code: aero.CodeOK, Digest: item.digest, Set: set, Key: record.Key,
		Generation: uint32(record.Generation), VoidTime: record.VoidTime, Bins: sc.result.Bins[:0],
		IndexValue: item.value,
	}
	switch {
	case sc.cmd.NoBinData:
		return true, nil
	case len(sc.cmd.Operations) > 0:
		return sc.operate(&record, set), nil
	}
	sc.addBins(&record)
	return true, nil
}

// addBins adds the selected bins to the result, or all.
func (sc *scan) addBins(record *layout.Record) {
	for _, name := range sc.names {
		if value, ok := record.Find(name); ok {
			sc.addBin(name, value)
		}
	}
	if len(sc.names) > 0 {
		return
	}
	for bins := record.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return
		}
		sc.addBin(bin.Name, bin.Value)
	}
}

// addBin adds a bin to the result.
func (sc *scan) addBin(name layout.Name, value aero.Particle) {
	sc.result.Bins = append(sc.result.Bins, aero.Bin{Name: sc.n.names.String(name), Value: cdt.Visible(value)})
}
