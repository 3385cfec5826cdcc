package server

import (
	"time"

	"github.com/aerolith/aerolith/aero"
)

// IndexStore is the part of a Store that keeps secondary indexes and the jobs on many records.
type IndexStore interface {
	// CreateIndex defines an index. An error that is a result code is answered with it: CodeIndexFound,
	// CodeIndexMaxCount, CodeParameter for a definition that makes no sense.
	CreateIndex(definition *aero.IndexDefinition) error
	// EnableSetIndex keeps an index of a set's records without a name, DisableSetIndex ends that. Both fail with CodeIndexFound if
	// the set's index has a name.
	EnableSetIndex(namespace, set string) error
	DisableSetIndex(namespace, set string) error
	// DropIndex removes an index; one that does not exist is no error.
	DropIndex(namespace, name string) error
	// Indexes describes the indexes of a namespace in the order of their names.
	Indexes(namespace string) []IndexStats
	// CheckIndexes compares the indexes of a namespace with its records: it returns how many entries there are, how many are
	// missing and how many have no record behind them.
	CheckIndexes(namespace string) (entries, missing, extra uint64, err error)
	// StartWrite begins a write in the background. An error that is a result code is answered with it.
	StartWrite(cmd *aero.BackgroundCommand) error
	// Jobs describes the jobs that run, then those that have ended, newest first.
	Jobs() []JobStats
	// AbortJob ends a job that runs, if there is one of the number; AbortJobs ends all and says how many there were.
	AbortJob(id uint64) bool
	AbortJobs() int
}

// IndexStats describes a secondary index for info answers.
type IndexStats struct {
	// Definition is what the index holds.
	Definition aero.IndexDefinition
	// Ready says that queries may use the index.
	Ready bool
	// Entries is how many entries it has, UsedBytes what they take.
	Entries, UsedBytes uint64
	// EntriesPerValue and EntriesPerRecord are how many entries there are for each value and each record, as far as known.
	EntriesPerValue, EntriesPerRecord uint64
	// LoadPercent is how much of the records it has taken in, LoadTime how long that took so far.
	LoadPercent uint32
	LoadTime    time.Duration
}

// JobStats describes a job for info answers.
type JobStats struct {
	// ID is the job's number.
	ID uint64
	// Kind is what it does, Outcome how it stands or ended, in a real node's words.
	Kind, Outcome string
	// Background says that nobody waits for it.
	Background bool
	// Namespace, Set and Index are where it works, From who asked.
	Namespace, Set, Index, From string
	// Partitions is how many partitions were asked for, Resumed how many of them from behind a digest.
	Partitions, Resumed int
	// RecordsPerSecond is its rate.
	RecordsPerSecond uint32
	// Active says that it is under way.
	Active bool
	// Progress is from 0 to 100.
	Progress float64
	// RunTime is how long it has run, SinceDone how long ago it ended.
	RunTime, SinceDone time.Duration
	// Throttled, Filtered, Succeeded and Failed count records.
	Throttled, Filtered, Succeeded, Failed uint64
}
