package record

import (
	"time"

	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/zerodb"
)

// NamespaceStats describes a namespace as it is now.
type NamespaceStats struct {
	// Objects is the number of stored records, those included that have expired but were not removed yet.
	Objects uint64
	// Tombstones is how many durable deletes are remembered.
	Tombstones uint64
	// Expired is how many records were removed since the opening because their time was over.
	Expired uint64
	// DataBytes is what the stored records take, without keys and pages.
	DataBytes uint64
	// MaxRecordSize is the largest record allowed, in bytes.
	MaxRecordSize uint64
	// DefaultTTLSeconds is the life of records that ask for the default; 0 is for ever.
	DefaultTTLSeconds uint32
	// Evicted is how many records were removed since the opening to make room, EvictBreached that there is too little room.
	Evicted       uint64
	EvictBreached bool
	// ExpiryInterval is how often expired records are removed; negative for never.
	ExpiryInterval time.Duration
	// StopWrites says that the namespace takes no writes: a failure has stopped it, or its budget is used up.
	StopWrites bool
	// Persistent says that the namespace survives a restart.
	Persistent bool
	// QueuedWrites is how many writes wait for their turn.
	QueuedWrites int
}

// SetStats describes a set as it is now.
type SetStats struct {
	// Name is the set's name.
	Name string
	// Objects is the number of stored records, DataBytes what they take, without keys and pages.
	Objects, DataBytes uint64
	// Tombstones is how many durable deletes are remembered.
	Tombstones uint64
	// Truncated is the time of the last truncation; zero if there was none.
	Truncated time.Time
	// Truncating says that records of a truncation are still being removed.
	Truncating bool
	// Indexes is how many secondary indexes the set has on values, beside those on all records.
	Indexes uint64
	// Indexed says that there is an index of the set's records, IndexPopulating that it is being built.
	Indexed, IndexPopulating bool
	// Tuning are the settings of the set.
	Tuning SetTuning
}

// NamespaceStats describes a namespace; false if there is none of that name. Numbers that cannot be read are 0.
func (s *Store) NamespaceStats(namespace string) (NamespaceStats, bool) {
	n := s.namespaces[namespace]
	if n == nil {
		return NamespaceStats{}, false
	}
	tuned := n.tunings.Load().Tuning
	stats := NamespaceStats{
		Expired:           n.expired.Load(),
		MaxRecordSize:     uint64(tuned.MaxRecordSize),
		DefaultTTLSeconds: tuned.DefaultTTLSeconds,
		Evicted:           n.evicted.Load(),
		EvictBreached:     n.hwmBreached.Load(),
		ExpiryInterval:    n.expiryClock.get(),
		StopWrites:        n.stopped.Load() || tuned.stopsWrites(n.usedBytes.Load()),
		Persistent:        n.settings.Storage == StorageFile,
		QueuedWrites:      len(n.queue),
	}
	rows, err := n.setRows()
	if err != nil {
		return stats, true
	}
	stats.Tombstones, _ = n.countTombstones(nil)
	for _, row := range rows {
		stats.Objects += row.objects
		stats.DataBytes += row.bytes
	}
	return stats, true
}

// SetStats describes the sets of a namespace that have or had records, in the order of their creation; empty if there
// is no such namespace or it cannot be read.
func (s *Store) SetStats(namespace string) []SetStats {
	n := s.namespaces[namespace]
	if n == nil {
		return nil
	}
	rows, err := n.setRows()
	if err != nil {
		return nil
	}
	hidden := *n.hidden.Load()
	var stats []SetStats
	var numbers []uint16
	for set, row := range rows {
		if row.name == "" {
			continue
		}
		stat := SetStats{Name: row.name, Objects: row.objects, DataBytes: row.bytes}
		if t := hidden[uint16(set)]; t.before != 0 {
			stat.Truncated, stat.Truncating = fromProtocolMillis(t.before), !t.cleaned
		}
		stat.Tuning = n.tunings.Load().sets[row.name]
		n.countIndexes(&stat)
		stats, numbers = append(stats, stat), append(numbers, uint16(set))
	}
	_, tombstones := n.countTombstones(numbers)
	for i := range stats {
		stats[i].Tombstones = tombstones[i]
	}
	return stats
}

// countIndexes fills in how many indexes a set has.
func (n *namespace) countIndexes(stat *SetStats) {
	for _, x := range *n.indexes.Load() {
		switch {
		case x.row.Definition.Set != stat.Name:
		case x.row.Definition.Source == aero.IndexSet:
			stat.Indexed, stat.IndexPopulating = true, !x.ready()
		default:
			stat.Indexes++
		}
	}
}

// setRows returns the rows of the table sets by number; numbers without a row have an empty one.
func (n *namespace) setRows() ([]setRow, error) {
	var rows []setRow
	err := n.view(func(tx *zerodb.Tx) error {
		table, err := tx.Table(tableSets)
		if err != nil {
			return err
		}
		for key, value := range table.All() {
			set, row, err := decodeSetRow(key, value)
			if err != nil {
				return err
			}
			for len(rows) <= int(set) {
				rows = append(rows, setRow{})
			}
			rows[set] = row
		}
		return nil
	})
	return rows, err
}
