package record

import (
	"encoding/binary"
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/record/internal/sindex"
	"github.com/aerolith/aerolith/zerodb"
)

// IndexStats describes a secondary index as it is now.
type IndexStats struct {
	// Definition is what was asked for. The caller must not change it. The index of a set that EnableSetIndex made has no name.
	Definition aero.IndexDefinition
	// Ready says that queries may use the index.
	Ready bool
	// Entries is how many entries it has, UsedBytes what they take without pages.
	Entries, UsedBytes uint64
	// EntriesPerValue and EntriesPerRecord are how many entries there were for each value and each record when the index was
	// looked through last: after its building, then at every Options.IndexSurveyInterval; 0 before. Of records with many
	// entries the number is an estimate.
	EntriesPerValue, EntriesPerRecord uint64
	// LoadPercent is how much of the records the builder has taken in, 0 to 100; LoadTime how long it took so far.
	LoadPercent uint32
	LoadTime    time.Duration
}

// Indexes describes the secondary indexes of a namespace in the order of their names; empty if there is no such
// namespace. Numbers that cannot be read are 0.
func (s *Store) Indexes(namespace string) []IndexStats {
	n := s.namespaces[namespace]
	if n == nil {
		return nil
	}
	all := *n.indexes.Load()
	stats := make([]IndexStats, len(all))
	for i, x := range all {
		stats[i] = x.stats(n.settings.Name)
	}
	err := n.db.View(func(tx *zerodb.Tx) error {
		for i, x := range all {
			if table, err := tx.Table(x.table); err == nil { // else it was dropped meanwhile
				stats[i].Entries = table.Len()
				stats[i].UsedBytes = table.Len() * sindex.KeySize
			}
		}
		return nil
	})
	if err != nil {
		return stats // the numbers are for people; what is wrong shows in commands
	}
	return stats
}

// stats returns what is known without looking at the table.
func (x *index) stats(namespace string) IndexStats {
	d := &x.row.Definition
	return IndexStats{
		Definition: aero.IndexDefinition{
			Namespace: namespace, Set: d.Set, Name: x.shownName(), Bin: d.Bin.String(), Type: d.Type, Source: d.Source,
			Context: d.Context, Expression: d.Expression,
		},
		EntriesPerValue: x.progress.perValue.Load(), EntriesPerRecord: x.progress.perRecord.Load(),
		Ready: x.ready(), LoadPercent: x.loadPercent(),
		LoadTime: time.Duration(x.progress.millis.Load()) * time.Millisecond,
	}
}

// shownName returns the index's name; empty for the index of a set that has none.
func (x *index) shownName() string {
	if unnamed(x.name) {
		return ""
	}
	return x.name
}

// wholePercent is the whole.
const wholePercent = 100

// loadPercent returns how far the builder is. Records are spread evenly over the partitions, in whose order it goes.
func (x *index) loadPercent() uint32 {
	switch {
	case x.ready():
		return wholePercent
	case len(x.row.Cursor) == 0:
		return 0
	}
	return uint32(binary.BigEndian.Uint16(x.row.Cursor)) * wholePercent / aero.PartitionCount
}
