package record

import (
	"bytes"
	"fmt"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/cdt"
	"github.com/aerolith/aerolith/record/internal/eval"
	"github.com/aerolith/aerolith/record/internal/layout"
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
		table, err := tx.Table(tableRecords)
		if err != nil {
			return err
		}
		cursor := table.Cursor()
		budget := sc.n.options.ScanChunkRecords
		for sc.partition < len(sc.cmd.Partitions) && budget > 0 && sc.room() {
			if err := sc.readPartition(cursor, &budget); err != nil {
				return err
			}
		}
		return cursor.Err()
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
func (sc *scan) readPartition(cursor *zerodb.Cursor, budget *int) error {
	var prefix [layout.PartitionPrefixSize]byte
	layout.AppendPartitionPrefix(prefix[:0], sc.cmd.Partitions[sc.partition].ID)
	now, hidden := sc.n.now(), *sc.n.hidden.Load()
	ok := cursor.Seek(sc.from)
	if ok && sc.skip && bytes.Equal(cursor.Key(), sc.from) {
		ok = cursor.Next()
	}
	for ; ok && bytes.HasPrefix(cursor.Key(), prefix[:]); ok = cursor.Next() {
		if *budget == 0 || !sc.room() {
			sc.from, sc.skip = cursor.AppendKey(sc.from[:0]), false
			return nil
		}
		*budget--
		if err := sc.visit(cursor, now, hidden); err != nil {
			return err
		}
	}
	if err := cursor.Err(); err != nil {
		return err
	}
	sc.endPartition()
	sc.enter(sc.partition + 1)
	return nil
}

// visit takes the record at the cursor into the chunk if the scan shall yield it.
func (sc *scan) visit(cursor *zerodb.Cursor, now uint64, hidden truncations) error {
	stored := cursor.Value()
	header, err := layout.DecodeHeader(stored)
	if err != nil {
		return err
	}
	if sc.cmd.Set != "" && header.SetID != sc.set || gone(&header, now, hidden) {
		return nil
	}
	digest, err := layout.DecodeRecordKey(cursor.Key())
	if err != nil {
		return err
	}
	if len(sc.names) > 0 && !sc.cmd.NoBinData {
		record, err := layout.Decode(stored)
		if err != nil || !sc.hasSelected(&record) {
			return err
		}
	}
	if sc.filter != nil {
		if matches, err := sc.matches(stored, digest, now); err != nil || !matches {
			return err
		}
	}
	from := len(sc.chunk.memory)
	sc.chunk.memory = append(sc.chunk.memory, stored...)
	sc.chunk.items = append(sc.chunk.items, chunkItem{digest: digest, from: from, to: len(sc.chunk.memory)})
	return nil
}

// matches evaluates the filter on a stored record. A record on which it cannot be evaluated within the bounds does not
// match.
func (sc *scan) matches(stored []byte, digest aero.Digest, now uint64) (bool, error) {
	record, err := layout.Decode(stored)
	if err != nil {
		return false, err
	}
	name, ok := sc.n.sets.name(record.SetID)
	if !ok {
		return false, fmt.Errorf("%w: record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	current := eval.Current{Exists: true, Record: record, SetName: name}
	return sc.n.rules.Match(sc.filter, digest, &current, now) == aero.CodeOK, nil
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

// fillResult makes the result of a record in the chunk. Its values alias the chunk's memory.
func (sc *scan) fillResult(item *chunkItem) error {
	record, err := layout.Decode(sc.chunk.memory[item.from:item.to])
	if err != nil {
		return err
	}
	set, ok := sc.n.sets.name(record.SetID)
	if !ok {
		return fmt.Errorf("%w: record of set %d, which is not in the table of sets", ErrFormat, record.SetID)
	}
	sc.result = aero.RecordResult{
		Code: aero.CodeOK, Digest: item.digest, Set: set, Key: record.Key,
		Generation: uint32(record.Generation), VoidTime: record.VoidTime, Bins: sc.result.Bins[:0],
	}
	if sc.cmd.NoBinData {
		return nil
	}
	for _, name := range sc.names {
		if value, ok := record.Find(name); ok {
			sc.addBin(name, value)
		}
	}
	if len(sc.names) > 0 {
		return nil
	}
	for bins := record.Bins(); ; {
		bin, ok := bins.Next()
		if !ok {
			return nil
		}
		sc.addBin(bin.Name, bin.Value)
	}
}

// addBin adds a bin to the result.
func (sc *scan) addBin(name layout.Name, value aero.Particle) {
	sc.result.Bins = append(sc.result.Bins, aero.Bin{Name: sc.n.names.String(name), Value: cdt.Visible(value)})
}
