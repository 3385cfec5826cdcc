package aerolith

import (
	"github.com/aerolith/aerolith/aero"
	"github.com/aerolith/aerolith/client"
)

// The words of the API. They are those of packages aero and client, under which more is said about each.
type (
	// Key names a record.
	Key = aero.Key
	// Bins are values by the names of their bins.
	Bins = client.Bins
	// Record is a record as it was read.
	Record = client.Record
	// ReadPolicy says how a read is made: time, retries, filter, transaction; nil means the defaults.
	ReadPolicy = client.ReadPolicy
	// WritePolicy says how a write is made: what must be there before, life, time, filter, transaction; nil means the defaults.
	WritePolicy = client.WritePolicy
	// BatchPolicy says how a batch is made; nil means the defaults.
	BatchPolicy = client.BatchPolicy
	// ScanPolicy says how a scan or query is made: what is returned, pages, rate, filter; nil means the defaults.
	ScanPolicy = client.ScanPolicy
	// Timing bounds a call and its attempts.
	Timing = client.Timing
	// BatchEntry is one command of a batch; client.BatchGet and its siblings make them.
	BatchEntry = client.BatchEntry
	// BatchResult is the outcome of a BatchEntry: a record or an error.
	BatchResult = client.BatchResult
	// Transaction is a transaction over many records, ended by its Commit or Abort.
	Transaction = client.Transaction
	// TransactionOptions say how long a transaction may last, and how often Transact tries.
	TransactionOptions = client.TransactionOptions
	// Background is a write to every record of a scan or query while nobody waits.
	Background = client.Background
	// Job is a Background that has begun; its Wait waits for the end.
	Job = client.Job
	// Aggregation is a function over the records of a scan or query.
	Aggregation = client.Aggregation
	// Cursor remembers how far a scan or query is.
	Cursor = client.Cursor
	// IndexRange is what a query looks for; client.Between and its siblings make them.
	IndexRange = aero.IndexRange
	// IndexDefinition is what a secondary index holds: of which set, of which bin, of values of which type.
	IndexDefinition = aero.IndexDefinition
	// Module is a registered module of functions.
	Module = client.Module
	// Error is the failure of a call: which, on what, why, whether a write may have happened, and whether to try again.
	Error = client.Error
)

// What a write requires of the record and of its generation, for WritePolicy.
const (
	Upsert      = client.Upsert
	CreateOnly  = client.CreateOnly
	UpdateOnly  = client.UpdateOnly
	Replace     = client.Replace
	ReplaceOnly = client.ReplaceOnly

	AnyGeneration   = client.AnyGeneration
	SameGeneration  = client.SameGeneration
	NewerGeneration = client.NewerGeneration
)
