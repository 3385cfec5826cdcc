package client

import "github.com/aerolith/aerolith/aero"

// BatchPolicy says how a batch is made. A nil policy means the client's defaults.
type BatchPolicy struct {
	// Timing bounds the call; zero means Options.Timing.
	Timing Timing
	// Replica says which copies are read.
	Replica Replica
	// MaxEntriesPerRequest splits what goes to one node; 0 means 5,000, which servers accept.
	MaxEntriesPerRequest int
	// MaxConcurrentRequests is how many requests are in flight at once; 0 does not limit.
	MaxConcurrentRequests int
	// StopAtFailure lets a node carry out what it got in order and stop at the first entry that fails with anything but
	// "not found" or "filtered out". Entries it did not answer for fail with ErrBatchStopped; writes among them are in doubt,
	// because servers may have begun them. What other nodes got is not stopped.
	StopAtFailure bool
	// Filter is an encoded expression that records must satisfy whose entry has none; nil for none.
	Filter []byte
	// Compress sends the requests in compressed form if they are large, and asks for the answers in that form (Enterprise).
	Compress bool
	// Transaction is what all entries belong to; nil for none. Reads go to masters then.
	Transaction *Transaction
}

// ScanPolicy says how a scan is made. A nil policy means the client's defaults.
type ScanPolicy struct {
	// Timing bounds the scan; zero means Options.ScanTiming. Retries count anew after progress.
	Timing Timing
	// Bins are the bins to return; none returns all.
	Bins []string
	// HeaderOnly returns records without bins.
	HeaderOnly bool
	// MaxRecords ends the scan after so many records; 0 does not.
	MaxRecords uint64
	// RecordsPerSecond limits the rate at each node; 0 does not.
	RecordsPerSecond uint32
	// MaxConcurrentNodes is how many nodes are asked at once; 0 asks all.
	MaxConcurrentNodes int
	// RequestsPerNode is how many requests walk through a node at once, each through a share of its partitions; 0 means 2, or 1
	// where Options.MaxConnsPerNode is below 8.
	// Queries and walks with MaxRecords or RecordsPerSecond make one.
	RequestsPerNode int
	// Node restricts the walk to what a node owns, by its name; empty does not.
	Node string
	// Operations are reading operations whose results are given in place of bins; none for bins.
	Operations []aero.Operation
	// Short says that the answer is expected to be small and wanted soon: nodes then answer a query without making it a job
	// that operators see.
	Short bool
	// FirstPartition and PartitionCount restrict the walk to a range of partitions; a count of 0 does not.
	FirstPartition, PartitionCount int
	// Cursor says where to begin, and is moved along; nil begins at the beginning.
	Cursor *Cursor
	// Filter is an encoded expression that records must satisfy; nil for none.
	Filter []byte
	// ReuseRecords gives records whose memory is used again, so that a long walk leaves nothing for the garbage collector: a
	// record and what it points to are valid until the next one is asked for. To keep one, keep Record.Clone.
	ReuseRecords bool
	// Compress sends the requests in compressed form if they are large, and asks for the answers in that form (Enterprise).
	Compress bool
	// where is the range of a query.
	where *aero.IndexRange
}
