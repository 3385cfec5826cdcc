package record

import (
	"cmp"
	"time"
)

// Units of the defaults.
const (
	kibibyte = 1 << 10
	mebibyte = 1 << 20
)

// DefaultOptions returns the options of a production store, still without namespaces. Each number's reason stands
// beside it: go doc -src Options.withDefaults shows them.
func DefaultOptions() Options { return Options{}.withDefaults() }

// withDefaults replaces every zero by its default.
func (o Options) withDefaults() Options {
	o.QueueLength = cmp.Or(o.QueueLength, 4096)                      // a burst of every connection of a busy node
	o.MaxGroupCommands = cmp.Or(o.MaxGroupCommands, 1024)            // beyond that a group's own work dwarfs the sync it shares
	o.MaxGroupBytes = cmp.Or(o.MaxGroupBytes, 16*mebibyte)           // two of the largest records, far below a transaction's limit
	o.MaxGroupsInFlight = cmp.Or(o.MaxGroupsInFlight, 2)             // one is being synced, one waits for the next sync
	o.DefaultTimeout = cmp.Or(o.DefaultTimeout, time.Second)         // what an Aerospike server grants
	o.MaxResultBytes = cmp.Or(o.MaxResultBytes, 64*mebibyte)         // half of what a protocol message can hold
	o.BatchWindow = cmp.Or(o.BatchWindow, 256)                       // enough to fill a group
	o.ScanChunkRecords = cmp.Or(o.ScanChunkRecords, 512)             // some hundred microseconds of reading
	o.ScanChunkBytes = cmp.Or(o.ScanChunkBytes, mebibyte)            // fits the caches; the largest record comes on top
	o.MaxBackgroundJobs = cmp.Or(o.MaxBackgroundJobs, 32)            // more only get in each other's way
	o.MaxDoneJobs = cmp.Or(o.MaxDoneJobs, 100)                       // as an Aerospike server remembers
	o.BackgroundRate = cmp.Or(o.BackgroundRate, 10_000)              // what an Aerospike server grants
	o.ExpiryInterval = cmp.Or(o.ExpiryInterval, time.Second)         // void times count seconds
	o.IndexSurveyInterval = cmp.Or(o.IndexSurveyInterval, time.Hour) // as an Aerospike server; the numbers are for planning
	o.CleanStep = cmp.Or(o.CleanStep, 256)                           // about a millisecond of the committer
	o.MaxSets = cmp.Or(o.MaxSets, 4095)                              // as many as an Aerospike server has
	o.MaxBinNames = cmp.Or(o.MaxBinNames, 4096)                      // more would be data rather than a schema
	o.Functions = o.Functions.withDefaults()
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Events == nil {
		o.Events = nobody{}
	}
	o.Engine.Now = o.Now
	for i := range o.Namespaces {
		o.Namespaces[i].MaxRecordSize = cmp.Or(o.Namespaces[i].MaxRecordSize, mebibyte)    // as of Aerospike 8.1
		o.Namespaces[i].EvictTenthsPercent = cmp.Or(o.Namespaces[i].EvictTenthsPercent, 5) // as of Aerospike 8.1
	}
	return o
}
